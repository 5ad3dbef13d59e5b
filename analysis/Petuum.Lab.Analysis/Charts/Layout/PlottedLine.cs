using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>How a curve ends.</summary>
public enum LineEnding
{
    /// <summary>Within the axes, or sideways at a bound that the axis states.</summary>
    Plain,

    /// <summary>At a value that has no place: not a number or infinite; or where the run diverged.</summary>
    Breaks,

    /// <summary>Through the upper edge, for good.</summary>
    LeavesUp,

    /// <summary>Through the lower edge, for good.</summary>
    LeavesDown,
}

/// <summary>A series in the unit square of its axes, cut at its edges: what any writer needs to draw it.</summary>
/// <param name="Lines">The visible stretches; a single point is a stretch of one.</param>
/// <param name="Bands">The visible areas of the band.</param>
/// <param name="Points">The points that are visible themselves, for markers.</param>
/// <param name="End">Where the visible line ends; the middle of the right edge if nothing of it can be placed.</param>
/// <param name="Ending">How it ends there.</param>
public sealed record PlottedLine(
    IReadOnlyList<IReadOnlyList<CurvePoint>> Lines,
    IReadOnlyList<IReadOnlyList<CurvePoint>> Bands,
    IReadOnlyList<CurvePoint> Points,
    CurvePoint End,
    LineEnding Ending)
{
    private const double Far = 1e6;

    /// <summary>
    /// Places a series; <paramref name="columns"/> is the resolution below which points are thinned out.
    /// </summary>
    public static PlottedLine Of(LineSeries series, PlotScale x, PlotScale y, int columns)
    {
        CurvePoint?[] placed = series.Points
            .Select(point => Place(point.X, x) is { } unitX && Place(point.Y, y) is { } unitY
                ? new CurvePoint(unitX, unitY)
                : (CurvePoint?)null)
            .ToArray();
        CurvePoint[][] runs = Runs(placed);
        IReadOnlyList<CurvePoint>[] lines = runs
            .SelectMany(run => Clipping.Line(Thinning.PerColumn(run, columns)))
            .ToArray();
        CurvePoint[] points = runs.SelectMany(run => run).Where(Clipping.IsInside).ToArray();
        (CurvePoint end, LineEnding ending) = EndOf(series, runs, lines);
        return new PlottedLine(lines, BandsOf(series, x, y, columns), points, end, ending);
    }

    private static (CurvePoint End, LineEnding Ending) EndOf(
        LineSeries series, CurvePoint[][] runs, IReadOnlyList<CurvePoint>[] lines)
    {
        if (runs.Length == 0)
        {
            return (new CurvePoint(1, 0.5), LineEnding.Plain);
        }

        CurvePoint last = runs[^1][^1];
        CurvePoint seen = lines.Length > 0
            ? lines[^1][^1]
            : new CurvePoint(Math.Clamp(last.X, 0, 1), Math.Clamp(last.Y, 0, 1));
        if (last.Y > 1 || last.Y < 0)
        {
            return (seen, last.Y > 1 ? LineEnding.LeavesUp : LineEnding.LeavesDown);
        }

        bool breaks = series.Diverged || !(Math.Abs(series.Points[^1].Y) <= PlotScale.MagnitudeMax);
        return (seen, breaks ? LineEnding.Breaks : LineEnding.Plain);
    }

    private static IReadOnlyList<CurvePoint>[] BandsOf(LineSeries series, PlotScale x, PlotScale y, int columns)
    {
        if (series.Lower is not { } lower || series.Upper is not { } upper)
        {
            return [];
        }

        int count = Math.Min(series.Points.Count, Math.Min(lower.Count, upper.Count));
        var edges = new (CurvePoint Low, CurvePoint High)?[count];
        for (int i = 0; i < count; i++)
        {
            if (Place(series.Points[i].X, x) is { } at && Edge(lower[i], y) is { } low && Edge(upper[i], y) is { } high)
            {
                edges[i] = (new CurvePoint(at, low), new CurvePoint(at, high));
            }
        }

        return Runs(edges)
            .Where(run => run.Length > 1)
            .Select(run => Clipping.Area(
            [
                .. Thinning.PerColumn(run.Select(edge => edge.High).ToArray(), columns),
                .. Thinning.PerColumn(run.Select(edge => edge.Low).ToArray(), columns).Reverse(),
            ]))
            .Where(area => area.Count > 2)
            .ToArray();
    }

    private static double? Place(double value, PlotScale scale) =>
        scale.IsPlottable(value) ? Math.Clamp(scale.Project(value), -Far, Far) : null;

    /// <summary>An edge that has no place for being too far out runs along the plot's edge.</summary>
    private static double? Edge(double value, PlotScale scale) =>
        double.IsNaN(value) ? null : Place(value, scale) ?? (value > 0 && value > scale.Max ? Far : -Far);

    private static T[][] Runs<T>(IReadOnlyList<T?> items)
        where T : struct
    {
        var runs = new List<T[]>();
        var current = new List<T>();
        foreach (T? item in items)
        {
            if (item is { } present)
            {
                current.Add(present);
            }
            else if (current.Count > 0)
            {
                runs.Add([.. current]);
                current.Clear();
            }
        }

        if (current.Count > 0)
        {
            runs.Add([.. current]);
        }

        return [.. runs];
    }
}
