using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws a matrix of coloured cells with a colour bar.</summary>
internal static class HeatMapPlot
{
    private const double BarWidth = 14;
    private const int BarSteps = 64;
    private const int SingleCellsMax = 2_000;
    private const double ValueSize = 11;

    public static void Draw(ICanvas canvas, HeatMapChart chart, Box body)
    {
        (PlotScale scale, Func<double, string> color) = Colors(chart);
        double barHeight = body.Height - Axes.TopHeight - Axes.BottomHeight;
        AxisLayout bar = AxisLayout.Vertical(chart.Value, scale, barHeight);
        double rowNames = CategoryLabels.WidthOf(chart.Rows, AxisLayout.FontSize, body.Width * 0.25);
        double right = BarWidth + bar.LabelWidthMax + 28;
        var plot = new Box(
            body.Left + rowNames + 8,
            body.Top + Axes.TopHeight,
            Math.Max(20, body.Width - rowNames - 8 - right),
            Math.Max(20, barHeight));
        var cell = new Box(plot.Left, plot.Top, plot.Width / chart.Columns.Count, plot.Height / chart.Rows.Count);

        double half = (body.Width / 2) - 8;
        string rowTitle = TextWidth.Fit(TextWidth.Clean(chart.RowLabel), AxisLayout.FontSize, half);
        canvas.Text(body.Left, body.Top + 11, rowTitle, AxisLayout.FontSize, Tone.Muted);
        string valueTitle = TextWidth.Fit(bar.Text.Title, AxisLayout.FontSize, half);
        canvas.Text(body.Right, body.Top + 11, valueTitle, AxisLayout.FontSize, Tone.Muted, Anchor.End);

        DrawCells(canvas, chart, plot, cell, color);
        CategoryLabels.DrawLeft(
            canvas, chart.Rows, plot.Left - 8, rowNames, plot.Top, cell.Height, AxisLayout.FontSize);
        CategoryLabels.DrawBelow(
            canvas, chart.Columns, plot.Left, cell.Width, plot.Bottom + 17, AxisLayout.FontSize);
        Axes.DrawTitleBelow(canvas, body, plot, TextWidth.Clean(chart.ColumnLabel));
        DrawBar(canvas, new Box(plot.Right + 16, plot.Top, BarWidth, plot.Height), bar, color);
    }

    private static (PlotScale Scale, Func<double, string> Color) Colors(HeatMapChart chart)
    {
        double[] values = chart.Values.Take(chart.Rows.Count)
            .SelectMany(row => row.Take(chart.Columns.Count))
            .ToArray();
        PlotScale scale = AxisBounds.For(chart.Value, chart.Centre is { } middle ? values.Append(middle) : values);
        if (chart.Centre is not { } centre || !scale.IsPlottable(centre))
        {
            return (scale, value => Ramp.Sequential.At(Math.Clamp(scale.Project(value), 0, 1)));
        }

        double zero = scale.Project(centre);
        double reach = Math.Max(Math.Max(zero, 1 - zero), 1e-9);
        return (scale, value =>
            Ramp.Diverging.At(0.5 + (0.5 * (Math.Clamp(scale.Project(value), 0, 1) - zero) / reach)));
    }

