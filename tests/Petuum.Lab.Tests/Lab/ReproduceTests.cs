using System.Text.Json;

namespace Petuum.Lab.Tests.Commands;

/// <summary><c>lab reproduce</c> on a repository of its own.</summary>
public sealed class ReproduceTests
{
    private const string Claim =
        """
        reproduces:
          id: T7/T8
          claim: Workers wait less when rows may be stale.
          paper: nowhere
          rules:
            - {measure: wait-fraction, of: {policy: ssp}, at-least: 0, decides: shape}
            - {measure: wait-fraction, of: {policy: ssp}, at-most: BOUND, decides: size}
          charts:
            - {kind: line, title: Objective, x: clocks, y: objective, series: policy}
            - {kind: line, title: Error, x: time, y: metric, series: policy, with: {name: train_rmse}}
            - {kind: line, title: Settled, x: clocks, y: series, series: policy, with: {name: "rows settled: items"}}
            - {kind: histogram, title: Lags, x: lag, y: lag-share, series: policy, with: {table: items}}
            - {kind: stacked-bar, title: Time, x: policy, y: seconds}
          full: {stop.clocks: 10}

        """;

    [Theory]
    [InlineData("1", "reproduced")]
    [InlineData("-1", "shape")]
    public async Task Row_HasTheFieldsAndTheVerdict(string bound, string verdict)
    {
        using LabWorkspace workspace = Create(bound);
        LabRun run = await ReproduceAsync(workspace, "t8", "--json");
        Assert.Equal(0, run.ExitCode);
        JsonElement row = Assert.Single(run.Json().GetProperty("rows").EnumerateArray());
        Assert.Equal(
            ["id", "claim", "paper", "measured", "verdict"], row.EnumerateObject().Select(member => member.Name));
        Assert.Equal("T7/T8", row.GetProperty("id").GetString());
        Assert.Equal(verdict, row.GetProperty("verdict").GetString());
        Assert.Contains(
            "share of time spent waiting: 0.", row.GetProperty("measured").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(workspace.Path("results/reproduce/index.html")));
    }

    [Fact]
    public async Task SecondTime_WritesNoFile()
    {
        using LabWorkspace workspace = Create("1");
        await ReproduceAsync(workspace);
        string[] before = workspace.Snapshot("results", withTimes: true);
        LabRun second = await ReproduceAsync(workspace);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(before, workspace.Snapshot("results", withTimes: true));
    }

    [Fact]
    public async Task FullScale_SetsWhatTheSpecSays()
    {
        using LabWorkspace workspace = Create("1");
        LabRun run = await ReproduceAsync(workspace, "all", "--scale", "full", "--json");
        Assert.Equal("full", run.Json().GetProperty("scale").GetString());
        Assert.Contains(
            "clocks: 10",
            File.ReadAllText(workspace.Path("results/reproduce/small/spec.yaml")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongRule_IsTheSpecsMistake()
    {
        using LabWorkspace workspace = Create("1");
        string spec = workspace.Path("repository/experiments/specs/small.yaml");
        File.WriteAllText(
            spec, File.ReadAllText(spec).Replace("wait-fraction", "wait-fractoin", StringComparison.Ordinal));
        LabRun run = await ReproduceAsync(workspace);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("did you mean 'wait-fraction'?", run.Error, StringComparison.Ordinal);
    }

    private static LabWorkspace Create(string bound)
    {
        LabWorkspace workspace = new();
        Directory.CreateDirectory(workspace.Path("repository/experiments/specs"));
        workspace.Write(
            "repository/experiments/specs/small.yaml",
            LabWorkspace.Small + Claim.Replace("BOUND", bound, StringComparison.Ordinal));
        return workspace;
    }

    private static Task<LabRun> ReproduceAsync(LabWorkspace workspace, params string[] args) =>
        workspace.RunAsync(["reproduce", .. args], parallelism: 2, root: workspace.Path("repository"));
}
