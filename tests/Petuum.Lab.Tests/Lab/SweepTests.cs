using System.Text;

namespace Petuum.Lab.Tests.Commands;

/// <summary>What happens to result folders: once written, they change only when something new was run.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task SecondRun_SkipsEverything_AndWritesNoFile()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        LabRun first = await workspace.RunAsync("run", "small.yaml");
        string[] before = workspace.Snapshot("results", withTimes: true);

        LabRun second = await workspace.RunAsync("run", "small.yaml", "--json");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(before, workspace.Snapshot("results", withTimes: true));
        Assert.All(
            second.Json().GetProperty("runs").EnumerateArray(),
            run => Assert.True(run.GetProperty("resumed").GetBoolean()));
    }

    [Fact]
    public async Task Results_AreTheSameBytes_WhateverTheParallelismAndTheFolder()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync(["run", "small.yaml", "--out", "one"], parallelism: 1);
        await workspace.RunAsync(["run", "small.yaml", "--out", "many"], parallelism: 4);
        Assert.Equal(
            workspace.Snapshot("one", except: LabWorkspace.IsMachine),
            workspace.Snapshot("many", except: LabWorkspace.IsMachine));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "run.json", "{" },
        { "run.json", "" },
        { "summary.json", "null" },
        { "clocks.csv", "clock,objective\n1,2\n" },
        { "lags.csv", "table,lag,count\nusers,one,2\n" },
        { "events.jsonl.gz", "-" },
        { "trace.json", "-" },
        { "model/model.json", "-" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task DamagedRun_IsRunAgain_AndTheOthersAreNot(string file, string text)
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml");
        string[] before = workspace.Snapshot("results", except: LabWorkspace.IsMachine);
        string damaged = Path.Combine(workspace.RunFolders("results/small")[0], file);
        if (text == "-")
        {
            File.Delete(damaged);
        }
        else
        {
            File.WriteAllText(damaged, text);
        }

        LabRun again = await workspace.RunAsync("run", "small.yaml", "--json");

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(before, workspace.Snapshot("results", except: LabWorkspace.IsMachine));
        Assert.Single(
            again.Json().GetProperty("runs").EnumerateArray(), run => !run.GetProperty("resumed").GetBoolean());
    }

    [Fact]
    public async Task InterruptedSweep_LeavesWholeRuns_AndTheSameCommandFinishesIt()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        using CancellationTokenSource interrupt = new();
        using CancellingWriter error = new(interrupt, after: "[2/6]");
        LabRun first = await workspace.RunAsync(
            ["run", "small.yaml", "--json"], parallelism: 1, error, interrupt.Token);
        int finished = first.Json().GetProperty("runs").GetArrayLength();
        Assert.Equal(130, first.ExitCode);
        Assert.InRange(finished, 2, 5);
        Assert.Equal(finished, workspace.RunFolders("results/small").Length);
        Assert.Contains("the same command runs the other", error.ToString(), StringComparison.Ordinal);

        LabRun second = await workspace.RunAsync("run", "small.yaml");
        await workspace.RunAsync("run", "small.yaml", "--out", "whole");

        Assert.Equal(0, second.ExitCode);
        Assert.Equal(
            workspace.Snapshot("whole", except: LabWorkspace.IsMachine),
            workspace.Snapshot("results", except: LabWorkspace.IsMachine));
    }

    [Fact]
    public async Task UnfinishedFolder_IsReplaced()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml");
        string[] before = workspace.Snapshot("results", except: LabWorkspace.IsMachine);
        string folder = workspace.RunFolders("results/small")[0];
        Directory.Move(folder, folder + ".unfinished");

        await workspace.RunAsync("run", "small.yaml");

        Assert.Equal(before, workspace.Snapshot("results", except: LabWorkspace.IsMachine));
    }

    [Fact]
    public async Task Force_RunsFinishedRunsAgain_ToTheSameBytes()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml");
        string[] before = workspace.Snapshot("results", except: LabWorkspace.IsMachine);

        LabRun forced = await workspace.RunAsync("run", "small.yaml", "--force", "--json");

        Assert.Equal(before, workspace.Snapshot("results", except: LabWorkspace.IsMachine));
        Assert.All(
            forced.Json().GetProperty("runs").EnumerateArray(),
            run => Assert.False(run.GetProperty("resumed").GetBoolean()));
    }

    [Fact]
    public async Task Report_WritesTheSameBytesAsTheRun()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml");
        string[] before = workspace.Snapshot("results");
        foreach (string made in new[] { "report.html", "runs.csv" })
        {
            File.Delete(workspace.Path("results/small/" + made));
        }

        LabRun report = await workspace.RunAsync("report", "results/small");

        Assert.Equal(0, report.ExitCode);
        Assert.Equal("results/small/report.html\n", report.Out);
        Assert.Equal(before, workspace.Snapshot("results"));
    }

    [Fact]
    public async Task Report_WritesEveryChartAsAFigure_InEveryFormatThatIsAskedFor()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml");

        LabRun report = await workspace.RunAsync(
            "report", "results/small", "--figures", "png,pdf", "--width", "400", "--height", "300");

        Assert.Equal(0, report.ExitCode);
        Assert.Equal("results/small/report.html\nresults/small/figures\n", report.Out);
        string[] written = [.. Directory.GetFiles(workspace.Path("results/small/figures")).Select(Path.GetFileName)!];
        Assert.Contains("objective-clocks.png", written);
        Assert.Contains("objective-clocks.pdf", written);
        Assert.DoesNotContain(written, name => name.EndsWith(".svg", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--figures bmp", "there are no 'bmp' figures")]
    [InlineData("--figures png --width 10", "--width 10: a figure cannot have this size")]
    [InlineData("--figures png --theme blue", "--theme blue: there is no such theme")]
    public async Task Report_RefusesFiguresThatCannotBe(string options, string problem)
    {
        using LabWorkspace workspace = new();
        LabRun report = await workspace.RunAsync(["report", "results/small", .. options.Split(' ')]);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains(problem, report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latest_PointsToTheSweepThatWasRunLast()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml", "--seed", "1");
        await workspace.RunAsync("run", "small.yaml", "--seed", "1", "--set", "name=other");
        Assert.True(File.Exists(workspace.Path("results/latest/report.html")));
        Assert.Contains(
            "other", File.ReadAllText(workspace.Path("results/latest/spec.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_IsRefused_WhileAnotherProcessWritesThere()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        Directory.CreateDirectory(workspace.Path("results/small"));
        using FileStream held = new(
            workspace.Path("results/small/.lab-is-writing"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        LabRun run = await workspace.RunAsync("run", "small.yaml");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("wait for the other lab", run.Error, StringComparison.Ordinal);
    }

    private sealed class CancellingWriter(CancellationTokenSource source, string after) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(after, StringComparison.Ordinal) == true)
            {
                source.Cancel();
            }
        }
    }
}
