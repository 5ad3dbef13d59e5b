using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Tests.Commands;

/// <summary>Results that are known by heart.</summary>
internal static class SampleRun
{
    private static RunConditions Conditions { get; } = new()
    {
        Program = "mf",
        Data = "ratings",
        Consistency = "SSP(2)",
        Staleness = 2,
        Workers = 2,
        Shards = 1,
        Stragglers = "none",
        Network = "none",
    };

    /// <summary>A run that falls from 80 in a straight line to an objective, at clock 1.</summary>
    public static RunResults Ending(string setting, ulong seed, double objective) =>
        Of(setting, seed, [80, objective], [80, objective]);

    /// <summary>Objectives 100, 40, 20, 25 at clocks 0, 1, 2, 3.</summary>
    public static RunResults Create(string setting, ulong seed) => Of(setting, seed, [100, 40, 20, 25], [10, 8, 6, 5]);

    private static RunResults Of(string setting, ulong seed, double[] objectives, double[] errors)
    {
        ClockRecord[] clocks = [.. objectives.Select((objective, clock) => new ClockRecord
        {
            Clock = clock,
            DataProcessed = 100 * clock,
            VirtualSeconds = clock,
            BytesSent = 1000 * clock,
            Messages = 10 * clock,
            Objective = objective,
            ComputeSeconds = 2 * clock,
            WaitSeconds = clock,
            SendSeconds = clock,
            Metrics = [new Metric("rmse", errors[clock])],
        })];
        int last = clocks.Length - 1;
        return new RunResults
        {
            Manifest = new RunManifest
            {
                Spec = "sample",
                Run = $"{setting}-{seed}",
                SpecHash = "0123456789ab",
                Seed = seed,
                Keys = [new SweptKey("cluster.setting", setting)],
                Runtime = "simulated",
                DataFingerprint = "generated",
                SpecYaml = "",
                Conditions = Conditions,
            },
            Summary = new RunSummary
            {
                Verdict = Verdict.Sound,
                Clocks = last,
                DataProcessed = 100 * last,
                VirtualSeconds = last,
                BytesSent = 1000 * last,
                Messages = 10 * last,
                Objective = objectives[^1],
                ComputeSeconds = 2 * last,
                WaitSeconds = last,
                SendSeconds = last,
                MeanLag = -1.75,
            },
            Clocks = clocks,
            Lags = [new LagRecord("x", -3, 1), new LagRecord("y", -2, 1), new LagRecord("y", -1, 2)],
            Series =
            [
                new SeriesRecord("moved", 0, 10),
                new SeriesRecord("moved", 1, 9),
                new SeriesRecord("moved", 2, 7),
            ],
        };
    }
}
