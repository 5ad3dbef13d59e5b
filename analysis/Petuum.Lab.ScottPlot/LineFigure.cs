using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;
using ScottPlot;
using ScottPlot.Plottables;
using LineStyle = Petuum.Lab.Analysis.Charts.LineStyle;
using MarkerShape = Petuum.Lab.Analysis.Charts.MarkerShape;

namespace Petuum.Lab.ScottPlot;

/// <summary>Curves with bands, named at their ends; one that diverged ends in a cross and says so.</summary>
internal sealed class LineFigure : IFigureRenderer
{
    /// <inheritdoc/>
    public Type Kind => typeof(LineChart);

    /// <inheritdoc/>
    public Figure Render(Chart chart, FigureStyle style)
    {
        LineChart lines = (LineChart)chart;
        FigureAxis x = new(lines.X, lines.RangeX(), style.Options.Width / 100);
        FigureAxis y = new(lines.Y, lines.RangeY(), style.Options.Height / 55);
        Plot plot = style.Plot(x, y);
        List<EndLabel> ends = [];
        for (int i = 0; i < lines.Series.Count; i++)
        {
            Color color = style.Series(lines.Series[i].Style.Color, i);
            AddBand(plot, lines.Series[i], x, y, color);
        }

        for (int i = 0; i < lines.Series.Count; i++)
        {
            LineSeries series = lines.Series[i];
            Color color = style.Series(series.Style.Color, i);
            if (AddCurve(plot, series, x, y, color) is { } end)
            {
                string name = series.Diverged ? $"{series.Name} (diverged)" : series.Name;
                ends.Add(new EndLabel(name, color, Math.Clamp(end, y.Low, y.High)));
            }
        }

        foreach (ReferenceLine reference in lines.References)
        {
            AddReference(plot, reference, reference.IsVertical ? x : y, style);
        }

        return new Figure([new FigurePanel(plot, "", ends)], []);
    }

    private static void AddBand(Plot plot, LineSeries series, FigureAxis x, FigureAxis y, Color color)
    {
        if (series.Lower is not { } lower || series.Upper is not { } upper)
        {
            return;
        }

        (double X, double Low, double High)[] edges =
        [
            .. series.Points.Take(Math.Min(lower.Count, upper.Count))
                .Select((point, i) => (x.Place(point.X), Low: y.Place(lower[i]), High: y.Place(upper[i])))
                .Select(edge => (edge.Item1, double.IsNaN(edge.Low) ? y.Low : edge.Low, edge.High))
                .Where(edge => double.IsFinite(edge.Item1) && double.IsFinite(edge.High)),
        ];
        if (edges.Length > 1)
        {
            FillY band = plot.Add.FillY(
                [.. edges.Select(edge => edge.X)], [.. edges.Select(edge => edge.Low)],
                [.. edges.Select(edge => edge.High)]);
            band.FillColor = color.WithAlpha(0.18);
            band.LineWidth = 0;
        }
    }

    /// <summary>Adds a curve, and says at which height it ends; null if nothing of it has a place.</summary>
    private static double? AddCurve(Plot plot, LineSeries series, FigureAxis x, FigureAxis y, Color color)
    {
        Coordinates? last = null;
        List<Coordinates> stretch = [];
        foreach (CurvePoint point in series.Points.Append(new CurvePoint(double.NaN, double.NaN)))
        {
            Coordinates place = new(x.Place(point.X), y.Place(point.Y));
            if (double.IsFinite(place.X) && double.IsFinite(place.Y))
            {
                stretch.Add(place);
                last = place;
                continue;
            }

            AddStretch(plot, [.. stretch], series.Style, color);
            stretch.Clear();
        }

        if (last is { } end && series.Diverged)
        {
            Coordinates inside = new(Math.Clamp(end.X, x.Low, x.High), Math.Clamp(end.Y, y.Low, y.High));
            Marker cross = plot.Add.Marker(inside, global::ScottPlot.MarkerShape.Eks, 11, color);
            cross.LineWidth = 2;
        }

        return last?.Y;
    }

    private static void AddStretch(Plot plot, Coordinates[] places, LineStyle style, Color color)
    {
        if (places.Length == 0)
        {
            return;
        }

        Scatter curve = plot.Add.Scatter(places, color);
        curve.LineWidth = style.Line && places.Length > 1 ? 2 : 0;
        curve.LinePattern = FigureStyle.Pattern(style.Dash);
        curve.MarkerSize = 0;
        MarkerShape shape = style.Marker != MarkerShape.None || places.Length > 1 ? style.Marker : MarkerShape.Circle;
        if (shape != MarkerShape.None)
        {
            int every = style.Line ? Math.Max(1, places.Length / 12) : 1;
            plot.Add.Markers((Coordinates[])[.. places.Where((_, i) => i % every == 0)], Shape(shape), 7, color);
        }
    }

    private static void AddReference(Plot plot, ReferenceLine reference, FigureAxis axis, FigureStyle style)
    {
        double place = axis.Place(reference.Value);
        if (!(place >= axis.Low && place <= axis.High))
        {
            return;
        }

        Color color = style.Color(Tone.Muted);
        AxisLine line = reference.IsVertical
            ? plot.Add.VerticalLine(place, 1, color, LinePattern.Dotted)
            : plot.Add.HorizontalLine(place, 1, color, LinePattern.Dotted);
        line.EnableAutoscale = false;
        AxisLimits limits = plot.Axes.GetLimits();
        Text label = plot.Add.Text(
            reference.Label, reference.IsVertical ? place : limits.Left, reference.IsVertical ? limits.Top : place);
        style.Letter(label.LabelStyle, Tone.Muted, 0.9f);
        label.LabelAlignment = reference.IsVertical ? Alignment.UpperLeft : Alignment.LowerLeft;
        (label.OffsetX, label.OffsetY) = (4, reference.IsVertical ? 4 : -1);
    }

    private static global::ScottPlot.MarkerShape Shape(MarkerShape shape) => shape switch
    {
        MarkerShape.Circle => global::ScottPlot.MarkerShape.FilledCircle,
        MarkerShape.Square => global::ScottPlot.MarkerShape.FilledSquare,
        MarkerShape.Diamond => global::ScottPlot.MarkerShape.FilledDiamond,
        MarkerShape.Triangle => global::ScottPlot.MarkerShape.FilledTriangleUp,
        MarkerShape.Cross => global::ScottPlot.MarkerShape.Eks,
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "not a shape"),
    };
}
