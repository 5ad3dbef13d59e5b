using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Runs;

/// <summary>A spec in the few words that reports need.</summary>
internal static class ConditionTexts
{
    /// <summary>The conditions of a run.</summary>
    public static RunConditions Of(RunSpec spec, string data)
    {
        ConsistencyPolicy[] policies = [.. spec.Program.TableNames.Select(table => PolicyOf(spec.Consistency, table))];
        return new RunConditions
        {
            Program = spec.Program.Name,
            Data = data,
            Consistency = string.Join(", ", policies.Select(policy => policy.ToString()).Distinct(StringComparer.Ordinal)),
            Staleness = Smallest(policies),
            Workers = spec.Cluster.Workers,
            Shards = spec.Cluster.Shards,
            Stragglers = spec.Cluster.Stragglers.Count == 0
                ? RunConditions.None
                : string.Join(" × ", spec.Cluster.Stragglers.Select(straggler => straggler.Model)),
            Network = spec.Cluster.Network is { } network ? Network(network) : RunConditions.None,
        };
    }

    private static ConsistencyPolicy PolicyOf(ConsistencySpec consistency, string table)
    {
        PolicySpec policy = consistency;
        foreach (TablePolicy own in consistency.Tables)
        {
            policy = own.Table == table ? own.Policy : policy;
        }

        return policy switch
        {
            { Policy: PolicyName.Bsp } => new Bsp(),
            { Policy: PolicyName.Ssp, Staleness.Bound: { } bound } => new Ssp(bound),
            { Policy: PolicyName.Essp, Staleness.Bound: { } bound } => new Essp(bound),
            { Policy: PolicyName.Vap, V0: { } v0 } => new Vap(v0),
            _ => new Asp(),
        };
    }

    private static int? Smallest(ConsistencyPolicy[] policies) =>
        Array.Exists(policies, policy => policy.Staleness is not null) ? policies.Min(policy => policy.Staleness ?? int.MaxValue) : null;

    private static string Network(NetworkSpec network)
    {
        string latency = network.LatencyMicros switch
        {
            ConstantLatency constant => $"{constant.Micros} µs",
            UniformLatency uniform => $"{uniform.LowMicros}–{uniform.HighMicros} µs",
            ExponentialLatency exponential => $"{exponential.BaseMicros} + Exp({exponential.MeanMicros}) µs",
            _ => "latency",
        };
        return network.BandwidthMbps is { } bandwidth ? $"{latency}, {bandwidth} Mbit/s" : latency;
    }
}
