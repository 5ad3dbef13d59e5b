using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>Measures over the evaluated clocks of a run.</summary>
internal static class ClockMeasures
{
    /// <summary>
    /// A column at a clock (<c>clock:</c>), at the time, data or bytes given, or at the end: that of the last line that
    /// is not beyond it.
    /// </summary>
    public static Func<RunResults, double> At(MeasureOptions options, Func<ClockRecord, double> column)
    {
        (double clock, double seconds, double data, double bytes) = (
            options.Number("clock") ?? double.PositiveInfinity,
            options.Number("seconds") ?? double.PositiveInfinity,
            options.Number("data") ?? double.PositiveInfinity,
            options.Number("bytes") ?? double.PositiveInfinity);
        return run =>
        {
            double value = double.NaN;
            foreach (ClockRecord line in run.Clocks)
            {
                bool isInTime = line.Clock <= clock && !(line.Seconds > seconds);
                if (isInTime && line.DataProcessed <= data && line.BytesSent <= bytes)
                {
                    value = column(line);
                }
            }

            return value;
        };
    }

    /// <summary>
    /// Where a column is when the objective first reaches its target, on the straight line between two evaluations; +∞
    /// if it never does.
    /// </summary>
    public static Func<MeasureOptions, Func<RunResults, double>> To(Func<ClockRecord, double> column) => options =>
    {
        double target = Target(options);
        return run =>
        {
            CurvePoint[] curve = [.. run.Clocks
                .TakeWhile(line => double.IsFinite(line.Objective))
                .Select(line => new CurvePoint(column(line), line.Objective))];
            return Curves.FirstCrossing(curve, target) ?? double.PositiveInfinity;
        };
    };

    /// <summary>
    /// The target: <c>objective: X</c> itself; <c>within: 0.02</c>, that share above the best objective that any run of
    /// the sweep found; <c>progress: 0.9</c>, that share of the way from the first objective to the best.
    /// </summary>
    private static double Target(MeasureOptions options)
    {
        (double first, double best) = Range(options.Runs);
        return (options.Number("objective"), options.Number("within"), options.Number("progress")) switch
        {
            ({ } target, null, null) => target,
            (null, { } share, null) => best + (share * Math.Abs(best)),
            (null, null, { } share) => first + (share * (best - first)),
            _ => throw options.Mistake(
                "it needs one target",
                "say 'objective: X', 'within: 0.02' (above the best found) or 'progress: 0.9' (of the way there)"),
        };
    }

    private static (double First, double Best) Range(IReadOnlyList<RunResults> runs)
    {
        (double first, double best) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach (RunResults run in runs)
        {
            foreach (ClockRecord line in run.Clocks)
            {
                if (double.IsFinite(line.Objective))
                {
                    best = Math.Min(best, line.Objective);
                }
            }

            first = run.Clocks.Count > 0 && double.IsFinite(run.Clocks[0].Objective)
                ? Math.Max(first, run.Clocks[0].Objective)
                : first;
        }

        return (first, best);
    }
}

/// <summary>Measures over the lag histogram of a run.</summary>
internal static class LagMeasures
{
    /// <summary>The mean lag, of one table (<c>table:</c>) or of all.</summary>
    public static Func<RunResults, double> Mean(MeasureOptions options)
    {
        string? table = options.Text("table");
        return run => Moments(Lags(run, table)).Mean;
    }

    /// <summary>The standard deviation of the lag.</summary>
    public static Func<RunResults, double> Spread(MeasureOptions options)
    {
        string? table = options.Text("table");
        return run => Math.Sqrt(Moments(Lags(run, table)).Variance);
    }

    /// <summary>
    /// The share of reads at a lag (<c>lag: -1</c>), or from one to another (<c>from:</c>, <c>to:</c>).
    /// </summary>
    public static Func<RunResults, double> Share(MeasureOptions options)
    {
        string? table = options.Text("table");
        (double? at, double? from, double? to) = (options.Number("lag"), options.Number("from"), options.Number("to"));
        (double low, double high) = (at ?? from ?? double.NegativeInfinity, at ?? to ?? double.PositiveInfinity);
        return run =>
        {
            (long inside, long all) = (0, 0);
            foreach (LagRecord lag in Lags(run, table))
            {
                all += lag.Count;
                inside += lag.Lag >= low && lag.Lag <= high ? lag.Count : 0;
            }

            return all > 0 ? (double)inside / all : double.NaN;
        };
    }

    private static IEnumerable<LagRecord> Lags(RunResults run, string? table) =>
        run.Lags.Where(lag => table is null || lag.Table == table);

    private static (double Mean, double Variance) Moments(IEnumerable<LagRecord> lags)
    {
        (double count, double sum, double squares) = (0, 0, 0);
        foreach (LagRecord lag in lags)
        {
            count += lag.Count;
            sum += (double)lag.Lag * lag.Count;
            squares += (double)lag.Lag * lag.Lag * lag.Count;
        }

        double mean = sum / count;
        return (mean, Math.Max(0, (squares / count) - (mean * mean)));
    }
}
