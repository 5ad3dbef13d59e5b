using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

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
