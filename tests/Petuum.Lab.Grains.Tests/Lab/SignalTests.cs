using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Petuum.Lab.Tests.Commands;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary>Hosts of Orleans in the command leave Ctrl-C and SIGTERM to it.</summary>
public sealed class SignalTests(GatewaySilos silos) : IClassFixture<GatewaySilos>
{
    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task Connecting_IsInterrupted_WithoutBlamingTheCluster(string signal, int exitCode)
    {
        using LabWorkspace workspace = new();
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string address = $"localhost:{((IPEndPoint)silent.LocalEndpoint).Port}";
        using LabProcess lab = LabProcess.Start(workspace, "jobs", "--gateway", address);
        using TcpClient connected = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        LabRun run = await lab.SignalAsync(signal);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith("lab: interrupted", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task TestCluster_EndsItsRun_AndLeavesNothingUnfinished(string signal, int exitCode)
    {
        using LabWorkspace workspace = new();
        workspace.Write("endless.yaml", LabWorkspace.Endless);
        using LabProcess lab = LabProcess.Start(
            workspace, "run", "endless.yaml", "--runtime", "orleans", "--test-cluster", "2");
        string results = workspace.Path("results/endless");
        await lab.UntilAsync(() => Task.FromResult(
            Directory.Exists(results) && Directory.GetDirectories(results, "*.unfinished").Length > 0));
        LabRun run = await lab.SignalAsync(signal);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(Directory.GetDirectories(results));
    }

    [Fact]
    public async Task Attach_DetachesOnSigterm_AndRunCancelsItsJob()
    {
        using LabWorkspace workspace = new();
        workspace.Write("endless.yaml", LabWorkspace.Endless);
        using LabProcess run = LabProcess.Start(
            workspace, "run", "endless.yaml", "--runtime", "orleans", "--gateway", silos.Address);
        (string Id, string State) job = ("", "");
        await run.UntilAsync(async () => (job = await JobAsync(workspace)).State == "running");
        using LabProcess attach = LabProcess.Start(workspace, "attach", job.Id, "--gateway", silos.Address);
        await attach.UntilSaidAsync("clock");
        LabRun detached = await attach.SignalAsync("TERM");
        Assert.Equal(143, detached.ExitCode);
        Assert.Contains("detached: the job goes on", detached.Error, StringComparison.Ordinal);
        Assert.Equal("running", (await JobAsync(workspace)).State);

        LabRun cancelled = await run.SignalAsync("TERM");
        Assert.Equal(143, cancelled.ExitCode);
        Assert.Equal("cancelled", (await JobAsync(workspace)).State);
        LabRun ended = await workspace.RunAsync("attach", job.Id, "--gateway", silos.Address);
        Assert.Equal(5, ended.ExitCode);
        string[] line = ended.Out.Split('\n')[2].Split("  ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("cancelled", "–"), (line[2].Trim(), line[^1].Trim()));
        Assert.True(int.Parse(line[3]) > 0, ended.Out);
        Assert.Contains($"{job.Id}: cancelled: ", ended.Error, StringComparison.Ordinal);
    }

    private async Task<(string Id, string State)> JobAsync(LabWorkspace workspace)
    {
        LabRun jobs = await workspace.RunAsync("jobs", "--gateway", silos.Address, "--json");
        JsonElement found = jobs.Json().GetProperty("jobs").EnumerateArray().SingleOrDefault(
            job => job.GetProperty("name").GetString()!.StartsWith("endless", StringComparison.Ordinal));
        return found.ValueKind == JsonValueKind.Undefined
            ? ("", "")
            : (found.GetProperty("id").GetString()!, found.GetProperty("state").GetString()!);
    }
}
