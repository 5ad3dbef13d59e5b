using Petuum.Lab.Core.Options;
using System.Text.Json.Nodes;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of clusters.</summary>
internal static class ClusterKeys
{
    private static readonly Real NotNegative = new(0, double.PositiveInfinity);

    private static readonly Real Positive = new(0, double.PositiveInfinity, aboveMinimum: true);

    private static readonly Whole<long> Micros = new(0, 3_600_000_000);

    private static readonly Whole<int> Count = new(1, 1_000_000);

    private static readonly Section<NetworkSpec> Network = new(
        SpecDefaults.Network,
        [
            new Field<NetworkSpec, LatencySpec>(
                "latency-micros", "microseconds from card to card, or a distribution", new LatencyShape(),
                s => s.LatencyMicros, (s, v) => s with { LatencyMicros = v }),
            new Field<NetworkSpec, double?>(
                "bandwidth-mbps", "megabits a second of each card, or 'unlimited'",
                new MaybeValue<double>(new Real(0.001, 1e9), "unlimited"),
                s => s.BandwidthMbps, (s, v) => s with { BandwidthMbps = v }) { IsRequired = false },
            new Field<NetworkSpec, long>(
                "message-micros", "microseconds that each message costs at each card", Micros,
                s => s.MessageMicros, (s, v) => s with { MessageMicros = v }) { IsRequired = false },
            new Field<NetworkSpec, bool>(
                "ordered", "whether messages arrive in the order sent", new Switch(),
                s => s.Ordered, (s, v) => s with { Ordered = v }) { IsRequired = false },
        ]);

    private static readonly Section<ComputeSpec> Compute = new(
        SpecDefaults.Compute,
        [
            new Field<ComputeSpec, double>(
                "micros-per-unit", "microseconds for each work unit ('lab calibrate' measures it)", NotNegative,
                s => s.MicrosPerUnit, (s, v) => s with { MicrosPerUnit = v }) { IsRequired = false },
            new Field<ComputeSpec, long>(
                "micros-per-round", "microseconds for each round besides", Micros,
                s => s.MicrosPerRound, (s, v) => s with { MicrosPerRound = v }) { IsRequired = false },
        ]);

    private static readonly Variants<StragglerSpec> Straggler = new(
        "model",
        new Variant<StragglerSpec, SlowWorkerSpec>("model", "slow-worker", new(
            SpecDefaults.SlowWorker,
            [
                new Field<SlowWorkerSpec, double>(
                    "delay-percent", "the mean delay as a percentage of a round's computing", Positive,
                    s => s.DelayPercent, (s, v) => s with { DelayPercent = v }) { IsRequired = false },
            ])),
        new Variant<StragglerSpec, DisruptedSpec>("model", "disrupted", new(
            SpecDefaults.Disrupted,
            [
                new Field<DisruptedSpec, double>(
                    "intensity", "busy processes for each core", Positive,
                    s => s.Intensity, (s, v) => s with { Intensity = v }) { IsRequired = false },
                new Field<DisruptedSpec, long>(
                    "period-micros", "how long a disruption lasts, in microseconds",
                    new Whole<long>(1, long.MaxValue / 4),
                    s => s.PeriodMicros, (s, v) => s with { PeriodMicros = v }) { IsRequired = false },
                new Field<DisruptedSpec, double>(
                    "probability", "the chance of a disruption in each period", new Real(0, 1),
                    s => s.Probability, (s, v) => s with { Probability = v }) { IsRequired = false },
            ])),
        new Variant<StragglerSpec, PowerLawSpec>("model", "power-law", new(
            SpecDefaults.PowerLaw,
            [
                new Field<PowerLawSpec, double>(
                    "alpha", "the exponent; FlexRR uses 4, 7 and 11",
                    new Real(2, double.PositiveInfinity, aboveMinimum: true),
                    s => s.Alpha, (s, v) => s with { Alpha = v }),
            ])),
        new Variant<StragglerSpec, PersistentSpec>("model", "persistent", new(
            SpecDefaults.Persistent,
            [
                new Field<PersistentSpec, double>(
                    "share", "the share of workers that are slow", new Real(0, 1),
                    s => s.Share, (s, v) => s with { Share = v }) { IsRequired = false },
                new Field<PersistentSpec, double>(
                    "speed", "their speed as a share of the others'", new Real(0, 1, aboveMinimum: true),
                    s => s.Speed, (s, v) => s with { Speed = v }) { IsRequired = false },
            ])),
        new Variant<StragglerSpec, TraceStragglerSpec>("model", "trace", new(
            SpecDefaults.TraceStragglers,
            [
                new Field<TraceStragglerSpec, string>(
                    "file", "CSV of worker, clock and factor, relative to the spec",
                    new FreeText(wanted: "a file's path"),
                    s => s.File, (s, v) => s with { File = v }),
            ])));

