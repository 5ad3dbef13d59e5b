using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>Cells coloured by value, with a colour bar that picks out a range.</summary>
internal sealed class HeatMapOptions : OptionRenderer<HeatMapChart>
{
    /// <inheritdoc/>
    protected override JsonObject Render(HeatMapChart chart)
    {
        int[] cells = [.. Enumerable.Range(0, chart.Rows.Count * chart.Columns.Count)];
        JsonObject value = Parts.Numeric(chart.Value, scale => AxisRange.Of(
            chart.Value with { Scale = scale }, chart.Values.SelectMany(row => row)));
        value["lab"]!["centre"] = Parts.Number(chart.Centre);
        Ramp ramp = chart.Centre is null ? Ramp.Sequential : Ramp.Diverging;
        return new JsonObject
        {
            ["hover"] = "row",
            ["keys"] = new JsonArray(),
            ["panels"] = new JsonArray(value["name"]!.DeepClone()),
            ["rows"] = chart.Rows.Count,
            ["value"] = value,
            ["option"] = new JsonObject
            {
                ["xAxis"] = new JsonArray(Parts.Names(chart.ColumnLabel, chart.Columns)),
                ["yAxis"] = new JsonArray(Parts.Names(chart.RowLabel, chart.Rows).With(("inverse", true))),
                ["visualMap"] = new JsonObject
                {
                    ["type"] = "continuous",
                    ["dimension"] = 2,
                    ["inRange"] = new JsonObject { ["color"] = Parts.Texts(ramp.Stops) },
                },
                ["series"] = new JsonArray(Parts.Series("heatmap", -1, 0, cells, 2).At(
                    cells.Select(cell => cell % chart.Columns.Count),
                    cells.Select(cell => cell / chart.Columns.Count))),
            },
        };
    }
}
