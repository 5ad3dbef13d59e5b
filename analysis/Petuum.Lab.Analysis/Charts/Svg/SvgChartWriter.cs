using System.Text;
using Petuum.Lab.Analysis.Charts.Drawing;

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
        var canvas = new SvgCanvas();
        ChartDrawing.Draw(chart, canvas, _width, _height);
        string body = canvas.ToString();
        string prefix = idPrefix ?? "pl" + Fingerprint(body);
        var xml = new StringBuilder();
        xml.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{StyleSheet.RootClass}\" role=\"img\" ");
        xml.Append($"viewBox=\"0 0 {_width} {_height}\" width=\"{_width}\" height=\"{_height}\" ");
        xml.Append($"aria-labelledby=\"{prefix}-title\" aria-describedby=\"{prefix}-desc\" ");
        xml.Append($"font-family=\"{FontStack}\">\n");
        xml.Append($"<title id=\"{prefix}-title\">{SvgCanvas.Escape(chart.Title)}</title>\n");
        xml.Append($"<desc id=\"{prefix}-desc\">{SvgCanvas.Escape(chart.Alternative)}</desc>\n");
        xml.Append($"<style>\n{StyleSheet.Text}</style>\n");
        return xml.Append(body).Append("</svg>").ToString();
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
