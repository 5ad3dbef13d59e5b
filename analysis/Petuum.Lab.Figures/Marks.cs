using System.Globalization;
using Petuum.Lab.Analysis.Charts;
using ScottPlot;

namespace Petuum.Lab.Figures;

/// <summary>Where an axis has marks and what is written at them.</summary>
internal static class Marks
{
    private static readonly int[] Few = [1, 2, 5];

    /// <summary>Round numbers at equal distances.</summary>
    /// <param name="low">The lower end of the axis.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="count">About how many labels there is room for.</param>
    /// <param name="isWhole">Whether only whole numbers make sense.</param>
    public static Tick[] Linear(double low, double high, int count, bool isWhole)
    {
        double[] values = Round(low, high, count, isWhole);
        double step = values.Length > 1 ? values[1] - values[0] : 0;
        double largest = values.Length == 0 ? 0 : values.Max(Math.Abs);
        int digits = step > 0 ? Math.Clamp((int)Math.Ceiling(Math.Log10(largest / step) + 1e-9) + 1, 1, 15) : 3;
        return [.. values.Select(value => Tick.Major(value, Quantity.Number(value, digits)))];
    }

    /// <summary>
    /// Powers of ten; below two decades also 1, 2 and 5 times these; below a decade, where that gives too few, round
    /// numbers. Minor marks stand at the other multiples. Ends and positions are decimal logarithms.
    /// </summary>
    public static Tick[] Log(double low, double high, int count)
    {
        int first = (int)Math.Ceiling(low - 1e-9);
        int last = (int)Math.Floor(high + 1e-9);
        int[] powers = [.. Enumerable.Range(first, Math.Max(0, last - first + 1))];
        int stride = Math.Max(1, (int)Math.Ceiling(powers.Length / (double)Math.Max(1, count)));
        double[] labelled = [.. powers.Where(power => power % stride == 0).Select(power => Power(power, 1))];
        if (high - low < 2.2 && Multiples(low, high, Few).Length is var few && few <= Math.Max(4, count))
        {
            labelled = Multiples(low, high, Few);
        }

        if (labelled.Length < 2 && low > -290 && high < 290)
        {
            labelled = [.. Round(Math.Pow(10, low), Math.Pow(10, high), Math.Max(3, count), isWhole: false)
                .Where(value => value > 0)];
        }

        double[] minor = stride > 1
            ? [.. powers.Select(power => Power(power, 1))]
            : high - low <= 8 ? Multiples(low, high, [1, 2, 3, 4, 5, 6, 7, 8, 9]) : [];
        int digits = labelled.Length > 1 && labelled[^1] < 10 * labelled[0] ? 6 : 3;
        return
        [
            .. labelled.Select(value => Tick.Major(Math.Log10(value), LogLabel(value, digits))),
            .. minor.Except(labelled).Select(value => Tick.Minor(Math.Log10(value))),
        ];
    }

    /// <summary>Names at places; where neighbours would touch, only every second, third … has its name.</summary>
    public static Tick[] Names(IReadOnlyList<(double Position, string Name)> names, double room, double needed)
    {
        int stride = Math.Max(1, (int)Math.Ceiling(needed / Math.Max(room, 1e-3)));
        return [.. names.Select((place, index) => index % stride == 0
            ? Tick.Major(place.Position, place.Name)
            : Tick.Minor(place.Position))];
    }

    private static string LogLabel(double value, int digits)
    {
        double exponent = Math.Log10(value);
        int whole = (int)Math.Round(exponent);
        return Math.Abs(exponent - whole) < 1e-9 && whole is < -3 or > 4
            ? Quantity.PowerOfTen(whole)
            : Quantity.Number(value, digits);
    }

    private static double[] Round(double low, double high, int count, bool isWhole)
    {
        double span = high - low;
        if (!double.IsFinite(span) || span <= 0)
        {
            return [];
        }

        double rough = span / Math.Max(1, count);
        int decade = (int)Math.Floor(Math.Log10(rough));
        double step = 10 * Power(decade, 1);
        foreach (int factor in Few)
        {
            if (Power(decade, factor) >= rough * (1 - 1e-9))
            {
                step = Power(decade, factor);
                break;
            }
        }

        step = isWhole ? Math.Max(1, step) : step;
        double start = Math.Ceiling((low / step) - 1e-9);
        double end = Math.Floor((high / step) + 1e-9);
        return end - start is >= 0 and < 200
            ? [.. Enumerable.Range(0, (int)(end - start) + 1).Select(index => Snap((start + index) * step))]
            : [];
    }

    private static double[] Multiples(double low, double high, int[] factors) =>
    [
        .. Enumerable.Range((int)Math.Floor(low), (int)(Math.Floor(high) - Math.Floor(low)) + 1)
            .SelectMany(power => factors.Select(factor => Power(power, factor)))
            .Where(value => Math.Log10(value) >= low - 1e-9 && Math.Log10(value) <= high + 1e-9),
    ];

    private static double Power(int exponent, int factor) =>
        double.Parse($"{factor}e{exponent}", CultureInfo.InvariantCulture);

    /// <summary>The number without the noise of its multiplication.</summary>
    private static double Snap(double value) =>
        double.Parse(value.ToString("E13", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
