using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws tracks of spans; states differ in colour and in height, so that they survive a grey print.</summary>
internal static class GanttPlot
{
    private static readonly (SpanState State, string Name, Tone Tone, double Height)[] States =
    [
        (SpanState.Compute, "compute", Tone.Of(ChartColor.Blue), 1),
        (SpanState.Wait, "wait", Tone.Of(ChartColor.Vermillion), 0.35),
        (SpanState.Send, "send", Tone.Of(ChartColor.Sky), 0.7),
        (SpanState.Down, "down", Tone.Of(ChartColor.Grey), 0.2),
    ];

    public static void Draw(ICanvas canvas, GanttChart chart, Box body)
    {
        GanttSpan[][] spans = chart.Tracks.Select(track => track.Spans.Where(IsDrawable).ToArray()).ToArray();
        LegendItem[] items = States
            .Where(state => spans.Any(track => track.Any(span => span.State == state.State)))
            .Select(state => Legend.Swatch(state.Name, state.Tone, state.Height))
            .ToArray();
        body = Legend.DrawAbove(canvas, body, items);

        Axis time = chart.Time with { Scale = AxisScale.Linear };
        PlotScale scale = AxisBounds.For(
            time, spans.SelectMany(track => track).SelectMany(span => (double[])[span.Start, span.End]));
        string[] names = chart.Tracks.Select(track => track.Name).ToArray();
        double nameWidth = CategoryLabels.WidthOf(names, AxisLayout.FontSize, body.Width * 0.25);
        var plot = new Box(
            body.Left + nameWidth + 10,
            body.Top,
            Math.Max(20, body.Width - nameWidth - 10 - 16),
            Math.Max(20, body.Height - Axes.BottomHeight));
        AxisLayout horizontal = AxisLayout.Horizontal(time, scale, plot.Width);
        double pitch = Math.Min(plot.Height / spans.Length, 44);
        plot = plot with { Height = pitch * spans.Length };
        DrawGrid(canvas, plot, horizontal);
        for (int t = 0; t < spans.Length; t++)
        {
            double thickness = pitch * (pitch > 6 ? 0.72 : 0.9);
            double middle = plot.Top + ((t + 0.5) * pitch);
            canvas.BeginGroup();
            DrawTrack(
                canvas,
                Condensing.Track(spans[t], scale, (int)plot.Width),
                new Box(plot.Left, middle - (thickness / 2), plot.Width, thickness),
                span => $": {TickFormat.Quantity(scale.Invert(span.End) - scale.Invert(span.Start), time)}");
            canvas.EndGroup();
        }

        CategoryLabels.DrawLeft(canvas, names, plot.Left - 10, nameWidth, plot.Top, pitch, AxisLayout.FontSize);
        Axes.DrawHorizontal(canvas, body, plot, horizontal);
    }

    private static bool IsDrawable(GanttSpan span) =>
        PlotScale.IsPlottable(span.Start, AxisScale.Linear) && PlotScale.IsPlottable(span.End, AxisScale.Linear)
        && span.End >= span.Start;

    private static void DrawGrid(ICanvas canvas, Box plot, AxisLayout layout)
    {
        foreach (double mark in layout.Ticks.Major)
        {
            double x = plot.Left + (layout.Scale.Project(mark) * plot.Width);
            canvas.Line(x, plot.Top, x, plot.Bottom, new Paint(Stroke: Tone.Grid));
        }
    }

    private static void DrawTrack(
        ICanvas canvas, IReadOnlyList<GanttSpan> spans, Box row, Func<GanttSpan, string> tooltip)
    {
        foreach (GanttSpan span in spans)
        {
            (_, string name, Tone tone, double share) = States.First(state => state.State == span.State);
            double height = row.Height * share;
            var box = new Box(
                row.Left + (span.Start * row.Width),
                row.Top + ((row.Height - height) / 2),
                (span.End - span.Start) * row.Width,
                height);
            canvas.Rectangle(box, new Paint(tone), $"{name}{tooltip(span)}");
        }
    }
}
