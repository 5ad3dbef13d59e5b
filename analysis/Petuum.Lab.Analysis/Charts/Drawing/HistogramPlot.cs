using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws histograms: bars side by side where all samples share few bins, else translucent outlines.</summary>
internal static class HistogramPlot
{
    private const double BarWidthMin = 3;

    public static void Draw(ICanvas canvas, HistogramChart chart, Box body)
    {
        Tone[] tones = chart.Series.Select((series, i) => Tone.Of(series.Color, i)).ToArray();
        HistogramBin[][] bins = chart.Series.Select(series => series.Bins.Where(IsDrawable).ToArray()).ToArray();
        if (chart.Series.Count > 1)
        {
            body = Legend.DrawAbove(
                canvas, body, chart.Series.Select((series, i) => Legend.Swatch(series.Name, tones[i])).ToArray());
        }

        HistogramBin[] all = bins.SelectMany(own => own).ToArray();
        Axis xAxis = chart.X with { Scale = AxisScale.Linear };
        PlotScale xScale = AxisBounds.For(xAxis, all.SelectMany(bin => (double[])[bin.Low, bin.High]));
        PlotScale yScale = HeightScale(chart.Y, all);
        AxisLayout vertical = AxisLayout.Vertical(
            chart.Y, yScale, body.Height - Axes.TopHeight - Axes.BottomHeight);
        Box plot = Axes.Plot(body, vertical, right: 12);
        Axes.DrawVertical(canvas, body, plot, vertical);

        double narrowest = all.Select(bin => (xScale.Project(bin.High) - xScale.Project(bin.Low)) * plot.Width)
            .DefaultIfEmpty(0).Min();
        bool aligned = all.All(bin => bin.High > bin.Low)
            && narrowest >= BarWidthMin * bins.Length && ShareBins(bins);
        for (int i = 0; i < bins.Length; i++)
        {
            canvas.BeginGroup();
            if (aligned)
            {
                DrawBars(canvas, chart, bins[i], plot, xScale, yScale, (i, bins.Length), tones[i]);
            }
            else
            {
                DrawOutline(canvas, bins[i], plot, xScale, yScale, tones[i]);
            }

            canvas.EndGroup();
        }

        Axes.DrawHorizontal(canvas, body, plot, AxisLayout.Horizontal(xAxis, xScale, plot.Width));
    }

    private static bool IsDrawable(HistogramBin bin) =>
        PlotScale.IsPlottable(bin.Low, AxisScale.Linear) && PlotScale.IsPlottable(bin.High, AxisScale.Linear)
        && PlotScale.IsPlottable(bin.Count, AxisScale.Linear) && bin.Count >= 0 && bin.High >= bin.Low;

    /// <summary>From 0, or on a log axis from below the smallest count.</summary>
    private static PlotScale HeightScale(Axis axis, HistogramBin[] bins)
    {
        double[] counts = bins.Select(bin => bin.Count).Where(count => count > 0).ToArray();
        if (axis.Scale == AxisScale.Linear)
        {
            return AxisBounds.For(axis with { Min = axis.Min ?? 0 }, counts.Prepend(0), padding: 0.03);
        }

        return AxisBounds.For(axis, counts.Concat(counts.Select(count => count / 2)), padding: 0.03);
    }

    /// <summary>
    /// Whether the samples' bins are cut at the same places, so that bars side by side can be compared.
    /// </summary>
    private static bool ShareBins(HistogramBin[][] bins)
    {
        HistogramBin[] first = bins.FirstOrDefault(own => own.Length > 0, []);
        if (first.Length == 0)
        {
            return false;
        }

        double width = first[0].High - first[0].Low;
        return bins.SelectMany(own => own).All(bin =>
        {
            double steps = (bin.Low - first[0].Low) / width;
            return Math.Abs(bin.High - bin.Low - width) <= width * 1e-6 && Math.Abs(steps - Math.Round(steps)) <= 1e-6;
        });
    }

    private static void DrawBars(
        ICanvas canvas, HistogramChart chart, HistogramBin[] bins, Box plot,
        PlotScale xScale, PlotScale yScale, (int Index, int Count) series, Tone tone)
    {
        foreach (HistogramBin bin in bins)
        {
            (double left, double right) = Edges(bin, plot, xScale);
            double gap = Math.Min(0.16 * (right - left), 8);
            double width = (right - left - gap) / series.Count;
            double top = Top(bin.Count, plot, yScale);
            if (width > 0 && plot.Bottom - top >= 0.01)
            {
                double drawn = Math.Max(width - (width > 6 ? 1 : 0), 0.5);
                var box = new Box(left + (gap / 2) + (series.Index * width), top, drawn, plot.Bottom - top);
                canvas.Rectangle(box, new Paint(tone), Tooltip(chart, bin, series.Index));
            }
        }
    }

    private static void DrawOutline(
        ICanvas canvas, HistogramBin[] bins, Box plot, PlotScale xScale, PlotScale yScale, Tone tone)
    {
        var outline = new List<CurvePoint>();
        foreach (HistogramBin bin in bins.Where(bin => bin.Count > 0))
        {
            (double left, double right) = Edges(bin, plot, xScale);
            if (right - left < 1)
            {
                (left, right) = (Math.Max(plot.Left, left - 1), Math.Min(plot.Right, right + 1));
            }

            double top = Top(bin.Count, plot, yScale);
            if (outline.Count == 0)
            {
                outline.Add(new CurvePoint(left, plot.Bottom));
            }
            else if (left - outline[^1].X > 0.5)
            {
                outline.Add(outline[^1] with { Y = plot.Bottom });
                outline.Add(new CurvePoint(left, plot.Bottom));
            }

            outline.Add(new CurvePoint(left, top));
            outline.Add(new CurvePoint(right, top));
        }

        if (outline.Count > 0)
        {
            outline.Add(outline[^1] with { Y = plot.Bottom });
            canvas.Path(outline, new Paint(tone, Opacity: 0.22), closed: true);
            canvas.Path(outline, new Paint(Stroke: tone, Width: 1.6));
        }
    }

    private static (double Left, double Right) Edges(HistogramBin bin, Box plot, PlotScale xScale) => (
        plot.Left + (Math.Clamp(xScale.Project(bin.Low), 0, 1) * plot.Width),
        plot.Left + (Math.Clamp(xScale.Project(bin.High), 0, 1) * plot.Width));

    private static double Top(double count, Box plot, PlotScale yScale) => yScale.IsPlottable(count)
        ? plot.Bottom - (Math.Clamp(yScale.Project(count), 0, 1) * plot.Height)
        : plot.Bottom;

    private static string Tooltip(HistogramChart chart, HistogramBin bin, int index)
    {
        string range = chart.X.IsWhole && bin.High - bin.Low == 1
            ? TickFormat.Number(bin.Low + 0.5, 6)
            : $"{TickFormat.Number(bin.Low)} to {TickFormat.Number(bin.High)}";
        return $"{chart.Series[index].Name}, {range}: {TickFormat.Quantity(bin.Count, chart.Y)}";
    }
}
