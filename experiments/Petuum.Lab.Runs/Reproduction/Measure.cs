using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>
/// A number that a run has: the vocabulary of <c>rules:</c> and <c>charts:</c>, described in experiments/README.md.
/// What a run never reached is +∞; what it does not have is NaN, and no rule holds of NaN.
/// </summary>
internal sealed class Measure
{
    private static readonly Definition[] All =
    [
        new("final-objective", "", "final objective", _ => run => run.Summary.Objective),
        new("best-objective", "", "best objective", _ => Best),
        new("objective", "", "objective", options => ClockMeasures.At(options, clock => clock.Objective)),
        new("metric", "", "metric", options => Metric(options, options.Required("name"))),
        new("diverged-share", "", "share of runs that diverged", _ => run => Outcomes.HasDiverged(run) ? 1 : 0),
        new("converged-share", "", "share of runs that are sound", _ => Outcomes.Share(Verdict.Sound)),
        new("stuck-share", "", "share of runs that got stuck", _ => Outcomes.Share(Verdict.Stuck)),
        new("clocks-to-objective", "clocks", "clocks to the objective", ClockMeasures.To(clock => clock.Clock)),
        new("time-to-objective", "s", "time to the objective", ClockMeasures.To(clock => clock.Seconds)),
        new("bytes-to-objective", "B", "bytes to the objective", ClockMeasures.To(clock => clock.BytesSent)),
        new("data-to-objective", "samples", "data to the objective", ClockMeasures.To(clock => clock.DataProcessed)),
        new("clocks", "clocks", "clocks", _ => run => run.Summary.Clocks),
        new("seconds", "s", "time", _ => run => run.Seconds),
        new("bytes", "B", "bytes sent", _ => run => run.Summary.BytesSent),
        new("messages", "", "messages sent", _ => run => run.Summary.Messages),
        new("throughput", "samples/s", "samples a second", _ => run => run.Summary.DataProcessed / run.Seconds),
        new("compute-seconds", "s", "compute time of all workers", _ => run => run.Summary.ComputeSeconds),
        new("wait-seconds", "s", "wait time of all workers", _ => run => run.Summary.WaitSeconds),
        new("send-seconds", "s", "send time of all workers", _ => run => run.Summary.SendSeconds),
        new("wait-fraction", "", "share of time spent waiting", _ => run => run.Summary.WaitFraction),
        new("wait-over-compute", "", "wait time over compute time", _ => WaitOverCompute),
        new("mean-lag", "clocks", "mean lag", LagMeasures.Mean),
        new("lag-share", "", "share of reads", LagMeasures.Share),
        new("lag-spread", "clocks", "standard deviation of the lag", LagMeasures.Spread),
        new("series", "", "series", options => SeriesValue(options.Required("name"), options)),
    ];

    private readonly Func<RunResults, double> _of;

    private Measure(string unit, string words, Func<RunResults, double> of) => (Unit, Words, _of) = (unit, words, of);

    /// <summary>The names of all measures, for messages and completions.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(measure => measure.Name)];

    /// <summary>The unit; empty for plain numbers.</summary>
    public string Unit { get; }

    /// <summary>What it is, in words.</summary>
    public string Words { get; }

    /// <summary>Finds a measure and reads its options.</summary>
    /// <param name="name">As in <see cref="Names"/>.</param>
    /// <param name="options">Its options; none may be left over.</param>
    /// <param name="runs">All runs of the sweep: "the best objective found" is over these.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="UserException">There is no such measure, or its options are wrong.</exception>
    public static Measure Create(
        string name, IReadOnlyList<NamedText> options, IReadOnlyList<RunResults> runs, string place)
    {
        int index = Array.FindIndex(All, candidate => candidate.Name == name);
        if (index < 0)
        {
            string? near = Spelling.Nearest(name, Names);
            throw new UserException(
                place,
                $"there is no measure '{name}'" + (near is null ? "" : $"; did you mean '{near}'?"),
                $"use one of {string.Join(", ", Names)}");
        }

        MeasureOptions read = new(options, runs, $"{place}, measure {name}");
        Func<RunResults, double> of = All[index].Of(read);
        string words = name is "metric" or "series" ? read.Required("name").Replace('_', ' ') : All[index].Words;
        string suffix = read.Describe();
        read.RequireAllUsed();
        return new Measure(All[index].Unit, words + suffix, of);
    }

    /// <summary>The value of a run.</summary>
    public double Of(RunResults run) => _of(run);

    /// <summary>A measure of the vocabulary.</summary>
    /// <param name="Name">In specs.</param>
    /// <param name="Unit">Empty for plain numbers.</param>
    /// <param name="Words">In claims.</param>
    /// <param name="Of">From its options to what is measured.</param>
    private sealed record Definition(
        string Name, string Unit, string Words, Func<MeasureOptions, Func<RunResults, double>> Of);

    private static double Best(RunResults run)
    {
        double best = double.NaN;
        foreach (ClockRecord clock in run.Clocks)
        {
            best = double.IsNaN(best) || clock.Objective < best ? clock.Objective : best;
        }

        return best;
    }

    private static double WaitOverCompute(RunResults run) => run.Summary.WaitSeconds / run.Summary.ComputeSeconds;

    private static Func<RunResults, double> Metric(MeasureOptions options, string name) =>
        ClockMeasures.At(options, clock => clock.MetricOrNaN(name));

    private static Func<RunResults, double> SeriesValue(string name, MeasureOptions options)
    {
        double? at = options.Number("at");
        return run =>
        {
            double value = double.NaN;
            foreach (SeriesRecord point in run.Series)
            {
                value = point.Series == name && !(point.X > at) ? point.Y : value;
            }

            return value;
        };
    }
}

/// <summary>How runs came out.</summary>
internal static class Outcomes
{
    /// <summary>1 for a run that ended in a verdict, else 0.</summary>
    public static Func<RunResults, double> Share(Verdict verdict) => run => run.Summary.Verdict == verdict ? 1 : 0;

    /// <summary>Not converged, and the objective is not a finite number or is above where it started.</summary>
    public static bool HasDiverged(RunResults run) =>
        run.Summary.Verdict == Verdict.NotConverged
        && (!double.IsFinite(run.Summary.Objective)
            || (run.Clocks.Count > 1 && run.Summary.Objective > run.Clocks[0].Objective));
}
