using System.Globalization;
using System.Text;

namespace Petuum.Lab.Datasets.IO;

/// <summary>Numbers and words in spans of UTF-8.</summary>
internal static class Numbers
{
    private const int ExcerptLength = 32;

    /// <summary>Every power that is exact in a double.</summary>
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// Reads a decimal number at <paramref name="position"/> and moves behind it; the nearest double, as
    /// <see cref="double.Parse(string)"/> gives. False, with the position unmoved, when there is none or it is not finite.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int position, out double value)
    {
        int at = position;
        bool negative = at < text.Length && text[at] == '-';
        at += at < text.Length && text[at] is (byte)'-' or (byte)'+' ? 1 : 0;
        ulong digits = 0;
        int first = at;
        at = ReadDigits(text, at, ref digits);
        int count = at - first;
        int scale = 0;
        if (at < text.Length && text[at] == '.')
        {
            first = at + 1;
            at = ReadDigits(text, first, ref digits);
            scale = at - first;
            count += scale;
        }

        bool hasExponent = count > 0 && at < text.Length && (text[at] | 0x20) == 'e';
        if (count is > 0 and <= 19 && !hasExponent && digits <= 1UL << 53 && scale < PowersOfTen.Length)
        {
            // Both operands are exact, so one division rounds once: the nearest double (Clinger 1990).
            value = digits / PowersOfTen[scale];
            value = negative ? -value : value;
            position = at;
            return true;
        }

        value = 0;
        return count > 0 && TryReadSlowly(text, ref position, at, hasExponent, out value);
    }

    /// <summary>Whether the whole of <paramref name="text"/> is one finite number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        int position = 0;
        return TryRead(text, ref position, out value) && position == text.Length;
    }

    /// <summary>Whether the whole of <paramref name="text"/> is one integer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>What was seen, for a message: quoted, shortened, with bytes that do not print as \xNN.</summary>
    public static string Quote(ReadOnlySpan<byte> text)
    {
        StringBuilder quoted = new("'");
        foreach (byte letter in text[..Math.Min(text.Length, ExcerptLength)])
        {
            _ = letter is >= 0x20 and < 0x7F ? quoted.Append((char)letter) : quoted.Append($"\\x{letter:x2}");
        }

        return quoted.Append(text.Length > ExcerptLength ? "…'" : "'").ToString();
    }

    /// <summary>What is wrong with a field that should be a number: not finite, or not a number at all.</summary>
    public static string Problem(string what, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return $"{what} is missing";
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsFinite(value)
            ? $"{what} is {Quote(text)}, which is not finite"
            : $"{what} is {Quote(text)}, which is not a number";
    }

    public static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t';

    /// <summary>The first position from <paramref name="position"/> on that is not a blank.</summary>
    public static int SkipBlanks(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && IsBlank(text[position]))
        {
            position++;
        }

        return position;
    }

    /// <summary>The word at <paramref name="position"/>, up to a blank or the end.</summary>
    public static ReadOnlySpan<byte> WordAt(ReadOnlySpan<byte> text, int position)
    {
        int end = position;
        while (end < text.Length && !IsBlank(text[end]))
        {
            end++;
        }

        return text[position..end];
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        ulong sum = digits;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)text[at] - '0';
            if (digit > 9)
            {
                break;
            }

            sum = unchecked((sum * 10) + digit);
        }

        digits = sum;
        return at;
    }

    private static bool TryReadSlowly(ReadOnlySpan<byte> text, ref int position, int at, bool hasExponent, out double value)
    {
        if (hasExponent)
        {
            at++;
            at += at < text.Length && text[at] is (byte)'-' or (byte)'+' ? 1 : 0;
            while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
            {
                at++;
            }
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool valid = double.TryParse(text[position..at], Style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        position = valid ? at : position;
        return valid;
    }
}
