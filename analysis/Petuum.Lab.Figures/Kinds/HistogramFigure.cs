using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;
using ScottPlot;
using ScottPlot.Plottables;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.Figures.Kinds;

/// <summary>Bars side by side where the samples have the same bins and there is room, else outlines.</summary>
internal sealed class HistogramFigure : IFigureRenderer
{
    private const double BarPixelsMin = 3;

    /// <inheritdoc/>
    public Type Kind => typeof(HistogramChart);

    /// <inheritdoc/>
    public void Draw(Chart chart, Figure figure)
    {
        HistogramChart histogram = (HistogramChart)chart;
        Look look = figure.Look;
        Axis across = histogram.X with { Scale = AxisScale.Linear };
        (HistogramSeries Series, HistogramBin[] Bins, int Index)[] samples =
        [
            .. histogram.Series.Select((series, index) =>
                (series, series.Bins.Where(bin => IsShown(bin, across, histogram.Y)).ToArray(), index)),
        ];
        if (histogram.Series.Any(series => Words.Clean(series.Name).Length > 0))
        {
            figure.Legend = new FigureLegend(
                [.. samples.Select(sample => new LegendEntry(
                    sample.Series.Name, look.Of(sample.Series.Color, sample.Index)))],
                look);
        }

        HistogramBin[] all = [.. samples.SelectMany(sample => sample.Bins)];
        PixelRect body = figure.Body;
        Scale x = Scale.Of(
            across, AxisRange.Of(across, all.SelectMany(bin => new[] { bin.Low, bin.High })),
            body.Width - (look.Size * 5), look, isHorizontal: true);
        Scale y = Scale.Of(
            histogram.Y, Counts(histogram.Y, all), body.Height - (look.Size * 4), look, isHorizontal: false,
            fromZero: true);
        FigurePanel panel = FigurePanel.Add(figure, body, x, y, new PanelStyle());
        bool isBeside = histogram.HasOneGrid && all.Length > 0
            && panel.Data.Width / (histogram.Series.Max(series => series.Bins.Count) * samples.Length) >= BarPixelsMin;
        foreach ((HistogramSeries series, HistogramBin[] bins, int index) in samples)
        {
            Color color = look.Of(series.Color, index);
            string name = Words.Clean(series.Name);
            if (isBeside || samples.Length == 1)
            {
                Bars(panel, bins, index, samples.Length, color).LegendText = name;
            }
            else
            {
                Outline(panel, bins, color, name, look);
            }
        }
    }

    private static bool IsShown(HistogramBin bin, Axis across, Axis counts) =>
        across.HasPlace(bin.Low) && across.HasPlace(bin.High) && bin.High >= bin.Low
        && bin.Count > 0 && counts.HasPlace(bin.Count);

    private static AxisRange? Counts(Axis axis, HistogramBin[] bins)
    {
        double[] counts = [.. bins.Select(bin => bin.Count)];
        double below = axis.Scale == AxisScale.Log10 && counts.Length > 0 ? counts.Min() / 2 : 0;
        return AxisRange.Of(axis, [.. counts, below]);
    }

    private static BarPlot Bars(FigurePanel panel, HistogramBin[] bins, int index, int count, Color color) =>
        panel.Plot.Add.Bars(bins.Select(bin =>
        {
            double low = panel.X.Place(bin.Low);
            double width = panel.X.Place(bin.High) - low;
            double share = 0.86 / count;
            return new ScottPlot.Bar
            {
                Position = low + (width * (0.07 + (share * (index + 0.5)))),
                Size = width * share,
                ValueBase = panel.Y.Low,
                Value = panel.Y.Place(bin.Count),
                FillColor = color,
                LineWidth = 0,
            };
        }).ToArray());

    private static void Outline(FigurePanel panel, HistogramBin[] bins, Color color, string name, Look look)
    {
        List<Coordinates> outline = [];
        foreach (HistogramBin bin in bins)
        {
            double low = panel.X.Place(bin.Low);
            if (outline.Count > 0 && outline[^1].X != low)
            {
                outline.Add(new Coordinates(outline[^1].X, panel.Y.Low));
            }

            if (outline.Count == 0 || outline[^1].X != low)
            {
                outline.Add(new Coordinates(low, panel.Y.Low));
            }

            outline.Add(new Coordinates(low, panel.Y.Place(bin.Count)));
            outline.Add(new Coordinates(panel.X.Place(bin.High), panel.Y.Place(bin.Count)));
        }

        if (outline.Count > 0)
        {
            outline.Add(new Coordinates(outline[^1].X, panel.Y.Low));
            Coordinates[] corners = [.. outline];
            Curves.Band(panel.Plot, corners, [], color);
            Curves.Line(panel.Plot, corners, name, color, look.LineWidth, LinePattern.Solid);
        }
    }
}
