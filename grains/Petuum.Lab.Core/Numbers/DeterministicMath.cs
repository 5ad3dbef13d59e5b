namespace Petuum.Lab.Core.Numbers;

/// <summary>
/// Elementary functions from + − × ÷ and bits alone, so that every machine gives the same result
/// (the C library's differ between machines). Errors are below 2 units in the last place.
/// </summary>
public static class DeterministicMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700;

    /// <summary>The natural logarithm; −∞ at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : double.IsPositiveInfinity(x) ? x : double.NaN;
        }

        (double mantissa, int exponent) = Split(x);
        double f = mantissa - 1;
        double s = f / (2 + f);
        double z = s * s;
        double series = z * (0.6666666666666735130 + (z * (0.3999999999940941908 + (z * (0.2857142874366239149
            + (z * (0.2222219843214978396 + (z * (0.1818357216161805012 + (z * (0.1531383769920937332
            + (z * 0.1479819860511658591))))))))))));
        double half = 0.5 * f * f;
        return (exponent * Ln2High) - (half - ((s * (half + series)) + (exponent * Ln2Low)) - f);
    }

    /// <summary>e to the power <paramref name="x"/>; 0 below −745.13…, +∞ above 709.78….</summary>
    public static double Exp(double x)
    {
        if (!(x <= 709.782712893384))
        {
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        }

        if (x < -745.1332191019412)
        {
            return 0;
        }

        int k = (int)Math.Floor((x * InverseLn2) + 0.5);
        double high = x - (k * Ln2High);
        double low = k * Ln2Low;
        double r = high - low;
        double t = r * r;
        double c = r - (t * (1.66666666666666019037e-01 + (t * (-2.77777777770155933842e-03
            + (t * (6.61375632143793436117e-05
            + (t * (-1.65339022054652515390e-06 + (t * 4.13813679705723846039e-08)))))))));
        double y = 1 - (low - (r * c / (2 - c)) - high);
        return Scale(Scale(y, k / 2), k - (k / 2));
    }

    /// <summary><paramref name="x"/> &gt; 0 to the power <paramref name="y"/>, as e^(y·ln x).</summary>
    public static double Pow(double x, double y) => Exp(y * Log(x));

    /// <summary>
    /// ln Γ(<paramref name="x"/>) for x &gt; 0: Stirling's series from 16 on, below it by Γ(x + 1) = x·Γ(x). The
    /// error is below 10⁻¹³ of the larger of the result and 1.
    /// </summary>
    public static double LogGamma(double x)
    {
        const double HalfLog2Pi = 0.918938533204672741780;
        double product = 1;
        while (x < 16)
        {
            product *= x;
            x += 1;
        }

        double inverse = 1 / x;
        double square = inverse * inverse;
        double series = inverse * (0.083333333333333333333 + (square * (-0.0027777777777777777778
            + (square * (7.9365079365079365079e-04 + (square * (-5.9523809523809523810e-04
            + (square * 8.4175084175084175084e-04))))))));
        return ((x - 0.5) * Log(x)) - x + HalfLog2Pi + series - Log(product);
    }

    /// <summary>x = mantissa · 2^exponent with mantissa in [√½, √2).</summary>
    private static (double Mantissa, int Exponent) Split(double x)
    {
        int exponent = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 1UL << 54;
            exponent = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        return mantissa >= 1.4142135623730951 ? (mantissa * 0.5, exponent + 1) : (mantissa, exponent);
    }

    private static double Scale(double x, int power) => x * BitConverter.Int64BitsToDouble((power + 1023L) << 52);
}
