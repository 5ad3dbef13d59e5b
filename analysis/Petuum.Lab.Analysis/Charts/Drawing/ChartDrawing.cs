using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws every kind of chart on a canvas, so that all formats show the same at the same places.</summary>
public static class ChartDrawing
{
    private const double Margin = 20;

    /// <summary>Draws a chart with its words.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="canvas">Where to draw it.</param>
    /// <param name="width">The canvas's width in pixels, at least 360.</param>
    /// <param name="height">The canvas's height in pixels, at least 240.</param>
    public static void Draw(Chart chart, ICanvas canvas, double width, double height)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(canvas);
        canvas.Rectangle(new Box(0, 0, width, height), new Paint(Tone.Ground));
        Box body = DrawWords(canvas, chart, width, height);
        if (chart.IsEmpty)
        {
            canvas.Text(
                body.Left + (body.Width / 2), body.Top + (body.Height / 2), "no data", 14, Tone.Muted, Anchor.Middle);
            return;
        }

        switch (chart)
        {
            case LineChart line:
                new LinePlot(canvas, line).Draw(body);
                break;
            case StackedBarChart bars:
                BarPlot.Draw(canvas, bars, body);
                break;
            case HistogramChart histogram:
                HistogramPlot.Draw(canvas, histogram, body);
                break;
            case HeatMapChart map:
                HeatMapPlot.Draw(canvas, map, body);
                break;
            case GanttChart gantt:
                GanttPlot.Draw(canvas, gantt, body);
                break;
            case ScalingChart scaling:
                new LinePlot(canvas, SpeedUps(scaling)).Draw(body);
                break;
            default:
                throw new ArgumentException($"No drawing is known for {chart.GetType().Name}.", nameof(chart));
        }
    }

    /// <summary>Title, subtitle and caption; returns the box between them.</summary>
    private static Box DrawWords(ICanvas canvas, Chart chart, double width, double height)
    {
        double room = width - (2 * Margin);
        double y = Margin;
        foreach (string line in TextWidth.Wrap(TextWidth.Clean(chart.Title), 16, room, 2, bold: true))
        {
            canvas.Text(Margin, y + 12, line, 16, Tone.Ink, bold: true);
            y += 20;
        }

        foreach (string line in TextWidth.Wrap(TextWidth.Clean(chart.Subtitle), 12.5, room, 2))
        {
            canvas.Text(Margin, y + 11, line, 12.5, Tone.Muted);
            y += 17;
        }

        IReadOnlyList<string> caption = TextWidth.Wrap(TextWidth.Clean(chart.Caption), 11, room, 3);
        double bottom = height - 14;
        for (int i = 0; i < caption.Count; i++)
        {
            canvas.Text(Margin, bottom - ((caption.Count - 1 - i) * 15), caption[i], 11, Tone.Muted);
        }

        double end = caption.Count == 0 ? height - 10 : bottom - (caption.Count * 15) - 6;
        return new Box(Margin, y + 10, room, end - y - 10);
    }

    private static LineChart SpeedUps(ScalingChart chart) => new()
    {
        Title = chart.Title,
        X = chart.X,
        Y = new Axis(ScalingChart.TitleOf(ScalingPanel.SpeedUp)),
        Series = [.. chart.Series.Select(series => new LineSeries(series.Name, [.. series.Points.Select(
            point => new Statistics.CurvePoint(point.X, series.SpeedUp(point)))]))],
    };
}