    private static void DrawCells(ICanvas canvas, HeatMapChart chart, Box plot, Box cell, Func<double, string> color)
    {
        if (chart.Rows.Count * (long)chart.Columns.Count > SingleCellsMax)
        {
            DrawAreas(canvas, HeatGrid.Of(chart, (int)(plot.Height / 2), (int)(plot.Width / 2)), plot, color);
            return;
        }

        double[,] grid = HeatGrid.Of(chart, chart.Rows.Count, chart.Columns.Count);
        double widest = grid.Cast<double>().Max(value => TextWidth.Of(TickFormat.Number(value), ValueSize));
        bool written = widest + 6 <= cell.Width && cell.Height >= 18;
        double gap = cell.Width > 12 && cell.Height > 12 ? 1 : 0;
        canvas.BeginGroup(isCrisp: gap == 0);
        for (int r = 0; r < grid.GetLength(0); r++)
        {
            for (int c = 0; c < grid.GetLength(1); c++)
            {
                double value = grid[r, c];
                var box = new Box(
                    plot.Left + (c * cell.Width), plot.Top + (r * cell.Height), cell.Width - gap, cell.Height - gap);
                if (double.IsNaN(value))
                {
                    DrawEmpty(canvas, box, gap > 0);
                    continue;
                }

                string tooltip = $"{chart.Rows[r]}, {chart.Columns[c]}: {TickFormat.Quantity(value, chart.Value)}";
                canvas.Cell(box, color(value), tooltip);
                if (written)
                {
                    double x = box.Left + (box.Width / 2);
                    double y = box.Top + (box.Height / 2) + 4;
                    canvas.TextOnCell(x, y, TickFormat.Number(value), ValueSize, Ramp.InkOn(color(value)));
                }
            }
        }

        canvas.EndGroup();
    }

    /// <summary>Many cells as one shape a colour, equal neighbours joined, so that files stay small.</summary>
    private static void DrawAreas(ICanvas canvas, double[,] grid, Box plot, Func<double, string> color)
    {
        double width = plot.Width / grid.GetLength(1);
        double height = plot.Height / grid.GetLength(0);
        var areas = new SortedDictionary<string, List<Box>>(StringComparer.Ordinal);
        for (int r = 0; r < grid.GetLength(0); r++)
        {
            string last = "";
            for (int c = 0; c < grid.GetLength(1); c++)
            {
                string now = double.IsNaN(grid[r, c]) ? "" : color(grid[r, c]);
                if (now.Length > 0 && now == last)
                {
                    List<Box> same = areas[now];
                    same[^1] = same[^1] with { Width = same[^1].Width + width };
                }
                else if (now.Length > 0)
                {
                    areas.TryAdd(now, []);
                    areas[now].Add(new Box(plot.Left + (c * width), plot.Top + (r * height), width, height));
                }

                last = now;
            }
        }

        canvas.BeginGroup(isCrisp: true);
        foreach ((string fill, List<Box> boxes) in areas)
        {
            canvas.Area(boxes, fill);
        }

        canvas.EndGroup();
    }

    /// <summary>An outline with a stroke through it: no colour of the palette means "missing".</summary>
    private static void DrawEmpty(ICanvas canvas, Box box, bool outlined)
    {
        if (outlined)
        {
            var inner = new Box(box.Left + 0.5, box.Top + 0.5, box.Width - 1, box.Height - 1);
            canvas.Rectangle(inner, new Paint(Stroke: Tone.Axis, Width: 0.6));
            canvas.Line(inner.Left, inner.Bottom, inner.Right, inner.Top, new Paint(Stroke: Tone.Axis, Width: 0.6));
        }
    }

    private static void DrawBar(ICanvas canvas, Box box, AxisLayout layout, Func<double, string> color)
    {
        canvas.BeginGroup(isCrisp: true);
        double step = box.Height / BarSteps;
        for (int i = 0; i < BarSteps; i++)
        {
            double value = layout.Scale.Invert((i + 0.5) / BarSteps);
            double overlap = i < BarSteps - 1 ? 0.5 : 0;
            canvas.Cell(
                new Box(box.Left, box.Bottom - ((i + 1) * step) - overlap, box.Width, step + overlap), color(value));
        }

        canvas.EndGroup();
        for (int i = 0; i < layout.Ticks.Major.Count; i++)
        {
            double y = box.Bottom - (layout.Scale.Project(layout.Ticks.Major[i]) * box.Height);
            canvas.Line(box.Right, y, box.Right + 4, y, new Paint(Stroke: Tone.Axis));
            canvas.Text(box.Right + 7, y + 4.2, layout.Text.Labels[i], AxisLayout.FontSize, Tone.Ink);
        }
    }
}