    /// <summary>The cluster.</summary>
    public static readonly Section<ClusterSpec> Cluster = new(
        SpecDefaults.Cluster,
        [
            new Field<ClusterSpec, int>(
                "workers", "machines that compute", Count, s => s.Workers, (s, v) => s with { Workers = v }),
            new Field<ClusterSpec, int>(
                "shards", "servers of the tables", Count, s => s.Shards, (s, v) => s with { Shards = v }),
            new Field<ClusterSpec, ShardPlacement>(
                "placement", "where shards run",
                new Choice<ShardPlacement>(
                    ("dedicated", ShardPlacement.Dedicated), ("on-workers", ShardPlacement.OnWorkers)),
                s => s.Placement, (s, v) => s with { Placement = v }) { IsRequired = false },
            new Field<ClusterSpec, NetworkSpec?>(
                "network", "the network, or 'none' if messages take no time",
                new MaybeReference<NetworkSpec>(Network, "none"),
                s => s.Network, (s, v) => s with { Network = v }) { IsRequired = false },
            new Field<ClusterSpec, ComputeSpec>(
                "compute", "what computing costs", Compute, s => s.Compute,
                (s, v) => s with { Compute = v }) { IsRequired = false },
            new Field<ClusterSpec, ValueList<StragglerSpec>>(
                "stragglers", "what slows workers: 'none', one model or a list of them",
                new OneOrMore<StragglerSpec>(Straggler, "none"),
                s => s.Stragglers, (s, v) => s with { Stragglers = v }) { IsRequired = false },
        ]);

    /// <summary>A number, or a section that names a distribution.</summary>
    private sealed class LatencyShape : Shape<LatencySpec>
    {
        private static readonly Variants<LatencySpec> Distribution = new(
            "distribution",
            new Variant<LatencySpec, UniformLatencySpec>("uniform", null, new(
                new UniformLatencySpec(0, 0),
                [
                    new Field<UniformLatencySpec, ValueList<long>>(
                        "uniform", "the smallest and the largest", new ListOf<long>(Micros, 2),
                        s => [s.LowMicros, s.HighMicros], (_, v) => new UniformLatencySpec(v[0], v[^1])),
                ],
                static (uniform, node) =>
                {
                    OptionNode bounds = node.Find("uniform")!;
                    if (bounds.Items().Count() != 2 || uniform.LowMicros > uniform.HighMicros ||
                        uniform.HighMicros - uniform.LowMicros >= int.MaxValue)
                    {
                        throw bounds.Error("these are not two bounds of a latency", "write [smallest, largest]");
                    }
                })),
            new Variant<LatencySpec, ExponentialLatencySpec>("exponential", null, new(
                new ExponentialLatencySpec { MeanMicros = 0, FloorMicros = 0 },
                [
                    new Field<ExponentialLatencySpec, double>(
                        "exponential", "the mean, floor included", new Real(0, 3.6e9),
                        s => s.MeanMicros, (s, v) => s with { MeanMicros = v }),
                    new Field<ExponentialLatencySpec, double>(
                        "floor", "what no message beats", new Real(0, 3.6e9),
                        s => s.FloorMicros, (s, v) => s with { FloorMicros = v }) { IsRequired = false },
                ],
                static (exponential, node) =>
                {
                    if (exponential.FloorMicros > exponential.MeanMicros)
                    {
                        throw node.Find("floor")!.Error(
                            $"a floor of {exponential.FloorMicros} above the mean of {exponential.MeanMicros}",
                            "write a floor below the mean: the mean includes it");
                    }
                })),
            new Variant<LatencySpec, LogNormalLatencySpec>("log-normal", null, new(
                new LogNormalLatencySpec { MeanMicros = 1, Sigma = 0 },
                [
                    new Field<LogNormalLatencySpec, double>(
                        "log-normal", "the mean", new Real(0, 3.6e9, aboveMinimum: true),
                        s => s.MeanMicros, (s, v) => s with { MeanMicros = v }),
                    new Field<LogNormalLatencySpec, double>(
                        "sigma", "standard deviation of the logarithm", new Real(0, 10),
                        s => s.Sigma, (s, v) => s with { Sigma = v }),
                ])));

        public override LatencySpec Read(OptionNode node) =>
            node.IsSection ? Distribution.Read(node) : new ConstantLatencySpec(Micros.Read(node));

        public override OptionValue Write(LatencySpec value) =>
            value is ConstantLatencySpec constant ? Micros.Write(constant.Micros) : Distribution.Write(value);

        public override JsonObject Schema() =>
            new() { ["anyOf"] = new JsonArray(Micros.Schema(), Distribution.Schema()) };

        public override IEnumerable<string> KeysBelow(string prefix) => Distribution.KeysBelow(prefix);
    }
}
