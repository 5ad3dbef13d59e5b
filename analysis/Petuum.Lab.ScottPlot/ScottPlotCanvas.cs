using Petuum.Lab.Analysis.Charts;
using LineStyle = Petuum.Lab.Analysis.Charts.LineStyle;
using Petuum.Lab.Analysis.Charts.Drawing;
using Petuum.Lab.Analysis.Statistics;
using ScottPlot;
using ScottPlot.Plottables;
using Box = Petuum.Lab.Analysis.Charts.Drawing.Box;
using Paint = Petuum.Lab.Analysis.Charts.Drawing.Paint;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// A plot without a frame whose axes are the chart's pixels; every shape is one of its plottables, in drawing order.
/// </summary>
internal sealed class ScottPlotCanvas : ICanvas
{
    private readonly Plot _plot;
    private readonly double _height;
    private bool _isCrisp;

    public ScottPlotCanvas(Plot plot, double width, double height)
    {
        _plot = plot;
        _height = height;
        plot.ScaleFactor = ScottPlotChartWriter.Scale;
        plot.Axes.Frameless();
        plot.HideGrid();
        plot.HideLegend();
        plot.Axes.SetLimits(0, width, 0, height);
    }

    /// <inheritdoc/>
    public void BeginGroup(string tooltip = "", bool isCrisp = false) => _isCrisp = isCrisp;

    /// <inheritdoc/>
    public void EndGroup() => _isCrisp = false;

    /// <inheritdoc/>
    public void Line(double x1, double y1, double x2, double y2, Paint paint) =>
        Stroke(_plot.Add.Line(At(x1, y1), At(x2, y2)).LineStyle, paint);

    /// <inheritdoc/>
    public void Rectangle(Box box, Paint paint, string tooltip = "", double radius = 0)
    {
        if (radius > 0)
        {
            Path(Rounded(box, radius), paint, closed: true);
            return;
        }

        Rectangle shape = _plot.Add.Rectangle(box.Left, box.Right, Up(box.Bottom), Up(box.Top));
        shape.FillStyle = Fill(paint);
        Stroke(shape.LineStyle, paint);
    }

    /// <inheritdoc/>
    public void Cell(Box box, string color, string tooltip = "") => Area([box], color);

    /// <inheritdoc/>
    public void Area(IReadOnlyList<Box> boxes, string color) =>
        _plot.PlottableList.Add(new BoxesMark(boxes, Color.FromHex(color), isSmooth: !_isCrisp));

    /// <inheritdoc/>
    public void Circle(double x, double y, double radius, Paint paint)
    {
        Ellipse shape = _plot.Add.Circle(At(x, y), radius);
        shape.FillStyle = Fill(paint);
        Stroke(shape.LineStyle, paint);
    }

    /// <inheritdoc/>
    public void Path(IReadOnlyList<CurvePoint> points, Paint paint, bool closed = false)
    {
        Coordinates[] corners = [.. points.Select(point => At(point.X, point.Y))];
        if (!closed)
        {
            Scatter line = _plot.Add.ScatterLine(corners);
            Stroke(line.LineStyle, paint);
            line.LineStyle.Rounded = true;
            return;
        }

        Polygon shape = _plot.Add.Polygon(corners);
        shape.FillStyle = Fill(paint);
        shape.MarkerStyle = MarkerStyle.None;
        Stroke(shape.LineStyle, paint);
        shape.LineStyle.Rounded = true;
    }

    /// <inheritdoc/>
    public void Text(
        double x, double y, string text, double size, Tone tone,
        Anchor anchor = Anchor.Start, bool bold = false, bool halo = false) =>
        _plot.PlottableList.Add(new TextMark(x, y, text, size, tone.Light)
        {
            Anchor = anchor,
            IsBold = bold,
            Halo = halo ? Tone.Ground.Light : null,
        });

    /// <inheritdoc/>
    public void TextOnCell(double x, double y, string text, double size, string color) =>
        _plot.PlottableList.Add(new TextMark(x, y, text, size, color) { Anchor = Anchor.Middle });

    private Coordinates At(double x, double y) => new(x, Up(y));

    private double Up(double y) => _height - y;

    private FillStyle Fill(Paint paint) => new()
    {
        IsVisible = paint.Fill is not null,
        Color = paint.Fill is { } tone ? ColorOf(tone, paint) : Colors.Transparent,
        AntiAlias = !_isCrisp,
    };

    private static void Stroke(LineStyle style, Paint paint)
    {
        style.IsVisible = paint.Stroke is not null;
        style.Width = paint.Stroke is null ? 0 : (float)paint.Width;
        style.Color = paint.Stroke is { } tone ? ColorOf(tone, paint) : Colors.Transparent;
        if (paint.Dash is { } dash)
        {
            style.Pattern = new LinePattern([.. dash.Select(length => (float)length)], 0, "of the chart");
        }
    }

    private static Color ColorOf(Tone tone, Paint paint) => Color.FromHex(tone.Light).WithAlpha(paint.Opacity);

    /// <summary>The outline of a rectangle with three points a corner, enough for corners of a few pixels.</summary>
    private static CurvePoint[] Rounded(Box box, double radius)
    {
        double r = Math.Min(radius, Math.Min(box.Width, box.Height) / 2);
        double near = r * 0.2929;
        (double X, double Y, double Right, double Down)[] corners =
        [
            (box.Left, box.Top, 1, 1), (box.Right, box.Top, -1, 1),
            (box.Right, box.Bottom, -1, -1), (box.Left, box.Bottom, 1, -1),
        ];
        return
        [
            .. corners.SelectMany(corner =>
            {
                CurvePoint upright = new(corner.X, corner.Y + (r * corner.Down));
                CurvePoint middle = new(corner.X + (near * corner.Right), corner.Y + (near * corner.Down));
                CurvePoint level = new(corner.X + (r * corner.Right), corner.Y);
                return corner.Right == corner.Down
                    ? (CurvePoint[])[upright, middle, level]
                    : [level, middle, upright];
            }),
        ];
    }
}
