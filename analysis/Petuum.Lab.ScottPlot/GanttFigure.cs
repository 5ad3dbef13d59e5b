using Petuum.Lab.Analysis.Charts;
using ScottPlot;

namespace Petuum.Lab.ScottPlot;

/// <summary>A track a worker or shard, with spans in the colours of their states.</summary>
internal sealed class GanttFigure : IFigureRenderer
{
    private const int NamesMax = 32;

    /// <inheritdoc/>
    public Type Kind => typeof(GanttChart);

    /// <inheritdoc/>
    public Figure Render(Chart chart, FigureStyle style)
    {
        GanttChart gantt = (GanttChart)chart;
        GanttSpan[] all = [.. gantt.Tracks.SelectMany(track => track.Spans)];
        FigureAxis time = new(
            gantt.Time, AxisRange.Of(gantt.Time, all.SelectMany(span => new[] { span.Start, span.End })),
            style.Options.Width / 90);
        int count = gantt.Tracks.Count;
        int every = (count + NamesMax - 1) / NamesMax;
        FigureAxis tracks = new("", -0.6, count - 0.4, gantt.Tracks
            .Select((track, index) => ((double)(count - 1 - index), track.Name))
            .Where((_, index) => index % every == 0));
        Plot plot = style.Plot(time, tracks);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        SpanState[] states = [.. all.Select(span => span.State).Distinct().Order()];
        foreach (SpanState state in states)
        {
            plot.Add.Bars(Spans(gantt, state, time, style.Series(GanttChart.ColorOf(state), 0)));
        }

        return new Figure(
            [new FigurePanel(plot)],
            [.. states.Select(state => new LegendEntry(
                GanttChart.NameOf(state), style.Series(GanttChart.ColorOf(state), 0)))]);
    }

    private static List<global::ScottPlot.Bar> Spans(GanttChart gantt, SpanState state, FigureAxis time, Color color) =>
        [.. gantt.Tracks.SelectMany((track, index) => track.Spans
            .Where(span => span.State == state && double.IsFinite(time.Place(span.Start))
                && double.IsFinite(time.Place(span.End)) && span.End >= span.Start)
            .Select(span => new global::ScottPlot.Bar
            {
                Orientation = Orientation.Horizontal,
                Position = gantt.Tracks.Count - 1 - index,
                Size = 0.72,
                ValueBase = time.Place(span.Start),
                Value = time.Place(span.End),
                FillColor = color,
                LineWidth = 0,
            }))];
}
