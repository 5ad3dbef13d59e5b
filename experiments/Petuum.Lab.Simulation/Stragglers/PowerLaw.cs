using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

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

/// <summary>Options of <see cref="PowerLaw"/>.</summary>
public sealed record PowerLawOptions : StragglerOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<PowerLawOptions> Section { get; } = new(
        new PowerLawOptions(),
        [
            new Field<PowerLawOptions, double>(
                "alpha", "the exponent; FlexRR uses 4, 7 and 11",
                new Real(2, double.PositiveInfinity, aboveMinimum: true),
                s => s.Alpha, (s, v) => s with { Alpha = v }),
        ]);

    /// <inheritdoc/>
    public override string Model => "power-law";

    /// <summary>The exponent, above 2; there is no default, as it is the model.</summary>
    public double Alpha { get; init; } = 4;

    /// <inheritdoc/>
    public override IStragglerModel Create(Seed seed, Func<string, IReadOnlyList<TraceEntry>> readTrace) =>
        new PowerLaw(Alpha, seed);
}
