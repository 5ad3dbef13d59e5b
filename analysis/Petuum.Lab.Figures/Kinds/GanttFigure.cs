using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.Figures.Kinds;

/// <summary>Tracks of coloured spans, the first at the top.</summary>
internal sealed class GanttFigure : IFigureRenderer
{
    private const double BarHeight = 0.72;

    /// <inheritdoc/>
    public Type Kind => typeof(GanttChart);

    /// <inheritdoc/>
    public void Draw(Chart chart, Figure figure)
    {
        GanttChart gantt = (GanttChart)chart;
        Look look = figure.Look;
        Axis time = gantt.Time with { Scale = AxisScale.Linear };
        (int Track, GanttSpan Span)[] spans =
        [
            .. gantt.Tracks.SelectMany((track, index) => track.Spans.Select(span => (index, span)))
                .Where(row => time.HasPlace(row.span.Start) && time.HasPlace(row.span.End)
                    && row.span.End >= row.span.Start),
        ];
        SpanState[] states = [.. Enum.GetValues<SpanState>().Where(
            state => spans.Any(row => row.Span.State == state))];
        figure.Legend = new FigureLegend(
            [.. states.Select(state => new LegendEntry(
                GanttChart.NameOf(state), look.Of(Tone.Of(GanttChart.ColorOf(state)))))],
            look);
        PixelRect body = figure.Body;
        string[] names = [.. gantt.Tracks.Select(track => Words.Shorten(
            Words.Clean(track.Name), look.Size, body.Width * 0.3))];
        double rowHeight = (body.Height - (look.Size * 4)) / names.Length;
        Scale y = Scale.OfNames("", -names.Length + 0.5, 0.5, Marks.Names(
            [.. names.Select((name, index) => ((double)-index, name))], rowHeight, look.Size * 1.15));
        Scale x = Scale.Of(
            time, AxisRange.Of(time, spans.SelectMany(row => new[] { row.Span.Start, row.Span.End })),
            body.Width - (look.Size * 6), look, isHorizontal: true, isTight: true);
        FigurePanel panel = FigurePanel.Add(figure, body, x, y, new PanelStyle
        {
            HasGridX = true,
            HasGridY = false,
            HasNamesY = true,
        });
        foreach (SpanState state in states)
        {
            Color color = look.Of(Tone.Of(GanttChart.ColorOf(state)));
            BarPlot bars = panel.Plot.Add.Bars(spans.Where(row => row.Span.State == state)
                .Select(row => new ScottPlot.Bar
                {
                    Position = -row.Track,
                    ValueBase = x.Place(row.Span.Start),
                    Value = x.Place(row.Span.End),
                    Size = BarHeight,
                    FillColor = color,
                    LineWidth = 0,
                    Orientation = Orientation.Horizontal,
                }).ToArray());
            bars.LegendText = GanttChart.NameOf(state);
        }
    }
}
