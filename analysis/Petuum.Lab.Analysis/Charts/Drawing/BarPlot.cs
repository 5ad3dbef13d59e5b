using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws stacked bars in groups, with whiskers around the totals.</summary>
internal static class BarPlot
{
    private const double NameSize = 11;

    public static void Draw(ICanvas canvas, StackedBarChart chart, Box body)
    {
        Tone[] tones = chart.Parts.Select((part, i) => Tone.Of(part.Color, i)).ToArray();
        if (chart.Parts.Count > 1)
        {
            body = Legend.DrawAbove(
                canvas, body, chart.Parts.Select((part, i) => Legend.Swatch(part.Name, tones[i])).ToArray());
        }

        PlotScale scale = ScaleOf(chart);
        double bandHeight = chart.Groups.Any(group => group.Bars.Any(bar => bar.Name.Length > 0)) ? 15 : 0;
        string[] names = chart.Groups.Select(group => group.Name).ToArray();
        double wide = body.Width * 0.9 / names.Length;
        int lines = CategoryLabels.LinesBelow(names, wide, AxisLayout.FontSize);
        double nameHeight = bandHeight + CategoryLabels.ExtraHeight(lines);
        Box upper = body with { Height = body.Height - nameHeight };
        AxisLayout vertical = AxisLayout.Vertical(
            chart.Value, scale, upper.Height - Axes.TopHeight - Axes.BottomHeight);
        Box plot = Axes.Plot(upper, vertical, right: 4);
        Axes.DrawVertical(canvas, body, plot, vertical);

        double pitch = plot.Width / chart.Groups.Count;
        for (int g = 0; g < chart.Groups.Count; g++)
        {
            var slot = new Box(plot.Left + (g * pitch), plot.Top, pitch, plot.Height);
            DrawGroup(canvas, chart, chart.Groups[g], tones, scale, slot);
        }

        canvas.Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, new Paint(Stroke: Tone.Axis));
        CategoryLabels.DrawBelow(
            canvas, names, plot.Left, pitch, plot.Bottom + 17 + bandHeight, AxisLayout.FontSize, lines);
        Axes.DrawTitleBelow(
            canvas, body, plot with { Height = plot.Height + nameHeight }, TextWidth.Clean(chart.CategoryLabel));
    }

    private static PlotScale ScaleOf(StackedBarChart chart)
    {
        IEnumerable<double> tops = chart.Groups.SelectMany(group => group.Bars).SelectMany(bar => (double[])
        [
            Parts(chart, bar).Sum(), bar.TotalHigh is { } high && double.IsFinite(high) ? high : 0,
        ]);
        Axis axis = chart.Value with { Min = chart.Value.Min ?? 0 };
        return AxisBounds.For(axis, tops.Prepend(0), padding: 0.03);
    }

    /// <summary>The heights that are drawn, one a part.</summary>
    private static IEnumerable<double> Parts(StackedBarChart chart, Bar bar) => chart.Parts.Select(
        (_, i) => i < bar.Values.Count && PlotScale.IsPlottable(bar.Values[i], AxisScale.Linear)
            ? Math.Max(0, bar.Values[i])
            : 0);

    private static void DrawGroup(
        ICanvas canvas, StackedBarChart chart, BarGroup group, Tone[] tones, PlotScale scale, Box slot)
    {
        int count = Math.Max(1, group.Bars.Count);
        double inner = slot.Width * (count == 1 ? 0.6 : 0.8);
        double pitch = Math.Min(inner / count, 64);
        double left = slot.Left + ((slot.Width - (pitch * count)) / 2);
        double width = pitch * (count == 1 ? 1 : 0.86);
        for (int b = 0; b < group.Bars.Count; b++)
        {
            double x = left + (b * pitch) + ((pitch - width) / 2);
            DrawBar(canvas, chart, group.Bars[b], tones, scale, slot with { Left = x, Width = width });
        }

        if (group.Bars.All(bar => TextWidth.Of(TextWidth.Clean(bar.Name), NameSize) + 4 <= pitch))
        {
            for (int b = 0; b < group.Bars.Count; b++)
            {
                string name = TextWidth.Clean(group.Bars[b].Name);
                canvas.Text(
                    left + ((b + 0.5) * pitch), slot.Bottom + 14, name, NameSize, Tone.Muted, Anchor.Middle);
            }
        }
    }

    private static void DrawBar(
        ICanvas canvas, StackedBarChart chart, Bar bar, Tone[] tones, PlotScale scale, Box slot)
    {
        double sum = 0;
        int part = 0;
        foreach (double value in Parts(chart, bar))
        {
            double from = Math.Clamp(scale.Project(sum), 0, 1) * slot.Height;
            sum = Math.Min(sum + value, PlotScale.MagnitudeMax);
            double to = Math.Clamp(scale.Project(sum), 0, 1) * slot.Height;
            if (to - from >= 0.01)
            {
                double seam = part > 0 && from > 0 && to - from > 2 ? 0.8 : 0;
                string tooltip = $"{chart.Parts[part].Name}: {TickFormat.Quantity(value, chart.Value)}";
                var box = new Box(slot.Left, slot.Bottom - to, slot.Width, to - from - seam);
                canvas.Rectangle(box, new Paint(tones[part]), tooltip);
            }

            part++;
        }

        if (bar.TotalLow is { } low && bar.TotalHigh is { } high && low <= high)
        {
            DrawWhisker(canvas, scale, slot, low, high);
        }
    }

    private static void DrawWhisker(ICanvas canvas, PlotScale scale, Box slot, double low, double high)
    {
        if (!scale.IsPlottable(low) || !scale.IsPlottable(high))
        {
            return;
        }

        var paint = new Paint(Stroke: Tone.Ink, Width: 1.2);
        double x = slot.Left + (slot.Width / 2);
        double cap = Math.Min(4, slot.Width / 4);
        double top = slot.Bottom - (Math.Clamp(scale.Project(high), 0, 1) * slot.Height);
        double bottom = slot.Bottom - (Math.Clamp(scale.Project(low), 0, 1) * slot.Height);
        canvas.Line(x, top, x, bottom, paint);
        canvas.Line(x - cap, top, x + cap, top, paint);
        canvas.Line(x - cap, bottom, x + cap, bottom, paint);
    }
}
