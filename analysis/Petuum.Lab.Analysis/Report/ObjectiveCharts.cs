using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Report;

/// <summary>
/// The views of [S16]: objective against clocks, against data (OvD), against time and against bytes, and data against
/// time (DvT), with a curve per configuration and a band over its seeds.
/// </summary>
internal static class ObjectiveCharts
{
    private const int CurvesMax = 6;

    public static IEnumerable<NamedChart> Of(SweepResults sweep, bool logObjective)
    {
        var objective = new Axis("objective", "", logObjective ? AxisScale.Log10 : AxisScale.Linear);
        Axis time = TimeOf(sweep);
        var samples = new Axis("samples processed");
        (string File, string Title, Axis X, Func<ClockRecord, double> Of)[] views =
        [
            ("objective-clocks", "Objective against clocks", new Axis("clocks"), clock => clock.Clock),
            ("objective-data", "Objective against data processed", samples, clock => clock.DataProcessed),
            ("objective-time", $"Objective against {time.Label}", time, clock => clock.Seconds),
            ("objective-bytes", "Objective against bytes sent", new Axis("bytes sent", "B"), clock => clock.BytesSent),
        ];

        foreach (Facet facet in Facet.Of(sweep.Configurations, CurvesMax))
        {
            foreach ((string file, string title, Axis axis, Func<ClockRecord, double> x) in views)
            {
                yield return Lines(
                    facet, file, title, axis, objective, clock => new CurvePoint(x(clock), clock.Objective));
            }
        }
    }

    /// <summary>Data against time, the rate at which samples are worked off.</summary>
    public static IEnumerable<NamedChart> DataAgainstTime(SweepResults sweep)
    {
        Axis time = TimeOf(sweep);
        return Facet.Of(sweep.Configurations, CurvesMax).Select(facet => Lines(
            facet,
            "data-time",
            $"Data processed against {time.Label}",
            time,
            new Axis("samples processed", Min: 0),
            clock => new CurvePoint(clock.Seconds, clock.DataProcessed),
            marksDivergence: false));
    }

    /// <summary>A chart per name in <c>series.csv</c>.</summary>
    public static IEnumerable<NamedChart> OfSeries(SweepResults sweep)
    {
        string[] names = [.. sweep.Runs.SelectMany(run => run.Series).Select(point => point.Series)
            .Distinct(StringComparer.Ordinal)];
        for (int index = 0; index < names.Length; index++)
        {
            string name = names[index];
            foreach (Facet facet in Facet.Of(sweep.Configurations, CurvesMax))
            {
                LineSeries[] curves = [.. facet.Configurations.Select(configuration => Curve(
                    configuration,
                    run => [.. run.Series.Where(point => point.Series == name)
                        .Select(point => new CurvePoint(point.X, point.Y))],
                    marksDivergence: false))];
                yield return Named(facet, $"series-{index + 1}", name, new Axis(""), new Axis(""), curves);
            }
        }
    }

    private static NamedChart Lines(
        Facet facet,
        string file,
        string title,
        Axis x,
        Axis y,
        Func<ClockRecord, CurvePoint> point,
        bool marksDivergence = true) =>
        Named(facet, file, title, x, y, [.. facet.Configurations.Select(configuration =>
            Curve(configuration, run => [.. run.Clocks.Select(point)], marksDivergence))]);

    private static NamedChart Named(Facet facet, string file, string title, Axis x, Axis y, LineSeries[] curves) => new(
        facet.Slug.Length > 0 ? $"{file}-{facet.Slug}" : file,
        new LineChart
        {
            Title = title,
            Subtitle = facet.Title,
            Caption = Spread(facet.Configurations),
            X = x,
            Y = y,
            Series = curves,
        });

    private static LineSeries Curve(
        Configuration configuration, Func<RunResults, CurvePoint[]> curve, bool marksDivergence)
    {
        (string Seed, CurvePoint[] Points)[] seeds = [.. configuration.Runs
            .Select(run => ($"seed {run.Manifest.Seed}", Forward(curve(run))))
            .Where(seed => seed.Item2.Length > 0)];
        CurvePoint[][] curves = [.. seeds.Select(seed => seed.Points)];
        bool diverged = marksDivergence && configuration.Runs.Any(HasDiverged);
        if (curves.Length < 2)
        {
            return new LineSeries(configuration.Label, curves.Length == 0 ? [] : curves[0]) { Diverged = diverged };
        }

        double[] grid = HaveOneGrid(curves) ? [.. curves[0].Select(point => point.X)] : Curves.CommonGrid(curves);
        string[] names = [.. seeds.Select(seed => seed.Seed)];
        return LineSeries.Of(configuration.Label, Curves.Band(curves, grid), seeds: names) with { Diverged = diverged };
    }

    /// <summary>Not a number anywhere, or not converged and above where it started.</summary>
    private static bool HasDiverged(RunResults run) =>
        run.Clocks.Any(clock => !double.IsFinite(clock.Objective))
        || (run.Summary.Verdict == Verdict.NotConverged && run.Clocks.Count > 1
            && run.Clocks[^1].Objective > run.Clocks[0].Objective);

    private static bool HaveOneGrid(CurvePoint[][] curves) => Array.TrueForAll(
        curves, curve => curve.Select(point => point.X).SequenceEqual(curves[0].Select(point => point.X)));

    /// <summary>The points whose abscissa is a number and not before the previous one.</summary>
    private static CurvePoint[] Forward(CurvePoint[] points)
    {
        var kept = new List<CurvePoint>(points.Length);
        foreach (CurvePoint point in points)
        {
            if (double.IsFinite(point.X) && (kept.Count == 0 || point.X >= kept[^1].X))
            {
                kept.Add(point);
            }
        }

        return [.. kept];
    }

    /// <summary>The time of the runs' own clock.</summary>
    private static Axis TimeOf(SweepResults sweep)
    {
        bool wall = sweep.Runs
            .Any(run => run.Clocks.Any(clock => clock.VirtualSeconds is null && clock.WallSeconds is not null));
        return new Axis(wall ? "wall time" : "virtual time", "s");
    }

    /// <summary>What a line and its band are.</summary>
    private static string Spread(IReadOnlyList<Configuration> configurations)
    {
        int least = configurations.Min(configuration => configuration.Runs.Count);
        int most = configurations.Max(configuration => configuration.Runs.Count);
        return most == 1 ? "One seed."
            : least == most ? $"Median of {most} seeds; the band runs from the smallest to the largest."
            : $"Median of {least} to {most} seeds; the band runs from the smallest to the largest.";
    }
}
