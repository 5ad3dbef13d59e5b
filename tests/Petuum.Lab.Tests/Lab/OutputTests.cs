using System.Diagnostics;
using Petuum.Lab.Tests.Files;

namespace Petuum.Lab.Tests.Commands;

/// <summary>Where commands write to: files, links to them, pipes, and nothing that is read.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("predict --model m --data r.csv --out link.csv")]
    [InlineData("data convert r.csv link.csv")]
    [InlineData("data convert m/users.npy link.csv")]
    [InlineData("data generate ratings --users 9 --items 9 --count 20 --out link.csv")]
    public async Task Link_IsFollowed(string command)
    {
        using LabWorkspace workspace = await WithModelAsync();
        workspace.Write("target.csv", "old");
        File.CreateSymbolicLink(workspace.Path("link.csv"), "target.csv");
        LabRun run = await workspace.RunAsync(command.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("target.csv", new FileInfo(workspace.Path("link.csv")).LinkTarget);
        Assert.NotEqual("old", File.ReadAllText(workspace.Path("target.csv")));
    }

    [Theory]
    [InlineData("predict --model m --data r.csv --out link.csv", "--out link.csv: it is also the input file")]
    [InlineData("data convert r.csv link.csv", "link.csv: FROM and TO are the same file")]
    [InlineData("data convert link.csv r.csv", "r.csv: FROM and TO are the same file")]
    public async Task Link_ToWhatIsRead_IsRefused(string command, string problem)
    {
        using LabWorkspace workspace = await WithModelAsync();
        string data = File.ReadAllText(workspace.Path("r.csv"));
        File.CreateSymbolicLink(workspace.Path("link.csv"), "r.csv");
        LabRun run = await workspace.RunAsync(command.Split(' '));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Equal(data, File.ReadAllText(workspace.Path("r.csv")));
    }

    [Theory]
    [InlineData("predict --model m --data r.csv --out m")]
    [InlineData("data convert r.csv m --to ratings-csv")]
    [InlineData("data generate ratings --users 9 --items 9 --count 20 --format ratings-csv --out m")]
    public async Task Folder_IsRefused(string command)
    {
        using LabWorkspace workspace = await WithModelAsync();
        string[] before = workspace.Snapshot("");
        LabRun run = await workspace.RunAsync(command.Split(' '));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("m: a folder, not a file", run.Error, StringComparison.Ordinal);
        Assert.Contains("name a file in it", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, workspace.Snapshot(""));
    }

    [UnixFact]
    public async Task Pipe_IsWrittenTo()
    {
        using LabWorkspace workspace = await WithModelAsync();
        await workspace.RunAsync("predict --model m --data r.csv --out p.csv".Split(' '));
        using (Process make = Process.Start("mkfifo", workspace.Path("pipe")))
        {
            await make.WaitForExitAsync();
        }

        using Process reader = Process.Start(
            new ProcessStartInfo("cat", [workspace.Path("pipe")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
        LabRun run = await workspace.RunAsync("predict --model m --data r.csv --out pipe".Split(' '))
            .WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(File.ReadAllText(workspace.Path("p.csv")), await reader.StandardOutput.ReadToEndAsync());
    }

    [UnixFact]
    public async Task StandardOutput_IsWrittenTo()
    {
        using LabWorkspace workspace = await WithModelAsync();
        await workspace.RunAsync("predict --model m --data r.csv --out p.csv".Split(' '));
        string name = OperatingSystem.IsLinux() ? "/proc/self/fd/1" : "/dev/fd/1";
        using LabProcess process = LabProcess.Start(
            workspace, ["predict", "--model", "m", "--data", "r.csv", "--out", name]);
        LabRun run = await process.EndAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(File.ReadAllText(workspace.Path("p.csv")), run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_IsReplacedBehindALink()
    {
        using LabWorkspace workspace = await WithModelAsync();
        Directory.CreateSymbolicLink(workspace.Path("latest"), "m");
        string[] before = workspace.Snapshot("m");
        LabRun run = await workspace.RunAsync("train mf --data r.csv --rank 2 --epochs 2 --model latest".Split(' '));
        Assert.Contains(run.ExitCode, new[] { 0, 2 });
        Assert.Equal("m", new DirectoryInfo(workspace.Path("latest")).LinkTarget);
        Assert.NotEqual(before, workspace.Snapshot("m"));
    }

    private static async Task<LabWorkspace> WithModelAsync()
    {
        LabWorkspace workspace = new();
        workspace.Write("r.csv", "userId,movieId,rating\n1,1,1\n1,2,2\n3,1,6\n");
        await workspace.RunAsync("train mf --data r.csv --rank 2 --epochs 1 --model m".Split(' '));
        return workspace;
    }
}
