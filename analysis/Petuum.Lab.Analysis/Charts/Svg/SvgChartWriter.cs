using System.Text;
using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Svg;

/// <summary>
/// Draws charts as SVG that stands alone in a file and can be inlined, many to a page: the style sheet is scoped to the
/// class <c>pl-chart</c> and the same everywhere, ids carry a prefix that comes from the content. A viewer's
/// preference for dark applies unless the chart or an element around it has <c>data-theme="light"</c> or
/// <c>"dark"</c>. Print is light. The same chart gives the same bytes.
/// </summary>
/// <param name="width">The width in pixels, at least 360.</param>
/// <param name="height">The height in pixels, at least 240.</param>
public sealed class SvgChartWriter(int width = 720, int height = 440) : IChartWriter
{
    private const double Margin = 20;
    private const string FontStack = "'Helvetica Neue',Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

    private readonly int _width = width >= 360
        ? width
        : throw new ArgumentOutOfRangeException(nameof(width), width, "A chart is at least 360 pixels wide.");

    private readonly int _height = height >= 240
        ? height
        : throw new ArgumentOutOfRangeException(nameof(height), height, "A chart is at least 240 pixels high.");

    /// <inheritdoc/>
    public string FileExtension => ".svg";

    /// <inheritdoc/>
    public void Write(Chart chart, Stream output)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Encoding.UTF8.GetBytes(Render(chart) + "\n"));
    }

    /// <summary>The <c>svg</c> element, without an XML declaration, to be put into a page as it is.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="idPrefix">
    /// A prefix of letters for the ids of this chart, or null for one that comes from its content; state one if a page
    /// shows the same chart twice.
    /// </param>
    public string Render(Chart chart, string? idPrefix = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        string body = Body(chart);
        string prefix = idPrefix ?? "pl" + Fingerprint(body);
        var xml = new StringBuilder();
        xml.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{Tone.RootClass}\" role=\"img\" ");
        xml.Append($"viewBox=\"0 0 {_width} {_height}\" width=\"{_width}\" height=\"{_height}\" ");
        xml.Append($"aria-labelledby=\"{prefix}-title\" aria-describedby=\"{prefix}-desc\" ");
        xml.Append($"font-family=\"{FontStack}\">\n");
        xml.Append($"<title id=\"{prefix}-title\">{SvgCanvas.Escape(chart.Title)}</title>\n");
        xml.Append($"<desc id=\"{prefix}-desc\">{SvgCanvas.Escape(Alternative.Of(chart))}</desc>\n");
        xml.Append($"<style>\n{Tone.StyleSheet}</style>\n");
        return xml.Append(body).Append("</svg>").ToString();
    }

    private string Body(Chart chart)
    {
        var canvas = new SvgCanvas();
        canvas.Rectangle(new Box(0, 0, _width, _height), new Paint(Tone.Ground));
        Box body = DrawWords(canvas, chart);
        if (chart.IsEmpty)
        {
            canvas.Text(
                body.Left + (body.Width / 2), body.Top + (body.Height / 2), "no data", 14, Tone.Muted, Anchor.Middle);
            return canvas.ToString();
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
            default:
                throw new ArgumentException($"No drawing is known for {chart.GetType().Name}.", nameof(chart));
        }

        return canvas.ToString();
    }

    /// <summary>Title, subtitle and caption; returns the box between them.</summary>
    private Box DrawWords(SvgCanvas canvas, Chart chart)
    {
        double room = _width - (2 * Margin);
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
        double bottom = _height - 14;
        for (int i = 0; i < caption.Count; i++)
        {
            canvas.Text(Margin, bottom - ((caption.Count - 1 - i) * 15), caption[i], 11, Tone.Muted);
        }

        double end = caption.Count == 0 ? _height - 10 : bottom - (caption.Count * 15) - 6;
        return new Box(Margin, y + 10, room, end - y - 10);
    }

    /// <summary>The 64-bit FNV-1a hash of the drawing, in letters and digits.</summary>
    private static string Fingerprint(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 1099511628211);
        }

        return hash.ToString("x16");
    }
}
