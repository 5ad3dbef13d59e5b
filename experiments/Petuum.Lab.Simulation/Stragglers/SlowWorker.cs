using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>
/// FlexRR's slow-worker pattern (PAPERS D8): a round has 10 delay points; at each, with a chance of 1 %, the worker
/// is held up for a time uniform in 0 … 2 round lengths, scaled by the intensity. The delay of a round is spread over
/// its units in proportion to their length.
/// </summary>
/// <param name="Intensity">d of the paper as a fraction (its 100 % is 1): the mean delay in round lengths; 0 or
/// more.</param>
/// <param name="Seed">Decides who is held up when.</param>
public sealed record SlowWorker(double Intensity, Seed Seed) : IStragglerModel
{
    private const int PointsPerRound = 10;
    private const double Chance = 0.01;

    /// <summary>The mean delay in round lengths.</summary>
    public double Intensity { get; } = Require.NotNegative(Intensity, "intensity");

    /// <inheritdoc/>
    public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros)
    {
        Pcg32 draws = Draws.Of(Seed, "slow worker", worker, clock);
        double lengths = 1;
        for (int point = 0; point < PointsPerRound; point++)
        {
            bool isDelayed = draws.NextDouble() < Chance;
            double length = draws.NextDouble(0, 2) * Intensity;
            lengths += isDelayed ? length : 0;
        }

        return (long)Math.Round(nominalMicros * lengths);
    }
}

/// <summary>Options of <see cref="SlowWorker"/>; FlexRR's 100 % by default.</summary>
public sealed record SlowWorkerOptions : StragglerOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<SlowWorkerOptions> Section { get; } = new(
        new SlowWorkerOptions(),
        [
            new Field<SlowWorkerOptions, double>(
                "delay-percent", "the mean delay as a percentage of a round's computing",
                new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.DelayPercent, (s, v) => s with { DelayPercent = v }) { IsRequired = false },
        ]);

    /// <inheritdoc/>
    public override string Model => "slow-worker";

    /// <summary>d: the mean delay as a percentage of the round's computing, above 0.</summary>
    public double DelayPercent { get; init; } = 100;

    /// <inheritdoc/>
    public override IStragglerModel Create(Seed seed, Func<string, IReadOnlyList<TraceEntry>> readTrace) =>
        new SlowWorker(DelayPercent / 100, seed);
}
