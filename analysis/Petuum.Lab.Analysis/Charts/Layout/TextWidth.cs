using System.Globalization;
using System.Text;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>
/// Estimates how wide text is without a font: per letter the wider of Helvetica's and DejaVu Sans's advance, so that
/// what fits here fits in the sans fonts that viewers have.
/// </summary>
public static class TextWidth
{
    private const double BoldFactor = 1.1;

    /// <summary>Advances of the characters from space to tilde in thousandths of the font size.</summary>
    private static readonly short[] Advances =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
        636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 556,
        1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787,
        667, 787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 337, 390, 838, 556,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
        635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <summary>The width of cleaned text in the unit of <paramref name="fontSize"/>.</summary>
    public static double Of(string text, double fontSize, bool bold = false)
    {
        int sum = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            sum += Advance(rune);
        }

        return sum / 1000.0 * fontSize * (bold ? BoldFactor : 1);
    }

    /// <summary>The text, or as much of its start as fits into <paramref name="width"/> with an ellipsis.</summary>
    public static string Fit(string text, double fontSize, double width, bool bold = false)
    {
        if (Of(text, fontSize, bold) <= width)
        {
            return text;
        }

        double room = width - Of("…", fontSize, bold);
        var kept = new StringBuilder();
        double used = 0;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            used += Of(element, fontSize, bold);
            if (used > room)
            {
                break;
            }

            kept.Append(element);
        }

        return room < 0 ? "" : kept.ToString().TrimEnd() + "…";
    }

    /// <summary>
    /// The text broken after spaces, hyphens and slashes into at most <paramref name="linesMax"/> lines; what does not
    /// fit ends in an ellipsis. Empty text has no lines.
    /// </summary>
    public static IReadOnlyList<string> Wrap(
        string text, double fontSize, double width, int linesMax, bool bold = false)
    {
        var lines = new List<string>();
        string rest = text.Trim(' ');
        while (rest.Length > 0 && lines.Count < linesMax)
        {
            int end = lines.Count == linesMax - 1 ? rest.Length : EndOfLine(rest, fontSize, width, bold);
            lines.Add(Fit(rest[..end].TrimEnd(' '), fontSize, width, bold));
            rest = rest[end..].TrimStart(' ');
        }

        return lines;
    }

    /// <summary>
    /// The last break (after a space, hyphen or slash) before which the text fits, else the first one.
    /// </summary>
    private static int EndOfLine(string text, double fontSize, double width, bool bold)
    {
        int end = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && text[i - 1] is not (' ' or '-' or '/'))
            {
                continue;
            }

            if (end > 0 && Of(text[..i].TrimEnd(' '), fontSize, bold) > width)
            {
                break;
            }

            end = i;
        }

        return end;
    }

    /// <summary>
    /// The text on one line without what a chart cannot show: control and direction characters, broken surrogates;
    /// any run of white space becomes one space.
    /// </summary>
    public static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            bool white = Rune.IsWhiteSpace(rune) && rune.Value is not (0x2009 or 0x202F or 0xA0);
            if (white)
            {
                _ = clean.Length > 0 && clean[^1] != ' ' ? clean.Append(' ') : clean;
            }
            else if (!Rune.IsControl(rune) && !IsInvisible(rune.Value))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().TrimEnd(' ');
    }

    private static bool IsInvisible(int rune) =>
        rune is (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF
            or (>= 0xFFF9 and <= 0xFFFB)
        || (rune & 0xFFFE) == 0xFFFE;

    private static int Advance(Rune rune)
    {
        int value = rune.Value;
        if (value is >= ' ' and <= '~')
        {
            return Advances[value - ' '];
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
            _ when value == '⁻' => 630,
            _ when Superscripts.IsSuperscript(value) => 480,
            _ when value is 0x2009 or 0x202F => 220,
            _ when value is '−' or '×' or '∞' or '±' or '≤' or '≥' or '→' => 838,
            _ when value is '·' => 330,
            _ when value >= 0x1100 || value is '…' or '—' => 1030,
            _ => 720,
        };
    }
}
