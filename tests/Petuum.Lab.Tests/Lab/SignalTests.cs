namespace Petuum.Lab.Tests.Commands;

/// <summary>Ctrl-C and SIGTERM end a command in an orderly way: nothing is left half-written.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task Run_LeavesNothingUnfinished_AndSaysWithItsCodeWhatEndedIt(string signal, int exitCode)
    {
        using LabWorkspace workspace = new();
        workspace.Write("endless.yaml", LabWorkspace.Endless);
        using LabProcess lab = LabProcess.Start(workspace, "run", "endless.yaml", "--json");
        await lab.UntilAsync(() => Task.FromResult(HasUnfinished(workspace)));
        LabRun run = await lab.SignalAsync(signal);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode, run.Json().GetProperty("exit_code").GetInt32());
        Assert.Contains("interrupted: 0 of 1 runs are finished", run.Error, StringComparison.Ordinal);
        Assert.False(HasUnfinished(workspace));
    }

    private static bool HasUnfinished(LabWorkspace workspace) =>
        Directory.Exists(workspace.Path("results/endless"))
        && Directory.EnumerateDirectories(workspace.Path("results/endless"), "*.unfinished").Any();
}
