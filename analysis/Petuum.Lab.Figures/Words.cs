using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>Texts in figures: cleaned, measured, wrapped, shortened and drawn.</summary>
internal static class Words
{
    private const string Ellipsis = "…";
    private const int LettersMax = 600;

    /// <summary>
    /// What can be shown of a text: white space becomes a blank, and control characters, marks of direction and halves
    /// of letters are left out.
    /// </summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                clean.Append(rune.Value == '\u2009' ? '\u00a0' : ' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse) && rune != Rune.ReplacementChar)
            {
                clean.Append(rune);
            }
        }

        return clean.Length > LettersMax ? Clean(text[..(LettersMax / 2)]) : clean.ToString().Trim();
    }

    /// <summary>The width of a cleaned text.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        using SKFont font = FontOf(text, size, bold);
        return font.MeasureText(text);
    }

    /// <summary>The text, or what fits of it with an ellipsis.</summary>
    public static string Shorten(string text, double size, double room, bool bold = false)
    {
        if (Width(text, size, bold) <= room)
        {
            return text;
        }

        int[] starts = StringInfo.ParseCombiningCharacters(text);
        int fits = 0;
        int over = starts.Length;
        while (over - fits > 1)
        {
            int middle = (fits + over) / 2;
            bool isRoom = Width(text[..starts[middle]].TrimEnd() + Ellipsis, size, bold) <= room;
            (fits, over) = isRoom ? (middle, over) : (fits, middle);
        }

        return starts.Length == 0 ? "" : text[..starts[fits]].TrimEnd() + Ellipsis;
    }

    /// <summary>The text in lines that fit, broken between words; what does not fit in the last is shortened.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double room, int linesMax, bool bold = false)
    {
        string[] words = Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<string> lines = [];
        string line = "";
        for (int index = 0; index < words.Length; index++)
        {
            string longer = line.Length == 0 ? words[index] : $"{line} {words[index]}";
            if (line.Length == 0 || Width(longer, size, bold) <= room)
            {
                line = longer;
            }
            else if (lines.Count == linesMax - 1)
            {
                line = string.Join(' ', [line, .. words[index..]]);
                break;
            }
            else
            {
                lines.Add(line);
                line = words[index];
            }
        }

        return [.. lines.Append(line).Where(part => part.Length > 0).Select(part => Shorten(part, size, room, bold))];
    }

    /// <summary>Draws a cleaned text with its baseline at a place.</summary>
    public static void Draw(SKCanvas canvas, string text, double x, double y, double size, SKColor color,
        SKTextAlign align = SKTextAlign.Left, bool bold = false)
    {
        if (text.Length == 0)
        {
            return;
        }

        using SKFont font = FontOf(text, size, bold);
        using SKPaint paint = new() { Color = color, IsAntialias = true };
        canvas.DrawText(text, (float)x, (float)y, align, font, paint);
    }

    private static SKFont FontOf(string text, double size, bool bold) => new(Typefaces.For(text, bold), (float)size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
    };
}
