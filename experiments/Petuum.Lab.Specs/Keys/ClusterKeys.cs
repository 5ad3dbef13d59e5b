using Petuum.Lab.Core.Options;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Specs.Keys;

/// <summary>The keys of clusters.</summary>
internal static class ClusterKeys
{
    private static readonly Real NotNegative = new(0, double.PositiveInfinity);

    private static readonly Whole<long> Micros = new(0, 3_600_000_000);

    private static readonly Whole<int> Count = new(1, 1_000_000);

    private static readonly Section<NetworkSpec> Network = new(
        SpecDefaults.Network,
        [
            new Field<NetworkSpec, LatencyOptions>(
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
            new Field<ClusterSpec, ValueList<StragglerOptions>>(
                "stragglers", "what slows workers: 'none', one model or a list of them",
                new OneOrMore<StragglerOptions>(StragglerRegistry.All, "none"),
                s => s.Stragglers, (s, v) => s with { Stragglers = v }) { IsRequired = false },
        ]);
}
