using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using MarkerShape = Petuum.Lab.Analysis.Charts.MarkerShape;

namespace Petuum.Lab.Figures;

/// <summary>Curves and what belongs to them, as plottables.</summary>
internal static class Curves
{
    /// <summary>The dash of a curve.</summary>
    public static LinePattern PatternOf(LineDash dash) => dash switch
    {
        LineDash.Solid => LinePattern.Solid,
        LineDash.Dashed => LinePattern.Dashed,
        LineDash.Dotted => LinePattern.Dotted,
        LineDash.DashDot => new LinePattern([8, 3, 2, 3], 0, "dash and dot"),
        _ => throw new ArgumentOutOfRangeException(nameof(dash), dash, "not a dash"),
    };

    /// <summary>The shape at a curve's points.</summary>
    public static ScottPlot.MarkerShape ShapeOf(MarkerShape shape) => shape switch
    {
        MarkerShape.None => ScottPlot.MarkerShape.None,
        MarkerShape.Circle => ScottPlot.MarkerShape.FilledCircle,
        MarkerShape.Square => ScottPlot.MarkerShape.FilledSquare,
        MarkerShape.Diamond => ScottPlot.MarkerShape.FilledDiamond,
        MarkerShape.Triangle => ScottPlot.MarkerShape.FilledTriangleUp,
        MarkerShape.Cross => ScottPlot.MarkerShape.Eks,
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "not a shape"),
    };

    /// <summary>A curve without gaps.</summary>
    public static void Line(Plot plot, Coordinates[] points, string name, Color color, float width,
        LinePattern pattern)
    {
        PatternedLine line = new(points) { MarkerStyle = MarkerStyle.None };
        plot.PlottableList.Add(line);
        line.Color = color;
        line.LineWidth = width;
        line.LinePattern = pattern;
        line.LineStyle.Rounded = true;
        line.LegendText = name;
    }

    /// <summary>Shapes at points; of shapes that would touch, some are left out.</summary>
    public static void Markers(FigurePanel panel, Coordinates[] points, string name, Color color,
        ScottPlot.MarkerShape shape, double size, bool isThinned)
    {
        List<Coordinates> kept = [];
        foreach (Coordinates point in points)
        {
            if (!isThinned || kept.Count == 0
                || Math.Abs(panel.PixelX(point.X) - panel.PixelX(kept[^1].X)) >= size * 3
                || Math.Abs(panel.PixelY(point.Y) - panel.PixelY(kept[^1].Y)) >= size * 3)
            {
                kept.Add(point);
            }
        }

        Markers markers = panel.Plot.Add.Markers(kept.ToArray(), shape, (float)size, color);
        markers.LegendText = name;
        markers.MarkerStyle.LineWidth = (float)(size * 0.25);
    }

    /// <summary>The area between two edges over the same points.</summary>
    public static void Band(Plot plot, Coordinates[] lower, Coordinates[] upper, Color color)
    {
        Polygon band = plot.Add.Polygon([.. lower, .. upper.Reverse()]);
        band.FillColor = color.WithAlpha(0.18);
        band.LineWidth = 0;
        band.MarkerStyle = MarkerStyle.None;
    }
}
