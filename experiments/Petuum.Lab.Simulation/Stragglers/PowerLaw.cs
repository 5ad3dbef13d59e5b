using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>
/// FlexRR's power-law pattern (PAPERS D8): each worker's round takes a factor x ≥ 1 longer, with density (α − 1)·x^−α.
/// Its mean is (α − 1)/(α − 2); the smaller α, the heavier the tail. The paper has α = 4, 7 and 11.
/// </summary>
/// <param name="Alpha">The exponent, above 2 so that there is a mean.</param>
/// <param name="Seed">Decides the factors.</param>
public sealed record PowerLaw(double Alpha, Seed Seed) : IStragglerModel
{
    /// <summary>The exponent.</summary>
    public double Alpha { get; } = Require.Above(2, Alpha, "power law's α");

    /// <inheritdoc/>
    public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros) =>
        (long)Math.Round(nominalMicros * Factor(worker, clock));

    /// <summary>The factor of one worker's round, by inversion: (1 − u)^(−1/(α − 1)).</summary>
    public double Factor(WorkerId worker, int clock)
    {
        double left = 1 - Draws.Of(Seed, "power law", worker, clock).NextDouble();
        return DeterministicMath.Pow(left, -1 / (Alpha - 1));
    }
}
