using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Simulation;

/// <summary>
/// How long a message is on its way between two hosts, apart from what its bytes and its handling cost.
/// </summary>
public abstract record LatencyModel
{
    private protected LatencyModel()
    {
    }

    /// <summary>The latency of a channel's next message, in microseconds, at least 0.</summary>
    /// <param name="channel">The generator of one directed channel: its draws move no other channel's.</param>
    internal abstract long DrawMicros(Pcg32 channel);

    /// <summary>
    /// A draw in whole microseconds, at least 0; the tail is cut at an hour so that no sum overflows.
    /// </summary>
    private protected static long Whole(double micros) => (long)Math.Round(Math.Clamp(micros, 0, 3.6e9));
}

/// <summary>Every message takes the same time.</summary>
/// <param name="Micros">Latency in microseconds, at least 0.</param>
public sealed record ConstantLatency(long Micros) : LatencyModel
{
    /// <summary>Latency in microseconds.</summary>
    public long Micros { get; } = Require.NotNegative(Micros, "latency in microseconds");

    internal override long DrawMicros(Pcg32 channel) => Micros;
}

/// <summary>Equally likely between two bounds, both included.</summary>
/// <param name="LowMicros">The smallest latency, at least 0.</param>
/// <param name="HighMicros">The largest, less than 2³¹ − 1 above the smallest.</param>
public sealed record UniformLatency(long LowMicros, long HighMicros) : LatencyModel
{
    private readonly int _span = Span(LowMicros, HighMicros);

    /// <summary>The smallest latency.</summary>
    public long LowMicros { get; } = LowMicros;

    /// <summary>The largest latency.</summary>
    public long HighMicros { get; } = HighMicros;

    internal override long DrawMicros(Pcg32 channel) => LowMicros + channel.NextInt(_span);

    private static int Span(long low, long high)
    {
        Require.NotNegative(low, "smallest latency in microseconds");
        if (low > high || high - low >= int.MaxValue)
        {
            throw new PlanException($"a latency from {low} to {high} microseconds", "put the smaller first");
        }

        return (int)(high - low) + 1;
    }
}

/// <summary>A floor, and above it a memoryless queueing delay.</summary>
/// <param name="FloorMicros">What no message beats, at least 0.</param>
/// <param name="MeanMicros">The mean latency, floor included.</param>
public sealed record ExponentialLatency(double FloorMicros, double MeanMicros) : LatencyModel
{
    private readonly double _scale = Require.NotNegative(MeanMicros - FloorMicros, "mean latency above its floor");

    /// <summary>What no message beats.</summary>
    public double FloorMicros { get; } = Require.NotNegative(FloorMicros, "floor of the latency in microseconds");

    /// <summary>The mean latency.</summary>
    public double MeanMicros { get; } = MeanMicros;

    internal override long DrawMicros(Pcg32 channel) =>
        Whole(FloorMicros - (_scale * DeterministicMath.Log(1 - channel.NextDouble())));
}

/// <summary>Log-normal: most messages near the median, a few much later, as measured in data centres.</summary>
/// <param name="MeanMicros">The mean latency, above 0.</param>
/// <param name="Sigma">Standard deviation of the logarithm; 0 is constant, 1 has its 99th percentile at 6 times the
/// mean.</param>
public sealed record LogNormalLatency(double MeanMicros, double Sigma) : LatencyModel
{
    private readonly double _location = DeterministicMath.Log(MeanMicros) - (0.5 * Sigma * Sigma);

    /// <summary>The mean latency.</summary>
    public double MeanMicros { get; } = Require.Positive(MeanMicros, "mean latency in microseconds");

    /// <summary>Standard deviation of the logarithm.</summary>
    public double Sigma { get; } = Require.NotNegative(Sigma, "sigma of the latency");

    internal override long DrawMicros(Pcg32 channel) =>
        Whole(DeterministicMath.Exp(_location + (Sigma * channel.NextGaussian())));
}
