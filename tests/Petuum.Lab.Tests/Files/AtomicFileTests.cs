using System.Diagnostics;
using System.Runtime.Versioning;
using Petuum.Lab.Files;

namespace Petuum.Lab.Tests.Files;

/// <summary>What stands at a path stays what it was: a link, a pipe, a device, a file with its permissions.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("petuum-lab-files-").FullName;

    [Fact]
    public void Link_StaysOne_AndItsTargetIsReplaced()
    {
        File.WriteAllText(PathOf("target.csv"), "old");
        Directory.CreateDirectory(PathOf("links"));
        File.CreateSymbolicLink(PathOf("links/near.csv"), "../target.csv");
        File.CreateSymbolicLink(PathOf("far.csv"), PathOf("links/near.csv"));
        AtomicFile.Write(PathOf("far.csv"), stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(PathOf("target.csv")));
        });
        Assert.Equal("new", File.ReadAllText(PathOf("target.csv")));
        Assert.Equal("../target.csv", new FileInfo(PathOf("links/near.csv")).LinkTarget);
        Assert.Equal(PathOf("links/near.csv"), new FileInfo(PathOf("far.csv")).LinkTarget);
        Assert.Equal(PathOf("target.csv"), AtomicFile.TargetOf(PathOf("far.csv")));
        Assert.Equal(3, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Link_ToAFileThatIsNotThere_MakesIt()
    {
        File.CreateSymbolicLink(PathOf("link.csv"), "later/target.csv");
        AtomicFile.WriteText(PathOf("link.csv"), "new");
        Assert.Equal("new", File.ReadAllText(PathOf("later/target.csv")));
        Assert.Equal("later/target.csv", new FileInfo(PathOf("link.csv")).LinkTarget);
    }

    [Fact]
    public void Link_ToItself_IsRefused()
    {
        File.CreateSymbolicLink(PathOf("link.csv"), "link.csv");
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteText(PathOf("link.csv"), "new"));
        Assert.Equal("link.csv", new FileInfo(PathOf("link.csv")).LinkTarget);
    }

    [UnixFact]
    public async Task Pipe_IsWrittenTo_AndStaysOne()
    {
        Run("mkfifo", PathOf("pipe"));
        File.CreateSymbolicLink(PathOf("link"), "pipe");
        foreach (string name in new[] { "pipe", "link" })
        {
            using Process reader = Process.Start(
                new ProcessStartInfo("cat", [PathOf("pipe")])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                })!;
            await Task.Run(() => AtomicFile.WriteText(PathOf(name), "through " + name)).WaitAsync(Patience);
            Assert.Equal("through " + name, await reader.StandardOutput.ReadToEndAsync());
        }

        Run("test", "-p", PathOf("pipe"));
        Assert.Equal("pipe", new FileInfo(PathOf("link")).LinkTarget);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    /// <summary>A null device in a folder of ours; making one takes root.</summary>
    [RootFact]
    public void Device_IsWrittenTo_AndStaysOne()
    {
        Run("mknod", PathOf("null"), "c", "1", "3");
        AtomicFile.WriteText(PathOf("null"), "gone");
        Run("test", "-c", PathOf("null"));
        Assert.Equal([PathOf("null")], Directory.GetFiles(_folder));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Permissions_AreThoseOfTheFileBefore()
    {
        string path = PathOf("file.csv");
        foreach (UnixFileMode mode in new[] { (UnixFileMode)0b110_000_000, (UnixFileMode)0b111_110_110 })
        {
            File.WriteAllText(path, "old");
            File.SetUnixFileMode(path, mode);
            AtomicFile.WriteText(path, "new");
            Assert.Equal((mode, "new"), (File.GetUnixFileMode(path), File.ReadAllText(path)));
        }
    }

    [Fact]
    public void Folder_IsRefused()
    {
        Directory.CreateDirectory(PathOf("folder"));
        Directory.CreateSymbolicLink(PathOf("link"), "folder");
        foreach (string name in new[] { "folder", "link" })
        {
            NotAFileException refused = Assert.Throws<NotAFileException>(() =>
                AtomicFile.WriteText(PathOf(name), "new"));
            Assert.Equal(PathOf(name), refused.Path);
            Assert.Equal($"{PathOf(name)}: a folder, not a file; name a file in it", refused.Message);
        }

        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

/// <summary>A test of what Windows does not have.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such files" : null;
}

/// <summary>A test that makes a device.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Environment.UserName == "root" ? null : "only root makes devices";
}
