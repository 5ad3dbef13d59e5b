using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>The small specs that <c>lab doctor</c> and <c>lab calibrate</c> run.</summary>
internal static class SelfCheckSpecs
{
    /// <summary>The programs that have a sample.</summary>
    public static IReadOnlyList<string> Programs { get; } =
    [
        .. ProgramRegistry.All.Where(program => program.Sample(1, 1) is not null).Select(program => program.Name),
    ];

    /// <summary>A tiny run with everything that could differ from one time to the next.</summary>
    public static SpecFile Doctor(string program) => Parse(
        $"self-check-{program}",
        Sample(program, samples: 100, width: 5),
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
        Sample(program, samples: 400, width: 20),
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

    private static string Sample(string program, int samples, int width) =>
        ProgramRegistry.Find(program)!.Sample(samples, width)!;

    private static SpecFile Parse(string name, string program, string cluster) =>
        SpecReader.Parse($"name: {name}\n{program}\n{cluster}\n", name + ".yaml");
}
