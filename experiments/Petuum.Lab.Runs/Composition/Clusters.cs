using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>Clusters of specs as the simulator's models.</summary>
internal static class Clusters
{
    /// <summary>Megabits a second as bytes a second, at least 1.</summary>
    public static long BytesPerSecond(double megabits) => Math.Max(1, (long)Math.Round(megabits * 125_000));

    /// <summary>The network; an instant one where there is none.</summary>
    public static NetworkModel Network(ClusterSpec cluster) => cluster.Network is { } network
        ? new NetworkModel(
            network.LatencyMicros.Create(),
            network.BandwidthMbps is { } megabits ? BytesPerSecond(megabits) : 0,
            network.MessageMicros,
            cluster.Placement,
            network.Ordered)
        : new NetworkModel(new ConstantLatency(0), 0, 0, cluster.Placement, Ordered: true);

    /// <summary>The stragglers, each with a seed of its own.</summary>
    public static IStragglerModel Stragglers(ClusterSpec cluster, string folder, Seed seed)
    {
        IStragglerModel[] models = [.. cluster.Stragglers.Select(
            (straggler, index) => straggler.Create(
                seed.Split("model", index), file => StragglerTrace.Read(Path.Combine(folder, file))))];
        return models.Length switch
        {
            0 => NoStragglers.Instance,
            1 => models[0],
            _ => new StragglerChain(models),
        };
    }

    /// <summary>Several models: each slows what the one before has made of a computation.</summary>
    private sealed class StragglerChain(IStragglerModel[] models) : IStragglerModel
    {
        public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros)
        {
            long micros = nominalMicros;
            foreach (IStragglerModel model in models)
            {
                micros = model.ComputeMicros(worker, clock, startMicros, micros);
            }

            return micros;
        }
    }
}
