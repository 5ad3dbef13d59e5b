using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Files;

namespace Petuum.Lab.Tests.Results;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Folder_ReadsBackWhatWasSaved()
    {
        RunResults run = SampleRuns.Run(3);
        RunFolder.Save(_folder.Path, run);
        RunResults read = Assert.IsType<RunFolder.Finished>(RunFolder.Load(_folder.Path)).Results;
        Assert.Equal(Verdict.Sound, read.Manifest.Verdict);
        Assert.Equal(run.Manifest.Keys, read.Manifest.Keys);
        Assert.Equal(run.Summary.Metrics, read.Summary.Metrics);
        Assert.Equal(run.Clocks, read.Clocks);
        Assert.Equal(run.Workers, read.Workers);
        Assert.Equal(run.Lags, read.Lags);
        Assert.Equal(run.Series, read.Series);
        Assert.Null(read.Machine);
    }

    [Fact]
    public void Folder_MayLackWhatIsOptional()
    {
        RunFolder.Save(_folder.Path, SampleRuns.Run());
        foreach (string optional in new[] { RunFolder.WorkersFile, RunFolder.LagsFile, RunFolder.SeriesFile })
        {
            File.Delete(_folder.File(optional));
        }

        RunResults read = Assert.IsType<RunFolder.Finished>(RunFolder.Load(_folder.Path)).Results;
        Assert.Empty(read.Workers);
        Assert.Empty(read.Lags);
        Assert.Empty(read.Series);
    }

    [Fact]
    public void Folder_OfAnEarlierRunKeepsNothingOfIt()
    {
        RunFolder.Save(_folder.Path, SampleRuns.Run());
        RunFolder.Save(_folder.Path, SampleRuns.Run() with { Workers = [], Lags = [], Series = [] });
        Assert.False(File.Exists(_folder.File(RunFolder.LagsFile)));
    }

    [Fact]
    public void Folder_IsUnfinishedUntilItsManifestHasAVerdict()
    {
        Assert.IsType<RunFolder.Unfinished>(RunFolder.Load(_folder.File("nowhere")));
        Assert.IsType<RunFolder.Unfinished>(RunFolder.Load(_folder.Path));
        RunFolder.Begin(_folder.Path, SampleRuns.Manifest with { Verdict = Verdict.Sound });
        Assert.IsType<RunFolder.Unfinished>(RunFolder.Load(_folder.Path));
        RunFolder.Save(_folder.Path, SampleRuns.Run());
        Assert.IsType<RunFolder.Finished>(RunFolder.Load(_folder.Path));
        RunFolder.Begin(_folder.Path, SampleRuns.Manifest);
        Assert.IsType<RunFolder.Unfinished>(RunFolder.Load(_folder.Path));
    }

    [Theory]
    [InlineData(RunFolder.ManifestFile)]
    [InlineData(RunFolder.SummaryFile)]
    [InlineData(RunFolder.ClocksFile)]
    [InlineData(RunFolder.WorkersFile)]
    [InlineData(RunFolder.LagsFile)]
    [InlineData(RunFolder.SeriesFile)]
    public void Folder_WithAFileCutShortIsDamaged(string file)
    {
        RunFolder.Save(_folder.Path, SampleRuns.Run());
        byte[] bytes = File.ReadAllBytes(_folder.File(file));
        File.WriteAllBytes(_folder.File(file), bytes[..(bytes.Length - 4)]);
        AssertDamagedOrShort(file);
        File.WriteAllText(_folder.File(file), "nonsense");
        Assert.Equal(_folder.File(file), Assert.IsType<RunFolder.Damaged>(RunFolder.Load(_folder.Path)).File);
    }

    [Theory]
    [InlineData(RunFolder.SummaryFile)]
    [InlineData(RunFolder.ClocksFile)]
    public void Folder_WithoutWhatIsRequiredIsDamaged(string file)
    {
        RunFolder.Save(_folder.Path, SampleRuns.Run());
        File.Delete(_folder.File(file));
        RunFolder.Damaged damaged = Assert.IsType<RunFolder.Damaged>(RunFolder.Load(_folder.Path));
        Assert.Contains(file, damaged.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(damaged.Remedy);
    }

    [Fact]
    public void Sweep_ReadsItsRunsInTheOrderOfItsTable()
    {
        RunResults[] runs = [SampleRuns.Run(2), SampleRuns.Run(1), SampleRuns.Run(3)];
        foreach (RunResults run in runs)
        {
            RunFolder.Save(_folder.File(run.Manifest.Run), run);
        }

        RunFolder.Begin(_folder.File("broken-off"), SampleRuns.Manifest);
        Directory.CreateDirectory(_folder.File("charts"));
        Directory.CreateSymbolicLink(_folder.File("latest"), _folder.File(runs[0].Manifest.Run));
        SweepFolder byName = SweepFolder.Load(_folder.Path);
        Assert.Equal([1UL, 2UL, 3UL], byName.Runs.Select(run => run.Manifest.Seed));
        Assert.EndsWith("broken-off", Assert.Single(byName.Unfinished).Path, StringComparison.Ordinal);
        SweepFolder.SaveRuns(_folder.Path, runs);
        Assert.Equal([2UL, 1UL, 3UL], SweepFolder.Load(_folder.Path).Runs.Select(run => run.Manifest.Seed));
    }

    [Fact]
    public void AtomicFile_LeavesNothingHalfWritten_WhenTheActionThrows()
    {
        string path = _folder.File("deep/file.txt");
        Action<Stream> half = stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("enough");
        };
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, half));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        AtomicFile.WriteText(path, "whole");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, half));
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void AtomicFile_ShowsTheOldFileUntilTheNewOneIsWhole()
    {
        string path = _folder.File("file.txt");
        AtomicFile.WriteText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A CSV cut inside its last number may still read; it must not throw, and JSON must be noticed.</summary>
    private void AssertDamagedOrShort(string file)
    {
        RunFolder loaded = RunFolder.Load(_folder.Path);
        if (file.EndsWith(".json", StringComparison.Ordinal))
        {
            Assert.IsType<RunFolder.Damaged>(loaded);
        }
    }
}
