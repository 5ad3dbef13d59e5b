using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A spec in the few words that reports need.</summary>
internal static class ConditionTexts
{
    /// <summary>The conditions of a run.</summary>
    public static RunConditions Of(RunSpec spec)
    {
        ConsistencyPolicy[] policies =
        [
            .. spec.Program.TableNames.Select(table => Composer.PolicyOf(spec.Consistency, table)),
        ];
        return new RunConditions
        {
            Program = spec.Program.Name,
            Data = DataOf(spec.Data),
            Consistency = string.Join(
                ", ", policies.Select(policy => policy.ToString()).Distinct(StringComparer.Ordinal)),
            Staleness = Smallest(policies),
            Workers = spec.Cluster.Workers,
            Shards = spec.Cluster.Shards,
            Stragglers = spec.Cluster.Stragglers.Count == 0
                ? RunConditions.None
                : string.Join(" × ", spec.Cluster.Stragglers.Select(straggler => straggler.Model)),
            Network = spec.Cluster.Network is { } network ? Network(network) : RunConditions.None,
        };
    }

    /// <summary>What is known before the data are read.</summary>
    private static string DataOf(DataSpec data) => data is FileDataSpec file ? file.File : "generated";

    private static int? Smallest(ConsistencyPolicy[] policies) =>
        Array.Exists(policies, policy => policy.Staleness is not null)
            ? policies.Min(policy => policy.Staleness ?? int.MaxValue)
            : null;

    private static string Network(NetworkSpec network)
    {
        string latency = network.LatencyMicros.Describe();
        return network.BandwidthMbps is { } bandwidth ? $"{latency}, {bandwidth} Mbit/s" : latency;
    }
}
