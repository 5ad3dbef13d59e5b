using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Tests.Results;

/// <summary>Plausible runs for tests that need some.</summary>
internal static class SampleRuns
{
    public static RunConditions Conditions { get; } = new()
    {
        Program = "matrix factorisation",
        Data = "ratings 200 × 100, 5000 given",
        Consistency = "SSP(2)",
        Staleness = 2,
        Workers = 2,
        Shards = 1,
        Stragglers = "slow-worker × 4",
        Network = "1 ms, 1 Gbit/s",
    };

    public static RunManifest Manifest { get; } = new()
    {
        Spec = "sample",
        Run = "0123456789abcdef",
        SpecHash = "feedc0de",
        Seed = ulong.MaxValue,
        Keys = [new SweptKey("consistency.staleness", "2")],
        Runtime = "simulated",
        Conditions = Conditions,
        DataFingerprint = "da7a",
        Modules = ["Petuum.Lab.Core 0f8f"],
        SpecYaml = "program: mf\nconsistency:\n  staleness: 2\n",
    };

    public static RunSummary Summary { get; } = new()
    {
        Verdict = Verdict.Sound,
        Clocks = 20,
        DataProcessed = 2000,
        VirtualSeconds = 2,
        BytesSent = 20_000,
        Messages = 200,
        Objective = 10.0 / 21,
        Metrics = [new Metric("train_rmse", 0.5), new Metric("odd", double.NaN)],
        ComputeSeconds = 2,
        WaitSeconds = 1.5,
        SendSeconds = 0.5,
        MeanLag = -1.5,
        EventLogHash = "e7e2",
    };

    /// <summary>
    /// A run that improves; its objective is 10 × scale / (1 + clock), its time is stretched by the scale.
    /// </summary>
    public static RunResults Run(ulong seed = 1, string staleness = "2", double scale = 1) => new()
    {
        Manifest = Manifest with
        {
            Run = $"run-{staleness}-{seed}",
            Seed = seed,
            Keys = [new SweptKey("consistency.staleness", staleness)],
            Conditions = Conditions with { Staleness = int.TryParse(staleness, out int bound) ? bound : null },
        },
        Summary = Summary with { Objective = 10 * scale / 21 },
        Clocks = [.. Enumerable.Range(0, 21).Select(clock => new ClockRecord
        {
            Clock = clock,
            DataProcessed = clock * 100,
            VirtualSeconds = clock * 0.1 * scale,
            BytesSent = (long)(clock * 1000 * scale),
            Messages = clock * 10,
            Objective = 10 * scale / (1 + clock),
            ComputeSeconds = clock * 0.1,
            WaitSeconds = clock * 0.075,
            SendSeconds = clock * 0.025,
            Metrics = [new Metric("train_rmse", 1.0 / (1 + clock))],
        })],
        Workers = [Worker("worker", 0), Worker("worker", 1), Worker("shard", 0)],
        Lags = [new LagRecord("left", -3, 10), new LagRecord("left", -1, 90), new LagRecord("right", -2, 100)],
        Series = [new SeriesRecord("converged per clock", 0, 3), new SeriesRecord("converged per clock", 1, 5)],
    };

    /// <summary>Three seeds at each of some stalenesses, each twice as bad as the one before.</summary>
    public static SweepResults Sweep(params string[] stalenesses) => new()
    {
        Name = "sample",
        Title = "Does staleness help?",
        Question = "Whether a larger staleness shortens the time to an objective when one worker is slow.",
        SpecYaml = "program: mf\nsweep:\n  consistency.staleness: [0, 2]\n",
        SpecHash = "feedc0de",
        Runs = [.. stalenesses.SelectMany((staleness, index) => Enumerable.Range(1, 3).Select(seed =>
            Run((ulong)seed, staleness, (1 << index) * (1 + (0.01 * seed)))))],
    };

    private static WorkerRecord Worker(string role, int index) => new()
    {
        Role = role,
        Index = index,
        Clocks = role == "worker" ? 20 : 0,
        ComputeSeconds = 1,
        WaitSeconds = 0.75,
        SendSeconds = 0.25,
        MessagesSent = 100,
        MessagesReceived = 90,
        BytesSent = 10_000,
        BytesReceived = 9_000,
    };
}
