using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

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

/// <summary>Options of <see cref="Persistent"/>; FlexRR's half at three quarters by default.</summary>
public sealed record PersistentOptions : StragglerOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<PersistentOptions> Section { get; } = new(
        new PersistentOptions(),
        [
            new Field<PersistentOptions, double>(
                "share", "the share of workers that are slow", new Real(0, 1),
                s => s.Share, (s, v) => s with { Share = v }) { IsRequired = false },
            new Field<PersistentOptions, double>(
                "speed", "their speed as a share of the others'", new Real(0, 1, aboveMinimum: true),
                s => s.Speed, (s, v) => s with { Speed = v }) { IsRequired = false },
        ]);

    /// <inheritdoc/>
    public override string Model => "persistent";

    /// <summary>The share of workers that are slow, 0 … 1.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>Their speed as a share of the others', above 0, at most 1.</summary>
    public double Speed { get; init; } = 0.75;

    /// <inheritdoc/>
    public override IStragglerModel Create(Seed seed, Func<string, IReadOnlyList<TraceEntry>> readTrace) =>
        new Persistent(Share, Speed);
}
