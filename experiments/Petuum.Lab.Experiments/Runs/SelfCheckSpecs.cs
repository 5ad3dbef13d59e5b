using Petuum.Lab.Experiments.Commands;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Runs;

/// <summary>The small specs that <c>lab doctor</c> and <c>lab calibrate</c> run.</summary>
internal static class SelfCheckSpecs
{
    private const string Lasso =
        """
        program: {name: lasso, lambda-ratio: 0.05, parallelism: 8, schedule: {policy: priority+dependency}}
        data: {generate: lasso, samples: SIZE, features: 200, true-coefficients: 10}
        """;

    private const string Mf =
        """
        program: {name: mf, rank: RANK, lambda: 0.02, step: 0.02, share: 0.5}
        data: {generate: ratings, users: SIZE, items: 60, rank: 3, ratings: 2000, noise: 0.1}
        """;

    /// <summary>The programs that there are.</summary>
    public static IReadOnlyList<string> Programs { get; } = ["lasso", "mf"];

    /// <summary>A tiny run with everything that could differ from one time to the next.</summary>
    public static SpecFile Doctor(string program) => Parse(
        $"self-check-{program}",
        Program(program, size: 100, rank: 5),
        """
        cluster:
          workers: 3
          shards: 2
          network: {latency-micros: {exponential: 200, floor: 50}, bandwidth-mbps: 100}
          stragglers: {model: slow-worker, delay-percent: 200}
        consistency: {policy: essp, staleness: 2}
        stop: {clocks: 30}
        seeds: [1, 2]
        trace: on
        event-log: true
        """);

    /// <summary>A run with one worker and enough work for a stop watch.</summary>
    public static SpecFile Calibration(string program) => Parse(
        $"calibration-{program}",
        Program(program, size: 400, rank: 20),
        """
        cluster: {workers: 1, shards: 1, network: none}
        consistency: {policy: bsp}
        stop: {clocks: 60}
        seeds: [1]
        checkers: false
        """);

    /// <summary>The runs of such a spec.</summary>
    public static IReadOnlyList<PreparedRun> Prepare(SpecFile file, LabTerminal terminal) =>
        SpecRuns.Prepare(file, new RunRequest { Spec = file.Path, Results = terminal.WorkingDirectory }, terminal);

    private static string Program(string name, int size, int rank) => (name == "lasso" ? Lasso : Mf)
        .Replace("SIZE", size.ToString(), StringComparison.Ordinal)
        .Replace("RANK", rank.ToString(), StringComparison.Ordinal);

    private static SpecFile Parse(string name, string program, string cluster) =>
        SpecReader.Parse($"name: {name}\n{program}\n{cluster}\n", name + ".yaml");
}
