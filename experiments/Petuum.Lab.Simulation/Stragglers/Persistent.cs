using Petuum.Lab.Core;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>
/// FlexRR's persistent pattern (PAPERS D8): some machines are always slower. They are spread evenly by index (of
/// every two the second, for a half), so that their number is exact to within one and needs no chance.
/// </summary>
/// <param name="Fraction">Of all machines, how many are slow; ½ in the paper.</param>
/// <param name="Speed">Speed of a slow machine, as a fraction of the others'; 0.75 in the paper.</param>
public sealed record Persistent(double Fraction, double Speed) : IStragglerModel
{
    /// <summary>Share of slow machines.</summary>
    public double Fraction { get; } = Require.Fraction(Fraction, "share of slow machines");

    /// <summary>Speed of a slow machine.</summary>
    public double Speed { get; } = Require.Positive(Require.Fraction(Speed, "speed"), "speed");

    /// <inheritdoc/>
    public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros) =>
        IsSlow(worker) ? (long)Math.Round(nominalMicros / Speed) : nominalMicros;

    /// <summary>True if a worker's machine is one of the slow ones.</summary>
    public bool IsSlow(WorkerId worker) =>
        Math.Floor((worker.Index + 1) * Fraction) > Math.Floor(worker.Index * Fraction);
}
