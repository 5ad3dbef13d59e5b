using System.Globalization;
using System.Text;
using Petuum.Lab.Analysis.Charts.Drawing;
using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Svg;

/// <summary>Writes SVG elements; the only place that turns numbers and text into XML.</summary>
internal sealed class SvgCanvas : ICanvas
{
    private readonly StringBuilder _xml = new();

    public override string ToString() => _xml.ToString();

    /// <summary>A number with at most two decimals, never an exponent, never −0.</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(Math.Clamp(double.IsNaN(value) ? 0 : value, -1e6, 1e6) * 100) / 100;
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Cleaned text as XML content or attribute value.</summary>
    public static string Escape(string text) => TextWidth.Clean(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void BeginGroup(string tooltip = "", bool isCrisp = false)
    {
        _xml.Append(isCrisp ? "<g shape-rendering=\"crispEdges\">\n" : "<g>\n");
        _xml.Append(tooltip.Length == 0 ? "" : $"<title>{Escape(tooltip)}</title>\n");
    }

    /// <inheritdoc/>
    public void EndGroup() => _xml.Append("</g>\n");

    /// <inheritdoc/>
    public void Line(double x1, double y1, double x2, double y2, Paint paint)
    {
        _xml.Append($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"");
        _xml.Append(Attributes(paint)).Append("/>\n");
    }

    /// <inheritdoc/>
    public void Rectangle(Box box, Paint paint, string tooltip = "", double radius = 0)
    {
        string round = radius > 0 ? $" rx=\"{Number(radius)}\"" : "";
        Element("rect", $"{Corners(box)}{round}{Attributes(paint)}", tooltip);
    }

    /// <inheritdoc/>
    public void Cell(Box box, string color, string tooltip = "") =>
        Element("rect", $"{Corners(box)} fill=\"{color}\"", tooltip);

    /// <inheritdoc/>
    public void Area(IReadOnlyList<Box> boxes, string color)
    {
        _xml.Append($"<path fill=\"{color}\" d=\"");
        foreach (Box box in boxes)
        {
            _xml.Append($"M{Number(box.Left)} {Number(box.Top)}H{Number(box.Right)}V{Number(box.Bottom)}");
            _xml.Append($"H{Number(box.Left)}Z");
        }

        _xml.Append("\"/>\n");
    }

    /// <inheritdoc/>
    public void Circle(double x, double y, double radius, Paint paint) => _xml.Append(
        $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\"{Attributes(paint)}/>\n");

    /// <inheritdoc/>
    public void Path(IReadOnlyList<CurvePoint> points, Paint paint, bool closed = false)
    {
        _xml.Append("<path d=\"");
        string last = "";
        for (int i = 0; i < points.Count; i++)
        {
            string pair = $"{Number(points[i].X)} {Number(points[i].Y)}";
            if (pair != last || (i == points.Count - 1 && i == 1))
            {
                _xml.Append(i == 0 ? "M" : "L").Append(pair);
                last = pair;
            }
        }

        _xml.Append(closed ? "Z\"" : "\"").Append(Attributes(paint))
            .Append(" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n");
    }

    /// <inheritdoc/>
    public void Text(
        double x, double y, string text, double size, Tone tone,
        Anchor anchor = Anchor.Start, bool bold = false, bool halo = false)
    {
        if (text.Length == 0)
        {
            return;
        }

        string side = anchor switch
        {
            Anchor.Middle => " text-anchor=\"middle\"",
            Anchor.End => " text-anchor=\"end\"",
            _ => "",
        };
        string weight = bold ? " font-weight=\"600\"" : "";
        Paint paint = halo ? new Paint(tone, Tone.Ground, 4) : new Paint(tone);
        string order = halo ? " paint-order=\"stroke\" stroke-linejoin=\"round\"" : "";
        _xml.Append($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" font-size=\"{Number(size)}\"{side}{weight}");
        _xml.Append($"{Attributes(paint)}{order}>{Runs(text, size)}</text>\n");
    }

    /// <inheritdoc/>
    public void TextOnCell(double x, double y, string text, double size, string color) => _xml.Append(
        $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" font-size=\"{Number(size)}\" text-anchor=\"middle\" "
        + $"fill=\"{color}\">{Runs(text, size)}</text>\n");

    private void Element(string name, string attributes, string tooltip) => _xml.Append(tooltip.Length == 0
        ? $"<{name}{attributes}/>\n"
        : $"<{name}{attributes}><title>{Escape(tooltip)}</title></{name}>\n");

    private static string Corners(Box box)
    {
        string size = $"width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\"";
        return $" x=\"{Number(box.Left)}\" y=\"{Number(box.Top)}\" {size}";
    }

    private static string Attributes(Paint paint)
    {
        var text = new StringBuilder();
        text.Append(paint.Fill is { } fill ? $" fill=\"{fill.Light}\"" : " fill=\"none\"");
        if (paint.Stroke is { } stroke)
        {
            text.Append($" stroke=\"{stroke.Light}\" stroke-width=\"{Number(paint.Width)}\"");
        }

        string dash = paint.Dash is { } lengths
            ? $" stroke-dasharray=\"{string.Join(' ', lengths.Select(Number))}\""
            : "";
        string opacity = paint.Opacity < 1 ? $" opacity=\"{Number(paint.Opacity)}\"" : "";
        string[] classes =
        [
            .. paint.Fill is null ? (string[])[] : [$"pl-f-{paint.Fill.Name}"],
            .. paint.Stroke is null ? (string[])[] : [$"pl-s-{paint.Stroke.Name}"],
        ];
        string style = classes.Length > 0 ? $" class=\"{string.Join(' ', classes)}\"" : "";
        return text.Append(dash).Append(opacity).Append(style).ToString();
    }

    private static string Runs(string text, double size)
    {
        string escaped = Escape(text);
        if (!escaped.Any(letter => Superscripts.IsSuperscript(letter)))
        {
            return escaped;
        }

        var runs = new StringBuilder();
        bool raised = false;
        bool open = false;
        string shift = Number(size * 0.36);
        foreach (char letter in escaped)
        {
            bool raise = Superscripts.IsSuperscript(letter);
            if (raise != raised)
            {
                runs.Append(open ? "</tspan>" : "");
                runs.Append(raise
                    ? $"<tspan dy=\"-{shift}\" font-size=\"{Number(size * 0.75)}\">"
                    : $"<tspan dy=\"{shift}\">");
                raised = raise;
                open = true;
            }

            runs.Append(Superscripts.Lower(letter));
        }

        runs.Append(open ? "</tspan>" : "");
        return runs.ToString();
    }
}
