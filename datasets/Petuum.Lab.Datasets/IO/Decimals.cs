using System.Numerics;

namespace Petuum.Lab.Datasets.IO;

/// <summary>
/// digits × 10^exponent as the nearest double, ties to even. Where both are exact in a double, one operation rounds
/// once (Clinger 1990); else by 128 bits of the power of five (Lemire, "Number parsing at a gigabyte per second", 2021;
/// that these suffice: Mushtak and Lemire 2023).
/// </summary>
internal static class Decimals
{
    private const int ExponentMax = 64;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;
    private const ulong ExactMax = 1UL << 53;

    /// <summary>Every power that is exact in a double.</summary>
    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// 128 bits of 5^q, q = −64 … 64, the highest bit set: cut off for q ≥ 0, rounded up for q &lt; 0.
    /// </summary>
    private static readonly (ulong High, ulong Low)[] Fives = [.. Enumerable
        .Range(-ExponentMax, (2 * ExponentMax) + 1).Select(Five)];

    /// <summary>The nearest double; false where neither way applies: very large, very small.</summary>
    public static bool TryConvert(ulong digits, int exponent, out double value)
    {
        if (digits <= ExactMax && exponent <= 0 && -exponent < Powers.Length)
        {
            value = (long)digits;
            if (exponent < 0)
            {
                value /= Powers[-exponent];
            }

            return true;
        }

        value = 0;
        return digits == 0 || (Math.Abs(exponent) <= ExponentMax && TryRound(digits, exponent, out value));
    }

    private static bool TryRound(ulong digits, int exponent, out double value)
    {
        int zeros = BitOperations.LeadingZeroCount(digits);
        ulong word = digits << zeros;
        (ulong fiveHigh, ulong fiveLow) = Fives[exponent + ExponentMax];
        ulong high = Math.BigMul(word, fiveHigh, out ulong low);
        if ((high & (ulong.MaxValue >> (MantissaBits + 3))) == ulong.MaxValue >> (MantissaBits + 3))
        {
            ulong more = Math.BigMul(word, fiveLow, out _);
            low += more;
            high += low < more ? 1UL : 0;
        }

        int upper = (int)(high >> 63);
        int shift = upper + 64 - MantissaBits - 3;
        ulong mantissa = high >> shift;
        int power = (((152170 + 65536) * exponent) >> 16) + 63 + upper - zeros + ExponentBias;
        bool isHalfway = low <= 1 && exponent is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << shift == high;
        mantissa &= isHalfway ? ~1UL : ulong.MaxValue;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >= 2UL << MantissaBits)
        {
            mantissa = 1UL << MantissaBits;
            power++;
        }

        mantissa &= ~(1UL << MantissaBits);
        value = BitConverter.UInt64BitsToDouble(((ulong)(uint)power << MantissaBits) | mantissa);
        return power is > 0 and < 0x7FF;
    }

    private static (ulong High, ulong Low) Five(int exponent)
    {
        BigInteger power = BigInteger.Pow(5, Math.Abs(exponent));
        int bits = (int)power.GetBitLength();
        BigInteger scaled = exponent >= 0
            ? bits <= 128 ? power << (128 - bits) : power >> (bits - 128)
            : ((BigInteger.One << (bits + 127)) / power) + 1;
        return ((ulong)(scaled >> 64), (ulong)(scaled & ulong.MaxValue));
    }
}
