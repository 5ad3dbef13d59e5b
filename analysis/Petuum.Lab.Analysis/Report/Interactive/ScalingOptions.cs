using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>A panel per measure with the same curves, and the ideal as a dotted line.</summary>
internal sealed class ScalingOptions : OptionRenderer<ScalingChart>
{
    /// <summary>Up to so many swept values, marks stand at them.</summary>
    private const int TicksMax = 12;

    /// <inheritdoc/>
    protected override JsonObject Render(ScalingChart chart)
    {
        var x = new JsonArray();
        var y = new JsonArray();
        var series = new JsonArray();
        double[] swept = [.. chart.Series.SelectMany(curve => curve.Points).Select(point => point.X)
            .Where(chart.X.HasPlace).Distinct().Order()];
        for (int panel = 0; panel < chart.Panels.Count; panel++)
        {
            ScalingPanel measure = chart.Panels[panel];
            double[] values = [.. chart.Series.SelectMany(
                curve => curve.Points.Select(point => curve.Value(point, measure)))];
            JsonObject axis = Parts.Numeric(
                chart.X, scale => AxisRange.Of(chart.X with { Scale = scale }, swept), panel, tight: true);
            axis["lab"]!["ticks"] = swept.Length <= TicksMax
                ? new JsonArray([.. swept.Select(value => (JsonNode)value)])
                : null;
            x.Add((JsonNode)axis);
            bool isShare = measure != ScalingPanel.SpeedUp;
            y.Add((JsonNode)Parts.Numeric(
                new Axis(ScalingChart.TitleOf(measure)),
                scale => isShare && scale == AxisScale.Log10
                    ? null
                    : AxisRange.Of(new Axis("", "", scale), [
                        .. values,
                        .. scale == AxisScale.Linear ? isShare ? [0.0, 1.0] : [0.0] : Array.Empty<double>(),
                        .. measure == ScalingPanel.SpeedUp ? chart.Ideal.Select(point => point.SpeedUp) : [],
                    ]),
                panel));
            AddCurves(series, chart, measure, panel);
        }

        return new JsonObject
        {
            ["hover"] = "row",
            ["keys"] = new JsonArray([
                .. chart.Series.Select((curve, index) => Parts.Key(
                    curve.Name, Parts.Color(curve.Color, index), "solid")),
                .. chart.Ideal.Count > 0 ? [Parts.Key("ideal", "@grey", "dotted")] : Array.Empty<JsonNode>(),
            ]),
            ["panels"] = Parts.Texts(chart.Panels.Select(ScalingChart.TitleOf)),
            ["option"] = new JsonObject { ["xAxis"] = x, ["yAxis"] = y, ["series"] = series },
        };
    }

    private static void AddCurves(JsonArray series, ScalingChart chart, ScalingPanel measure, int panel)
    {
        int row = 0;
        for (int index = 0; index < chart.Series.Count; index++)
        {
            ScalingSeries curve = chart.Series[index];
            series.Add((JsonNode)Parts.Series(
                "line", index, panel, Enumerable.Range(row, curve.Points.Count), 1, 2 + (int)measure).With(
                    ("symbol", "circle"),
                    ("symbolSize", 9),
                    ("color", Parts.Color(curve.Color, index)),
                    ("lineStyle", new JsonObject { ["width"] = 2 })));
            row += curve.Points.Count;
        }

        if (measure != ScalingPanel.Waiting && chart.Ideal.Count > 0)
        {
            JsonObject ideal = Parts.Series("line", chart.Series.Count, panel, []).With(
                ("symbol", "none"),
                ("silent", true),
                ("color", "@grey"),
                ("lineStyle", new JsonObject { ["width"] = 1.5, ["type"] = "dotted" }));
            ideal["lab"]!["points"] = new JsonArray([.. chart.Ideal.Select(point => new JsonArray(
                Parts.Number(point.X),
                Parts.Number(measure == ScalingPanel.SpeedUp ? point.SpeedUp : 1)))]);
            series.Add((JsonNode)ideal);
        }
    }
}
