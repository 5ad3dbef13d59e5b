using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>An axis with its marks and texts chosen for a length in pixels.</summary>
internal sealed record AxisLayout(PlotScale Scale, TickSet Ticks, AxisText Text, double LabelWidthMax)
{
    public const double FontSize = 12;

    /// <summary>Chooses marks for an upright axis.</summary>
    public static AxisLayout Vertical(Axis axis, PlotScale scale, double height) =>
        Make(axis, scale, Math.Max(2, (int)(height / 34)));

    /// <summary>Chooses as many marks as leave a gap between their texts.</summary>
    public static AxisLayout Horizontal(Axis axis, PlotScale scale, double width)
    {
        int count = Math.Clamp((int)(width / 60), 2, 12);
        AxisLayout layout = Make(axis, scale, count);
        while (count > 2 && !layout.FitsInto(width))
        {
            layout = Make(axis, scale, --count);
        }

        return layout;
    }

    private static AxisLayout Make(Axis axis, PlotScale scale, int count)
    {
        bool whole = axis.IsWhole && scale.Kind == AxisScale.Linear;
        TickSet ticks = whole
            ? new TickSet(Charts.Layout.Ticks.Whole(scale.Min, scale.Max, count), [])
            : Charts.Layout.Ticks.For(scale, count);
        AxisText text = TickFormat.For(axis, scale, ticks.Major);
        double widest = text.Labels.Select(label => TextWidth.Of(label, FontSize)).DefaultIfEmpty(0).Max();
        return new AxisLayout(scale, ticks, text, widest);
    }

    private bool FitsInto(double width)
    {
        double end = double.NegativeInfinity;
        for (int i = 0; i < Ticks.Major.Count; i++)
        {
            double centre = Scale.Project(Ticks.Major[i]) * width;
            double half = TextWidth.Of(Text.Labels[i], FontSize) / 2;
            if (centre - half < end + 10)
            {
                return false;
            }

            end = centre + half;
        }

        return true;
    }
}

/// <summary>Draws grid, marks, and texts of axes around a plot.</summary>
internal static class Axes
{
    /// <summary>The height of the horizontal axis's labels and title below a plot.</summary>
    public const double BottomHeight = 44;

    /// <summary>The height of the vertical axis's title above a plot.</summary>
    public const double TopHeight = 24;

    private static readonly Paint GridPaint = new(Stroke: Tone.Grid);
    private static readonly Paint AxisPaint = new(Stroke: Tone.Axis);

    /// <summary>The plot's box within a body, leaving room for the vertical axis's labels.</summary>
    public static Box Plot(Box body, AxisLayout vertical, double right)
    {
        double left = vertical.LabelWidthMax + 10;
        return new Box(
            body.Left + left,
            body.Top + TopHeight,
            Math.Max(20, body.Width - left - right),
            Math.Max(20, body.Height - TopHeight - BottomHeight));
    }

    /// <summary>
    /// Horizontal grid lines and their labels; the title above the axis, flush with the chart's left edge.
    /// </summary>
    public static void DrawVertical(ICanvas canvas, Box body, Box plot, AxisLayout layout)
    {
        string title = TextWidth.Fit(layout.Text.Title, AxisLayout.FontSize, plot.Right - body.Left);
        canvas.Text(body.Left, body.Top + 11, title, AxisLayout.FontSize, Tone.Muted);
        for (int i = 0; i < layout.Ticks.Major.Count; i++)
        {
            double y = plot.Bottom - (layout.Scale.Project(layout.Ticks.Major[i]) * plot.Height);
            canvas.Line(plot.Left, y, plot.Right, y, GridPaint);
            canvas.Text(plot.Left - 8, y + 4.2, layout.Text.Labels[i], AxisLayout.FontSize, Tone.Ink, Anchor.End);
        }

        foreach (double mark in layout.Ticks.Minor)
        {
            double y = plot.Bottom - (layout.Scale.Project(mark) * plot.Height);
            canvas.Line(plot.Left, y, plot.Left + 4, y, AxisPaint);
        }

        if (layout.Scale.Kind == AxisScale.Log10)
        {
            canvas.Line(plot.Left, plot.Top, plot.Left, plot.Bottom, AxisPaint);
        }
    }

    /// <summary>The line below the plot with marks, labels, and the title centred below them.</summary>
    public static void DrawHorizontal(ICanvas canvas, Box body, Box plot, AxisLayout layout)
    {
        canvas.Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, AxisPaint);
        for (int i = 0; i < layout.Ticks.Major.Count; i++)
        {
            double x = plot.Left + (layout.Scale.Project(layout.Ticks.Major[i]) * plot.Width);
            string label = layout.Text.Labels[i];
            double half = TextWidth.Of(label, AxisLayout.FontSize) / 2;
            canvas.Line(x, plot.Bottom, x, plot.Bottom + 5, AxisPaint);
            canvas.Text(
                Math.Clamp(x, body.Left + half, Math.Max(body.Left + half, body.Right - half)),
                plot.Bottom + 18, label, AxisLayout.FontSize, Tone.Ink, Anchor.Middle);
        }

        foreach (double mark in layout.Ticks.Minor)
        {
            double x = plot.Left + (layout.Scale.Project(mark) * plot.Width);
            canvas.Line(x, plot.Bottom, x, plot.Bottom + 3, AxisPaint);
        }

        DrawTitleBelow(canvas, body, plot, layout.Text.Title);
    }

    /// <summary>A title centred below the plot, as far as the body's edges allow.</summary>
    public static void DrawTitleBelow(ICanvas canvas, Box body, Box plot, string title)
    {
        string fitted = TextWidth.Fit(title, AxisLayout.FontSize, body.Width);
        double half = TextWidth.Of(fitted, AxisLayout.FontSize) / 2;
        double centre = Math.Clamp(plot.Left + (plot.Width / 2), body.Left + half, body.Right - half);
        canvas.Text(centre, plot.Bottom + 37, fitted, AxisLayout.FontSize, Tone.Muted, Anchor.Middle);
    }
}
