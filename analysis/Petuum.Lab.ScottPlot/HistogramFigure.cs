using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;
using ScottPlot;
using ScottPlot.Plottables;

namespace Petuum.Lab.ScottPlot;

/// <summary>Counts of values: bars side by side where the samples have the same bins, else outlines.</summary>
internal sealed class HistogramFigure : IFigureRenderer
{
    private const double Room = 0.86;

    /// <inheritdoc/>
    public Type Kind => typeof(HistogramChart);

    /// <inheritdoc/>
    public Figure Render(Chart chart, FigureStyle style)
    {
        HistogramChart histogram = (HistogramChart)chart;
        HistogramBin[] bins = [.. histogram.Series.SelectMany(series => series.Bins)];
        FigureAxis x = new(
            histogram.X, AxisRange.Of(histogram.X, bins.SelectMany(bin => new[] { bin.Low, bin.High })),
                style.Options.Width / 90);
        AxisRange? counts = AxisRange.Of(histogram.Y, bins.Select(bin => (double)bin.Count));
        FigureAxis y = new(
            histogram.Y,
            histogram.Y.Scale == AxisScale.Log10 && counts is { } range ? new AxisRange(range.Min / 2,
                range.Max) : counts,
            style.Options.Height / 55, fromZero: true);
        Plot plot = style.Plot(x, y);
        for (int i = 0; i < histogram.Series.Count; i++)
        {
            HistogramSeries series = histogram.Series[i];
            Color color = style.Series(series.Color, i);
            if (histogram.HasOneGrid)
            {
                AddBars(plot, series, (i, histogram.Series.Count), (x, y), color);
            }
            else
            {
                AddOutline(plot, series, (x, y), color);
            }
        }

        return new Figure(
            [new FigurePanel(plot)],
            histogram.Series.Count > 1
                ? [.. histogram.Series.Select((series, i) => new LegendEntry(series.Name, style.Series(series.Color,
                    i)))]
                : []);
    }

    private static void AddBars(
        Plot plot, HistogramSeries series, (int Index, int Count) turn, (FigureAxis X, FigureAxis Y) axes, Color color)
    {
        double floor = Math.Max(axes.Y.Low, axes.Y.Place(0) is var zero && double.IsNaN(zero) ? axes.Y.Low : zero);
        List<global::ScottPlot.Bar> bars = [];
        foreach (HistogramBin bin in series.Bins)
        {
            (double low, double high, double top) = (axes.X.Place(bin.Low), axes.X.Place(bin.High),
                axes.Y.Place(bin.Count));
            if (!double.IsFinite(low) || !double.IsFinite(high) || !(top > floor))
            {
                continue;
            }

            double width = (high - low) * Room / turn.Count;
            bars.Add(new global::ScottPlot.Bar
            {
                Position = low + ((high - low) * (1 - Room) / 2) + ((turn.Index + 0.5) * width),
                Size = width,
                ValueBase = floor,
                Value = top,
                FillColor = color,
                LineWidth = 0,
            });
        }

        plot.Add.Bars(bars);
    }

    private static void AddOutline(Plot plot, HistogramSeries series, (FigureAxis X, FigureAxis Y) axes, Color color)
    {
        double floor = double.IsNaN(axes.Y.Place(0)) ? axes.Y.Low : axes.Y.Place(0);
        List<Coordinates> corners = [];
        foreach (HistogramBin bin in series.Bins)
        {
            (double low, double high, double top) = (axes.X.Place(bin.Low), axes.X.Place(bin.High),
                axes.Y.Place(bin.Count));
            if (double.IsFinite(low) && double.IsFinite(high))
            {
                top = double.IsNaN(top) ? floor : Math.Max(top, floor);
                corners.AddRange([new(low, top), new(high, top)]);
            }
        }

        if (corners.Count > 0)
        {
            Scatter outline = plot.Add.ScatterLine(
                (Coordinates[])[new(corners[0].X, floor), .. corners, new(corners[^1].X, floor)], color);
            (outline.LineWidth, outline.FillY, outline.FillYValue) = (1.6f, true, floor);
            outline.FillYColor = color.WithAlpha(0.15);
        }
    }
}
