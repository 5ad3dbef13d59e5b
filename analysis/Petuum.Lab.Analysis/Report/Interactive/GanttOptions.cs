using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>A lane per track; states differ in height as well as in colour.</summary>
internal sealed class GanttOptions : OptionRenderer<GanttChart>
{
    /// <inheritdoc/>
    protected override JsonObject Render(GanttChart chart)
    {
        (int Track, GanttSpan Span, int Row)[] all = [.. chart.Tracks
            .SelectMany((track, index) => track.Spans.Select(span => (index, span)))
            .Select((entry, row) => (entry.index, entry.span, row))
            .Where(entry => chart.Time.HasPlace(entry.span.Start) && chart.Time.HasPlace(entry.span.End)
                && entry.span.End >= entry.span.Start)];
        SpanState[] states = [.. all.Select(entry => entry.Span.State).Distinct().Order()];
        return new JsonObject
        {
            ["hover"] = "row",
            ["keys"] = new JsonArray([.. states.Select(
                state => Parts.Key(GanttChart.NameOf(state), Parts.Color(GanttChart.ColorOf(state), 0)))]),
            ["rows"] = chart.Tracks.Count,
            ["option"] = new JsonObject
            {
                ["xAxis"] = new JsonArray(Parts.Numeric(
                    chart.Time,
                    scale => scale == AxisScale.Linear
                        ? AxisRange.Of(
                            chart.Time, all.SelectMany(entry => new[] { entry.Span.Start, entry.Span.End }))
                        : null,
                    tight: true)),
                ["yAxis"] = new JsonArray(
                    Parts.Names("", chart.Tracks.Select(track => track.Name)).With(("inverse", true))),
                ["series"] = new JsonArray([.. states.Select((state, key) => Lane(
                    state, key, [.. all.Where(entry => entry.Span.State == state)]))]),
            },
        };
    }

    private static JsonObject Lane(SpanState state, int key, (int Track, GanttSpan Span, int Row)[] spans) =>
        Parts.Series("custom", key, 0, spans.Select(span => span.Row), 1, 2)
            .At(spans.Select(span => span.Track))
            .Drawn("span", new JsonObject { ["height"] = HeightOf(state) })
            .With(("color", Parts.Color(GanttChart.ColorOf(state), 0)));

    private static double HeightOf(SpanState state) => state switch
    {
        SpanState.Compute => 0.8,
        SpanState.Wait => 0.5,
        SpanState.Send => 0.3,
        _ => 0.15,
    };
}
