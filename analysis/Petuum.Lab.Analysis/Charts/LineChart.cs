using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts;

/// <summary>Curves over a common abscissa, such as the objective against clocks, time or bytes.</summary>
public sealed record LineChart : Chart
{
    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The curves, in the order of the legend.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>Thin labelled lines across the plot: a target, an optimum, a bound.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <inheritdoc/>
    public override bool IsEmpty => Series.All(series => !series.Points.Any(IsPlottable));

    /// <summary>
    /// What the horizontal axis has to show: the curves, bands included, and the references. Null if that is nothing.
    /// </summary>
    public AxisRange? RangeX() => AxisRange.Of(X, [
        .. Series.SelectMany(series => series.Points).Where(point => Y.HasPlace(point.Y)).Select(point => point.X),
        .. References.Where(line => line.IsVertical).Select(line => line.Value),
    ]);

    /// <summary>
    /// What the vertical axis has to show. Of a curve that diverged that is its start and what lies among the others;
    /// if all diverged, the axis shows how the least start grows to a multiple (10, or 1,000 on a log axis).
    /// </summary>
    public AxisRange? RangeY()
    {
        var values = new List<double>();
        foreach (LineSeries series in Series)
        {
            IEnumerable<double> visible = series.Points.Where(IsPlottable).Select(point => point.Y);
            values.AddRange(series.Diverged ? visible.Take(1) : visible);
            values.AddRange(series.Diverged ? [] : [.. series.Lower ?? [], .. series.Upper ?? []]);
        }

        values.AddRange(References.Where(line => !line.IsVertical).Select(line => line.Value));
        if (Series.All(series => series.Diverged))
        {
            double[] starts = [.. values];
            values.AddRange(starts.Select(start => start * (Y.Scale == AxisScale.Log10 ? 1000 : 10)));
            values.AddRange(Y.Scale == AxisScale.Log10 ? starts.Select(start => start / 10) : [0]);
        }

        return AxisRange.Of(Y, values);
    }

    /// <summary>Whether a point has a place on both axes; one that has not breaks the line.</summary>
    public bool IsPlottable(CurvePoint point) => X.HasPlace(point.X) && Y.HasPlace(point.Y);

    /// <inheritdoc/>
    public override ChartTable ToTable()
    {
        (LineSeries Series, int Index)[] all = [.. Series.SelectMany(
            series => Enumerable.Range(0, series.Points.Count).Select(index => (series, index)))];
        string[] seeds = SeedValues.Names(Series.Select(series => series.Seeds));
        bool banded = Series.Any(series => series.Lower is not null || series.Upper is not null);
        return new ChartTable([
            new("series", all.Select(row => row.Series.Name)),
            new(X, all.Select(row => (double?)row.Series.Points[row.Index].X), "x"),
            new(Y, all.Select(row => (double?)row.Series.Points[row.Index].Y), "y"),
            .. banded
                ? [
                    new ChartColumn("lower edge", all.Select(row => At(row.Series.Lower, row.Index))),
                    new ChartColumn("upper edge", all.Select(row => At(row.Series.Upper, row.Index))),
                ]
                : Array.Empty<ChartColumn>(),
            .. seeds.Select(seed => new ChartColumn(
                seed, all.Select(row => SeedValues.At(row.Series.Seeds, seed, row.Index)))),
        ]);
    }

    /// <inheritdoc/>
    protected override string Summarize() => $"Line chart of {Y.Label} against {X.Label}. " + List(Series, series =>
    {
        int last = series.Points.Count - 1;
        while (last >= 0 && !IsPlottable(series.Points[last]))
        {
            last--;
        }

        return series.Diverged ? $"{series.Name} diverges"
            : last < 0 ? $"{series.Name} has no value"
            : $"{series.Name} ends at {Quantity.Of(series.Points[last].Y, Y)}";
    });

    private static double? At(IReadOnlyList<double>? values, int index) =>
        values is not null && index < values.Count ? values[index] : null;
}

/// <summary>One curve.</summary>
/// <param name="Name">The label at its end.</param>
/// <param name="Points">
/// Its points in drawing order. One that is not finite, or not positive on a log axis, breaks the line.
/// </param>
public sealed record LineSeries(string Name, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>The lower edge of the band, one value a point; null for none.</summary>
    public IReadOnlyList<double>? Lower { get; init; }

    /// <summary>The upper edge of the band, one value a point; null for none.</summary>
    public IReadOnlyList<double>? Upper { get; init; }

    /// <summary>What each seed gave at each point; none if the curve is one run.</summary>
    public IReadOnlyList<SeedValues> Seeds { get; init; } = [];

    /// <summary>How the curve looks.</summary>
    public LineStyle Style { get; init; } = LineStyle.Default;

    /// <summary>
    /// Whether the run diverged: bounds taken from the data then ignore where this curve goes, its end is marked and
    /// its label says so.
    /// </summary>
    public bool Diverged { get; init; }

    /// <summary>
    /// The median (or mean) of several seeds with its band; <paramref name="seeds"/> names them in the band's order.
    /// </summary>
    public static LineSeries Of(
        string name, CurveBand band, LineStyle? style = null, IReadOnlyList<string>? seeds = null)
    {
        IEnumerable<SeedValues> samples = band.Samples.Select((values, index) =>
            new SeedValues(index < seeds?.Count ? seeds[index] : $"run {index + 1}", values));
        return new LineSeries(name, band.Centre)
        {
            Lower = band.Lower,
            Upper = band.Upper,
            Seeds = [.. samples],
            Style = style ?? LineStyle.Default,
        };
    }
}

/// <summary>How a curve looks.</summary>
/// <param name="Color">Its colour, or null for the next one of the palette.</param>
/// <param name="Dash">Its dash.</param>
/// <param name="Marker">The shape at its points; writers thin out shapes that would touch.</param>
/// <param name="Line">Whether the points are joined.</param>
public sealed record LineStyle(
    ChartColor? Color = null,
    LineDash Dash = LineDash.Solid,
    MarkerShape Marker = MarkerShape.None,
    bool Line = true)
{
    /// <summary>A solid line in the next colour.</summary>
    public static LineStyle Default { get; } = new();
}

/// <summary>The dash of a line.</summary>
public enum LineDash
{
    /// <summary>No gaps.</summary>
    Solid,

    /// <summary>Long strokes.</summary>
    Dashed,

    /// <summary>Dots.</summary>
    Dotted,

    /// <summary>Strokes and dots in turn.</summary>
    DashDot,
}

/// <summary>The shape at a point.</summary>
public enum MarkerShape
{
    /// <summary>No shape.</summary>
    None,

    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle, point up.</summary>
    Triangle,

    /// <summary>An oblique cross.</summary>
    Cross,
}

/// <summary>A thin line across the plot.</summary>
/// <param name="Label">What it stands for, written along it.</param>
/// <param name="Value">Where it lies; outside of the axis it is left out.</param>
/// <param name="IsVertical">Whether <paramref name="Value"/> is on the horizontal axis.</param>
public sealed record ReferenceLine(string Label, double Value, bool IsVertical = false);
