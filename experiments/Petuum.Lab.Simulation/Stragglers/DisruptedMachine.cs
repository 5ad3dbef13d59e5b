using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>
/// FlexRR's disrupted-machine pattern (PAPERS D8): time is cut into windows; in each, with some probability, d·p busy
/// processes run on a machine of p cores, whose p threads then get p / (p + d·p) of it: it computes at 1 / (1 + d) of
/// its speed until the window ends. A computation that lasts over several windows runs at the speed of each.
/// </summary>
/// <param name="Intensity">d as a fraction of the machine's cores, 0 or more.</param>
/// <param name="IntervalMicros">Length of a window; 20 s in the paper.</param>
/// <param name="Probability">That a machine is disrupted in a window; 0.2 in the paper.</param>
/// <param name="Seed">Decides which machine is disrupted when.</param>
public sealed record DisruptedMachine(
    double Intensity, long IntervalMicros, double Probability, Seed Seed) : IStragglerModel
{
    /// <summary>Busy processes a core.</summary>
    public double Intensity { get; } = Require.NotNegative(Intensity, "intensity");

    /// <summary>Length of a window in microseconds.</summary>
    public long IntervalMicros { get; } = Require.Positive(IntervalMicros, "interval in microseconds");

    /// <summary>That a machine is disrupted in a window.</summary>
    public double Probability { get; } = Require.Fraction(Probability, "probability");

    /// <inheritdoc/>
    public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros)
    {
        double left = nominalMicros;
        long now = startMicros;
        while (true)
        {
            long window = now / IntervalMicros;
            long untilEnd = ((window + 1) * IntervalMicros) - now;
            double slowdown = IsDisrupted(worker, window) ? 1 + Intensity : 1;
            if (left * slowdown <= untilEnd)
            {
                return now - startMicros + (long)Math.Round(left * slowdown);
            }

            left -= untilEnd / slowdown;
            now += untilEnd;
        }
    }

    /// <summary>True if busy processes run on a worker's machine in a window.</summary>
    public bool IsDisrupted(WorkerId worker, long window) =>
        Draws.Of(Seed, "disrupted machine", worker, window).NextDouble() < Probability;
}

/// <summary>Options of <see cref="DisruptedMachine"/>; FlexRR's window of 20 s and chance of 20 % by default.</summary>
public sealed record DisruptedOptions : StragglerOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<DisruptedOptions> Section { get; } = new(
        new DisruptedOptions(),
        [
            new Field<DisruptedOptions, double>(
                "intensity", "busy processes for each core", new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Intensity, (s, v) => s with { Intensity = v }) { IsRequired = false },
            new Field<DisruptedOptions, long>(
                "period-micros", "how long a disruption lasts, in microseconds", new Whole<long>(1, long.MaxValue / 4),
                s => s.PeriodMicros, (s, v) => s with { PeriodMicros = v }) { IsRequired = false },
            new Field<DisruptedOptions, double>(
                "probability", "the chance of a disruption in each period", new Real(0, 1),
                s => s.Probability, (s, v) => s with { Probability = v }) { IsRequired = false },
        ]);

    /// <inheritdoc/>
    public override string Model => "disrupted";

    /// <summary>Busy processes per core while disrupted: computing takes 1 + this times as long, above 0.</summary>
    public double Intensity { get; init; } = 1;

    /// <summary>How long a disruption lasts, at least 1.</summary>
    public long PeriodMicros { get; init; } = 20_000_000;

    /// <summary>The chance of a disruption in each period, 0 … 1.</summary>
    public double Probability { get; init; } = 0.2;

    /// <inheritdoc/>
    public override IStragglerModel Create(Seed seed, Func<string, IReadOnlyList<TraceEntry>> readTrace) =>
        new DisruptedMachine(Intensity, PeriodMicros, Probability, seed);
}
