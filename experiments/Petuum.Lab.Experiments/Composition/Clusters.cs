using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Experiments;

/// <summary>Clusters of specs as the simulator's models.</summary>
internal static class Clusters
{
    /// <summary>Megabits a second as bytes a second, at least 1.</summary>
    public static long BytesPerSecond(double megabits) => Math.Max(1, (long)Math.Round(megabits * 125_000));

    /// <summary>The network; an instant one where there is none.</summary>
    public static NetworkModel Network(ClusterSpec cluster) => cluster.Network is { } network
        ? new NetworkModel(
            Latency(network.LatencyMicros),
            network.BandwidthMbps is { } megabits ? BytesPerSecond(megabits) : 0,
            network.MessageMicros,
            cluster.Placement,
            network.Ordered)
        : new NetworkModel(new ConstantLatency(0), 0, 0, cluster.Placement, Ordered: true);

    /// <summary>The stragglers, each with a seed of its own.</summary>
    public static IStragglerModel Stragglers(ClusterSpec cluster, string folder, Seed seed)
    {
        IStragglerModel[] models = [.. cluster.Stragglers.Select(
            (straggler, index) => Straggler(straggler, folder, seed.Split("model", index)))];
        return models.Length switch
        {
            0 => NoStragglers.Instance,
            1 => models[0],
            _ => new StragglerChain(models),
        };
    }

    private static LatencyModel Latency(LatencySpec latency) => latency switch
    {
        ConstantLatencySpec constant => new ConstantLatency(constant.Micros),
        UniformLatencySpec uniform => new UniformLatency(uniform.LowMicros, uniform.HighMicros),
        ExponentialLatencySpec exponential => new ExponentialLatency(exponential.FloorMicros, exponential.MeanMicros),
        LogNormalLatencySpec logNormal => new LogNormalLatency(logNormal.MeanMicros, logNormal.Sigma),
        _ => throw new InvalidOperationException($"{latency.GetType().Name} is not a latency."),
    };

    private static IStragglerModel Straggler(StragglerSpec straggler, string folder, Seed seed) => straggler switch
    {
        SlowWorkerSpec slow => new SlowWorker(slow.DelayPercent / 100, seed),
        DisruptedSpec disrupted =>
            new DisruptedMachine(disrupted.Intensity, disrupted.PeriodMicros, disrupted.Probability, seed),
        PowerLawSpec powerLaw => new PowerLaw(powerLaw.Alpha, seed),
        PersistentSpec persistent => new Persistent(persistent.Share, persistent.Speed),
        TraceStragglerSpec trace => new TraceReplay(StragglerTrace.Read(Path.Combine(folder, trace.File))),
        _ => throw new InvalidOperationException($"'{straggler.Model}' is not a straggler model."),
    };

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
