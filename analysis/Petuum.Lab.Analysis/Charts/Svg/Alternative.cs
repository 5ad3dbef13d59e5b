using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Svg;

/// <summary>What a chart shows, in a sentence for those who do not see it.</summary>
internal static class Alternative
{
    private const int NamesMax = 12;

    public static string Of(Chart chart)
    {
        if (chart.Description.Length > 0)
        {
            return chart.Description;
        }

        string what = chart.IsEmpty ? "A chart without data." : chart switch
        {
            LineChart line => $"Line chart of {line.Y.Label} against {line.X.Label}. "
                + List(line.Series, series => $"{series.Name}{Ends(series, line)}"),
            StackedBarChart bars => $"Stacked bars of {bars.Value.Label} by {bars.CategoryLabel}: "
                + $"{List(bars.Parts, part => part.Name)} For {List(bars.Groups, group => group.Name)}",
            HistogramChart histogram => $"Histogram of {histogram.X.Label}: {List(histogram.Series, Extent)}",
            HeatMapChart map => $"Heat map of {map.Value.Label}, {map.Rows.Count} rows ({map.RowLabel}) by "
                + $"{map.Columns.Count} columns ({map.ColumnLabel}).",
            GanttChart gantt => $"Time line of {gantt.Tracks.Count} tracks over {gantt.Time.Label}: "
                + List(gantt.Tracks, track => track.Name),
            _ => "A chart.",
        };
        return $"{what} {chart.Subtitle}";
    }

    private static string Ends(LineSeries series, LineChart chart)
    {
        if (series.Diverged)
        {
            return " diverges";
        }

        CurvePoint last = series.Points.LastOrDefault(point => double.IsFinite(point.X) && double.IsFinite(point.Y));
        return $" ends at {TickFormat.Quantity(last.Y, chart.Y)}";
    }

    private static string Extent(HistogramSeries series) => series.Bins.Count == 0
        ? $"{series.Name}, empty"
        : $"{series.Name} from {TickFormat.Number(series.Bins[0].Low)} to {TickFormat.Number(series.Bins[^1].High)}";

    private static string List<T>(IReadOnlyList<T> items, Func<T, string> name)
    {
        string names = string.Join(", ", items.Take(NamesMax).Select(name));
        return items.Count > NamesMax ? $"{names} and {items.Count - NamesMax} more." : $"{names}.";
    }
}
