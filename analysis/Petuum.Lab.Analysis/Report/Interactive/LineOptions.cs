using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>Curves, their bands below them, a mark where a run diverges, reference lines.</summary>
internal sealed class LineOptions : OptionRenderer<LineChart>
{
    /// <inheritdoc/>
    protected override JsonObject Render(LineChart chart)
    {
        var bands = new List<JsonNode>();
        var lines = new List<JsonNode>();
        var keys = new JsonArray();
        int row = 0;
        for (int index = 0; index < chart.Series.Count; index++)
        {
            LineSeries series = chart.Series[index];
            int[] rows = [.. Enumerable.Range(row, series.Points.Count)];
            row += rows.Length;
            string color = Parts.Color(series.Style.Color, index);
            LineDash dash = Parts.Dash(series.Style, index);
            string name = series.Diverged ? $"{series.Name} (diverges)" : series.Name;
            keys.Add((JsonNode)Parts.Key(name, color, series.Style.Line ? Parts.DashNode(dash) : null));
            lines.Add(Line(chart, index, rows, color, dash));
            if (series.Lower is not null && series.Upper is not null)
            {
                bands.Add(Parts.Series("custom", index, 0, rows, 1, 3, 4)
                    .Drawn("band").With(("color", color), ("silent", true), ("z", 1)));
            }
        }

        return new JsonObject
        {
            ["hover"] = "nearest",
            ["keys"] = keys,
            ["option"] = new JsonObject
            {
                ["xAxis"] = new JsonArray(Parts.Numeric(
                    chart.X, scale => (chart with { X = chart.X with { Scale = scale } }).RangeX(), tight: true)),
                ["yAxis"] = new JsonArray(Parts.Numeric(
                    chart.Y, scale => (chart with { Y = chart.Y with { Scale = scale } }).RangeY())),
                ["series"] = new JsonArray([.. bands, .. lines, References(chart)]),
            },
        };
    }

    private static JsonObject Line(LineChart chart, int index, int[] rows, string color, LineDash dash)
    {
        LineSeries series = chart.Series[index];
        LineStyle style = series.Style;
        bool marked = style.Marker != MarkerShape.None || !style.Line || series.Points.Count == 1;
        JsonObject line = Parts.Series("line", index, 0, rows, 1, 2).With(
            ("showSymbol", marked),
            ("showAllSymbol", "auto"),
            ("symbol", SymbolOf(style.Marker)),
            ("symbolSize", 7),
            ("color", color),
            ("z", 3),
            ("lineStyle", new JsonObject { ["width"] = style.Line ? 2 : 0, ["type"] = Parts.DashNode(dash) }));
        line["lab"]!["diverged"] = series.Diverged;
        return line;
    }

    /// <summary>A series without points that carries the reference lines, so that no legend hides them.</summary>
    private static JsonObject References(LineChart chart) => new()
    {
        ["type"] = "line",
        ["xAxisIndex"] = 0,
        ["yAxisIndex"] = 0,
        ["data"] = new JsonArray(),
        ["lab"] = new JsonObject
        {
            ["references"] = new JsonArray([.. chart.References
                .Where(line => (line.IsVertical ? chart.X : chart.Y).HasPlace(line.Value))
                .Select(line => new JsonObject
                {
                    ["name"] = line.Label,
                    [line.IsVertical ? "xAxis" : "yAxis"] = line.Value,
                })]),
        },
    };

    private static string SymbolOf(MarkerShape marker) => marker switch
    {
        MarkerShape.Square => "rect",
        MarkerShape.Diamond => "diamond",
        MarkerShape.Triangle => "triangle",
        MarkerShape.Cross => "path://M-1,-1L1,1M-1,1L1,-1",
        _ => "circle",
    };
}
