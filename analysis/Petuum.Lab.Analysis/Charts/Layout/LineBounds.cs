namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>The bounds of a line chart's axes: what the curves need, whatever diverged curves do.</summary>
public static class LineBounds
{
    private const double Padding = 0.04;

    /// <summary>The horizontal scale.</summary>
    public static PlotScale Horizontal(LineChart chart) => AxisBounds.For(
        chart.X,
        chart.Series.SelectMany(series => series.Points)
            .Where(point => PlotScale.IsPlottable(point.Y, chart.Y.Scale))
            .Select(point => point.X)
            .Concat(chart.References.Where(line => line.IsVertical).Select(line => line.Value)));

    /// <summary>The vertical scale: of diverged curves it shows the start and what lies among the others.</summary>
    public static PlotScale Vertical(LineChart chart)
    {
        var values = new List<double>();
        foreach (LineSeries series in chart.Series)
        {
            IEnumerable<double> own = Visible(series, chart).Concat(series.Lower ?? []).Concat(series.Upper ?? []);
            values.AddRange(series.Diverged ? Visible(series, chart).Take(1) : own);
        }

        values.AddRange(chart.References.Where(line => !line.IsVertical).Select(line => line.Value));
        if (chart.Series.All(series => series.Diverged))
        {
            double[] starts = [.. values];
            values.AddRange(chart.Y.Scale == AxisScale.Log10
                ? starts.SelectMany(start => (double[])[start / 10, start * 1000])
                : starts.SelectMany(start => (double[])[0, start * 10]));
        }

        return AxisBounds.For(chart.Y, values, Padding);
    }

    private static IEnumerable<double> Visible(LineSeries series, LineChart chart) => series.Points
        .Where(point => PlotScale.IsPlottable(point.X, chart.X.Scale) && PlotScale.IsPlottable(point.Y, chart.Y.Scale))
        .Select(point => point.Y);
}
