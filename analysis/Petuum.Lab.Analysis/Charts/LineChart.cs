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

    private bool IsPlottable(CurvePoint point) => IsPlottable(point.X, X) && IsPlottable(point.Y, Y);

    private static bool IsPlottable(double value, Axis axis) =>
        double.IsFinite(value) && (axis.Scale == AxisScale.Linear || value > 0);
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

    /// <summary>How the curve looks.</summary>
    public LineStyle Style { get; init; } = LineStyle.Default;

    /// <summary>
    /// Whether the run diverged: bounds taken from the data then ignore where this curve goes, its end is marked and
    /// its label says so.
    /// </summary>
    public bool Diverged { get; init; }

    /// <summary>The median (or mean) of several seeds with its band.</summary>
    public static LineSeries Of(string name, CurveBand band, LineStyle? style = null) => new(name, band.Centre)
    {
        Lower = band.Lower,
        Upper = band.Upper,
        Style = style ?? LineStyle.Default,
    };
}

/// <summary>How a curve looks.</summary>
/// <param name="Color">Its colour, or null for the next one of the palette.</param>
/// <param name="Dash">Its dash.</param>
/// <param name="Marker">The shape at its points; writers thin out shapes that would touch.</param>
/// <param name="Line">Whether the points are joined.</param>
/// <param name="Width">The stroke's width in pixels at the writer's normal size.</param>
public sealed record LineStyle(
    ChartColor? Color = null,
    LineDash Dash = LineDash.Solid,
    MarkerShape Marker = MarkerShape.None,
    bool Line = true,
    double Width = 2)
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
