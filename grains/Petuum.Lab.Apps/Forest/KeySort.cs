using System.Diagnostics;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// Sorts 64-bit keys by their upper halves. Which of two equal halves comes first depends on the keys alone.
/// </summary>
internal static class KeySort
{
    private const int InsertionMax = 32;
    private const int DigitBits = 8;
    private const int Half = 32;

    /// <summary>By insertion if they are few, otherwise digit by digit of 8 bits, the lowest first.</summary>
    /// <param name="keys">What is sorted.</param>
    /// <param name="spare">Room for as many.</param>
    /// <param name="digits">Digits of the upper halves that are not 0 everywhere, 1 to 4.</param>
    public static void Sort(Span<ulong> keys, Span<ulong> spare, int digits)
    {
        Debug.Assert(digits is >= 1 and <= 4, "an upper half has four digits");
        if (keys.Length <= InsertionMax)
        {
            Insert(keys);
            return;
        }

        spare = spare[..keys.Length];
        Span<ulong> from = keys;
        for (int digit = 0; digit < digits; digit++)
        {
            if (Pass(from, spare, Half + (digit * DigitBits)))
            {
                Span<ulong> sorted = spare;
                spare = from;
                from = sorted;
            }
        }

        if (from != keys)
        {
            from.CopyTo(keys);
        }
    }

    private static void Insert(Span<ulong> keys)
    {
        for (int next = 1; next < keys.Length; next++)
        {
            ulong key = keys[next];
            int at = next;
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                keys[at] = keys[at - 1];
            }

            keys[at] = key;
        }
    }

    /// <summary>Sorts by one digit; false if all have the same one, and nothing was moved.</summary>
    private static bool Pass(ReadOnlySpan<ulong> from, Span<ulong> to, int shift)
    {
        Span<int> starts = stackalloc int[1 << DigitBits];
        starts.Clear();
        foreach (ulong key in from)
        {
            starts[(byte)(key >> shift)]++;
        }

        if (starts[(byte)(from[0] >> shift)] == from.Length)
        {
            return false;
        }

        int before = 0;
        foreach (ref int start in starts)
        {
            (start, before) = (before, before + start);
        }

        foreach (ulong key in from)
        {
            to[starts[(byte)(key >> shift)]++] = key;
        }

        return true;
    }
}
