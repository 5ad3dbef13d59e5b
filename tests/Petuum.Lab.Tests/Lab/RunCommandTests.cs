using System.Text.Json;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Tests.Commands;

/// <summary>What <c>lab run</c> says and does with its options.</summary>
public sealed class RunCommandTests
{
    [Fact]
    public async Task Json_IsOneObjectOnTheLastLine_WithEveryRun()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        LabRun run = await workspace.RunAsync("run", "small.yaml", "--json");
        JsonElement json = run.Json();
        Assert.Equal("small", json.GetProperty("spec").GetString());
        Assert.Equal("results/small/report.html", json.GetProperty("report").GetString());
        Assert.Equal(0, json.GetProperty("exit_code").GetInt32());
        Assert.Equal(6, json.GetProperty("runs").GetArrayLength());
        JsonElement last = json.GetProperty("runs")[5];
        Assert.Equal("essp", last.GetProperty("keys").GetProperty("consistency.policy").GetString());
        Assert.Equal("3", last.GetProperty("seed").GetString());
        Assert.Equal("sound", last.GetProperty("verdict").GetString());
        Assert.Equal(8, last.GetProperty("clocks").GetInt32());
        Assert.True(last.GetProperty("metrics").GetProperty("train_rmse").GetDouble() > 0);
    }

    [Fact]
    public async Task Table_HasALineForEachRun_AndEndsWithTheReport()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        LabRun run = await workspace.RunAsync("run", "small.yaml");
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2 + 6 + 1, lines.Length);
        Assert.Equal(3, lines.Count(line => line.StartsWith("essp", StringComparison.Ordinal)));
        Assert.Equal("results/small/report.html", lines[^1]);
        Assert.Contains("[6/6]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_ShowsWallSeconds_WhereThereIsNoVirtualTime()
    {
        using LabWorkspace workspace = new();
        workspace.Write(
            "wall.yaml",
            """
            name: wall
            program: {name: mf, rank: 3, lambda: 0.02, step: 0.02, share: 0.5}
            data: {generate: ratings, users: 30, items: 20, rank: 2, ratings: 300, noise: 0.1}
            cluster: {workers: 2, shards: 2}
            consistency: {policy: bsp}
            stop: {clocks: 8}
            seeds: [1]
            """);
        LabRun run = await workspace.RunAsync("run", "wall.yaml", "--runtime", "threads", "--json");
        JsonElement only = Assert.Single(run.Json().GetProperty("runs").EnumerateArray());
        Assert.True(only.GetProperty("wall_seconds").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, only.GetProperty("virtual_seconds").ValueKind);
        Assert.Matches(@"sound +8 +\S+ +[0-9.E+-]+ (µs|ms|s)\b", run.Out);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("18446744073709551615")]
    public async Task Seed_ReplacesTheSpecs(string seed)
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        LabRun run = await workspace.RunAsync("run", "small.yaml", "--seed", seed, "--json");
        Assert.All(
            run.Json().GetProperty("runs").EnumerateArray(),
            item => Assert.Equal(seed, item.GetProperty("seed").GetString()));
        Assert.Equal(2, workspace.RunFolders("results/small").Length);
    }

    [Fact]
    public async Task Set_ChangesTheRun_AndEndsTheSweepOverThatKey()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        const string Settings = "--set consistency.policy=essp --set consistency.staleness=0 --set stop.clocks=4";
        LabRun run = await workspace.RunAsync($"run small.yaml {Settings} --seed 1 --json".Split(' '));
        JsonElement only = Assert.Single(run.Json().GetProperty("runs").EnumerateArray());
        Assert.Equal(4, only.GetProperty("clocks").GetInt32());
        Assert.Equal(-1, only.GetProperty("mean_lag").GetDouble());
    }

    [Fact]
    public async Task Twice_FindsNoDifference_AndLeavesNothingBehind()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml", "--out", "once");
        LabRun run = await workspace.RunAsync("run", "small.yaml", "--twice", "--out", "twice");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            workspace.Snapshot("once", except: LabWorkspace.IsMachine),
            workspace.Snapshot("twice", except: LabWorkspace.IsMachine));
    }

    [Theory]
    [InlineData("clocks.csv")]
    [InlineData("model/model.json")]
    public async Task Twice_ExitsWith4_WhenAFinishedRunHasOtherBytes(string file)
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml", "--seed", "1");
        string path = Path.Combine(workspace.RunFolders("results/small")[0], file);
        string text = File.ReadAllText(path);
        int digit = text.LastIndexOfAny(['1', '2', '3', '4', '5', '6', '7', '8']);
        File.WriteAllText(path, text[..digit] + (char)(text[digit] + 1) + text[(digit + 1)..]);

        LabRun run = await workspace.RunAsync("run", "small.yaml", "--seed", "1", "--twice");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains($"not repeatable: {file} differs", run.Error, StringComparison.Ordinal);
        Assert.Contains("→ replay: lab run", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("converges", 2)]
    [InlineData("diverges", 0)]
    [InlineData("stuck", 2)]
    public async Task DivergingRun_ExitsByWhatItsSpecExpects(string expect, int exitCode)
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small + $"expect: {expect}\n");
        LabRun run = await workspace.RunAsync(
            "run", "small.yaml", "--seed", "1", "--set", "program.step=50", "--set", "consistency.policy=ssp");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("not-converged", run.Out, StringComparison.Ordinal);
        Assert.Contains("diverged at clock", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SoundRun_ExitsWith2_WhenItsSpecExpectsAnother()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small + "expect: diverges\n");
        LabRun run = await workspace.RunAsync("run", "small.yaml", "--seed", "1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sound (unexpected)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Books_OnlyGrow_AndEndInTheSummary()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml");
        foreach (string folder in workspace.RunFolders("results/small"))
        {
            RunResults run = Assert.IsType<RunFolder.Finished>(RunFolder.Load(folder)).Results;
            Assert.Equal([0, 2, 4, 6, 8], run.Clocks.Select(clock => clock.Clock));
            for (int line = 1; line < run.Clocks.Count; line++)
            {
                (ClockRecord before, ClockRecord after) = (run.Clocks[line - 1], run.Clocks[line]);
                Assert.True(after.DataProcessed >= before.DataProcessed && after.BytesSent >= before.BytesSent);
                Assert.True(after.ComputeSeconds >= before.ComputeSeconds && after.WaitSeconds >= before.WaitSeconds);
                Assert.True(after.VirtualSeconds >= before.VirtualSeconds);
            }

            Assert.Equal(run.Summary.BytesSent, run.Workers.Sum(member => member.BytesSent));
            Assert.Equal(run.Summary.Messages, run.Workers.Sum(member => member.MessagesSent));
            Assert.All(
                run.Workers.Where(member => member.Role == WorkerRecord.Worker),
                worker => Assert.Equal(8, worker.Clocks));
            Assert.All(run.Lags, lag => Assert.InRange(lag.Lag, -1 - 2, -1));
        }
    }

    [Fact]
    public async Task EventLog_HasTheHashOfTheSummary()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        await workspace.RunAsync("run", "small.yaml", "--seed", "1");
        foreach (string folder in workspace.RunFolders("results/small"))
        {
            RunSummary summary = JsonFiles.ReadSummary(Path.Combine(folder, RunFolder.SummaryFile));
            Assert.Equal(summary.EventLogHash, EventLogReader.Hash(Path.Combine(folder, RunFolder.EventsFile)));
            string[] kinds = [.. EventLogReader.ReadLines(Path.Combine(folder, RunFolder.EventsFile))
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("e").GetString()!)];
            Assert.Equal("job-started", kinds[0]);
            Assert.Equal("job-ended", kinds[^1]);
            Assert.Equal(5, kinds.Count(kind => kind == "evaluated"));
        }
    }
}
