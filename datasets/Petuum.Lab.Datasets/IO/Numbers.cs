using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Petuum.Lab.Datasets.IO;

/// <summary>Numbers and words in spans of UTF-8.</summary>
internal static class Numbers
{
    private const int ExcerptLength = 32;

    private const int DigitsMax = 19;
    private const ulong Zeros = 0x3030303030303030;

    private static ReadOnlySpan<ulong> Tens => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>
    /// Reads a decimal number at <paramref name="position"/> and moves behind it; the nearest double, as <see
    /// cref="double.Parse(string)"/> gives. False, with the position unmoved, when there is none or it is not finite.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int position, out double value)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        int at = position;
        int sign = at < text.Length && Unsafe.Add(ref first, at) == '-' ? 1 : 0;
        at += sign;
        if (sign == 0 && at < text.Length && Unsafe.Add(ref first, at) == '+')
        {
            at++;
        }

        ulong digits = 0;
        int start = at;
        at = ReadDigits(text, at, ref digits);
        int count = at - start;
        int scale = 0;
        if (at < text.Length && Unsafe.Add(ref first, at) == '.')
        {
            start = at + 1;
            at = ReadDigits(text, start, ref digits);
            scale = at - start;
            count += scale;
        }

        bool hasExponent = count > 0 && at < text.Length && (Unsafe.Add(ref first, at) | 0x20) == 'e';
        if (count is > 0 and <= DigitsMax && !hasExponent && Decimals.TryConvert(digits, -scale, out value))
        {
            value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) ^ ((long)sign << 63));
            position = at;
            return true;
        }

        value = 0;
        return count > 0 && TryReadSlowly(text, ref position, at, hasExponent, out value);
    }

    /// <summary>
    /// Reads digits from <paramref name="at"/> on into <paramref name="digits"/>, modulo 2⁶⁴; returns where they end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadDigits(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        ulong sum = digits;
        while (at <= text.Length - sizeof(ulong))
        {
            // The first letter is the lowest byte, here and below: the machine is little-endian.
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, at)) ^ Zeros;
            ulong others = ((eight + 0x0606060606060606) | eight) & 0xF0F0F0F0F0F0F0F0;
            if (others != 0)
            {
                int count = BitOperations.TrailingZeroCount(others) >> 3;
                digits = (sum * Tens[count]) + Combine((eight << (56 - (8 * count))) << 8);
                return at + count;
            }

            sum = (sum * Tens[sizeof(ulong)]) + Combine(eight);
            at += sizeof(ulong);
        }

        for (; at < text.Length; at++)
        {
            uint digit = (uint)Unsafe.Add(ref first, at) - '0';
            if (digit > 9)
            {
                break;
            }

            sum = unchecked((sum * 10) + digit);
        }

        digits = sum;
        return at;
    }

    /// <summary>Whether the whole of <paramref name="text"/> is one finite number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        int position = 0;
        return TryRead(text, ref position, out value) && position == text.Length;
    }

    /// <summary>Whether the whole of <paramref name="text"/> is one integer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        if (text.Length < DigitsMax)
        {
            ulong digits = 0;
            if (ReadDigits(text, 0, ref digits) == text.Length && text.Length > 0)
            {
                value = (long)digits;
                return true;
            }
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

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

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && !double.IsFinite(value)
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

    /// <summary>Eight digits, the first in the lowest byte, as a number: by pairs, then fours, then all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Combine(ulong eight)
    {
        const ulong Pairs = 0x000000FF000000FF;
        eight = (eight * 10) + (eight >> 8);
        ulong first = (eight & Pairs) * (100 + (1_000_000UL << 32));
        ulong second = ((eight >> 16) & Pairs) * (1 + (10_000UL << 32));
        return (first + second) >> 32;
    }

    private static bool TryReadSlowly(ReadOnlySpan<byte> text, ref int position, int at, bool hasExponent,
        out double value)
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

        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool valid = double.TryParse(text[position..at], Style, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
        position = valid ? at : position;
        return valid;
    }
}
