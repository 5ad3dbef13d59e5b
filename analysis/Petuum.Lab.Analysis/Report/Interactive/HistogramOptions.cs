using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>Bins as bars: side by side where all samples have the same bins, else over each other.</summary>
internal sealed class HistogramOptions : OptionRenderer<HistogramChart>
{
    private const int BinsMin = 5;

    /// <inheritdoc/>
    protected override JsonObject Render(HistogramChart chart)
    {
        var series = new JsonArray();
        int row = 0;
        for (int index = 0; index < chart.Series.Count; index++)
        {
            int count = chart.Series[index].Bins.Count;
            series.Add((JsonNode)Parts.Series("custom", index, 0, Enumerable.Range(row, count), 1, 2, 3)
                .Drawn("bin", new JsonObject
                {
                    ["slot"] = chart.HasOneGrid ? index : 0,
                    ["slots"] = chart.HasOneGrid ? chart.Series.Count : 1,
                    ["isClear"] = !chart.HasOneGrid && chart.Series.Count > 1,
                })
                .With(("color", Parts.Color(chart.Series[index].Color, index))));
            row += count;
        }

        HistogramBin[] bins = [.. chart.Series.SelectMany(sample => sample.Bins)];
        return new JsonObject
        {
            ["hover"] = "row",
            ["keys"] = new JsonArray([.. chart.Series.Select(
                (sample, index) => Parts.Key(sample.Name, Parts.Color(sample.Color, index)))]),
            ["option"] = new JsonObject
            {
                ["xAxis"] = new JsonArray(Parts.Numeric(
                    chart.X,
                    scale => scale == AxisScale.Linear ? RangeOf(chart.X, bins) : null,
                    tight: true)),
                ["yAxis"] = new JsonArray(Parts.Numeric(chart.Y, scale => AxisRange.Of(
                    chart.Y with { Scale = scale },
                    [.. bins.Select(bin => bin.Count), .. bins.Select(bin => BaseOf(bin, scale))]))),
                ["series"] = series,
            },
        };
    }

    /// <summary>The range of the bins, with room beside few of them, so that one bin does not fill the plot.</summary>
    private static AxisRange? RangeOf(Axis axis, HistogramBin[] bins)
    {
        if (AxisRange.Of(axis, bins.SelectMany(bin => new[] { bin.Low, bin.High })) is not { } range)
        {
            return null;
        }

        double room = Math.Max(0, (BinsMin * bins.Max(bin => bin.High - bin.Low)) - (range.Max - range.Min)) / 2;
        AxisRange wide = new(range.Min - room, range.Max + room);
        return double.IsFinite(wide.Max - wide.Min) && axis.Min is null && axis.Max is null ? wide : range;
    }

    /// <summary>Where a bar starts, such that the lowest can be seen, on a log axis, too.</summary>
    private static double BaseOf(HistogramBin bin, AxisScale scale) => scale == AxisScale.Linear ? 0 : bin.Count / 2;
}
