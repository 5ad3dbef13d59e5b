using System.Globalization;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Powers of ten and their logarithm from + − × ÷ alone: a pixel must not depend on the C library.</summary>
public static class Decades
{
    private const int Lowest = -323;
    private const int Highest = 308;
    private const double InverseLn10 = 0.43429448190325182765;

    private static readonly double[] Table = Enumerable.Range(Lowest, Highest - Lowest + 1)
        .Select(exponent => double.Parse($"1e{exponent}", CultureInfo.InvariantCulture))
        .ToArray();

    /// <summary>The double next to 10^<paramref name="exponent"/>, for exponents from −323 to 308.</summary>
    public static double Power(int exponent) => Table[exponent - Lowest];

    /// <summary>The largest k with 10^k ≤ <paramref name="x"/>.</summary>
    /// <param name="x">Positive and finite.</param>
    public static int Floor(double x)
    {
        int found = Array.BinarySearch(Table, x);
        return (found >= 0 ? found : Math.Max(~found - 1, 0)) + Lowest;
    }

    /// <summary>The decimal logarithm; a whole number exactly where <paramref name="x"/> is a power of ten.</summary>
    /// <param name="x">Positive and finite.</param>
    public static double Log10(double x)
    {
        int decade = Floor(x);
        return decade + Math.Min(LogOfMantissa(x / Power(decade)) * InverseLn10, 1 - 1e-15);
    }

    /// <summary>
    /// 10 to a power that need not be whole; 0 below and the largest double above the range of doubles.
    /// </summary>
    public static double Pow10(double exponent)
    {
        double whole = Math.Floor(exponent);
        if (whole < Lowest || whole > Highest)
        {
            return whole < 0 ? 0 : double.MaxValue;
        }

        double rest = (exponent - whole) / (InverseLn10 * 16);
        double term = 1;
        double sum = 1;
        for (int k = 1; k < 16; k++)
        {
            term *= rest / k;
            sum += term;
        }

        for (int squaring = 0; squaring < 4; squaring++)
        {
            sum *= sum;
        }

        return Math.Min(Power((int)whole) * sum, double.MaxValue);
    }

    /// <summary>The natural logarithm for 1 ≤ m ≤ 10, by the series of the area tangent around √2 powers.</summary>
    private static double LogOfMantissa(double m)
    {
        const double ln2 = 0.69314718055994530942;
        double log = 0;
        while (m > 1.5)
        {
            m /= 2;
            log += ln2;
        }

        double z = (m - 1) / (m + 1);
        double power = z;
        double sum = 0;
        for (int k = 1; k < 40; k += 2)
        {
            sum += power / k;
            power *= z * z;
        }

        return log + (2 * sum);
    }
}
