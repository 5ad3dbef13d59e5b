using System.Globalization;

namespace Petuum.Lab.Analysis.Charts;

/// <summary>Numbers and units for people: few digits, true minus signs, the prefix that suits.</summary>
public static class Quantity
{
    private const string Minus = "−";
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly (string Symbol, int Exponent)[] Prefixes =
    [
        ("p", -12), ("n", -9), ("µ", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15),
    ];

    /// <summary>Units that take prefixes, with the powers of ten between which they do.</summary>
    private static readonly (string Unit, int Lowest, int Highest)[] Bases =
    [
        ("s", -12, 0), ("B", 0, 15), ("B/s", 0, 15), ("bit", 0, 15), ("bit/s", 0, 15), ("Hz", -3, 12),
        ("flop", 0, 15), ("flop/s", 0, 15),
    ];

    /// <summary>
    /// A number to <paramref name="digits"/> significant digits, such as 1.23, 0.0456, 12 300 or 1.2×10⁹.
    /// </summary>
    public static string Number(double value, int digits = 3)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? "0" : double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : $"{Minus}∞";
        }

        string scientific = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        int mark = scientific.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        if (exponent is >= -3 and <= 5)
        {
            double rounded = double.Parse(scientific, CultureInfo.InvariantCulture);
            return Typeset(Trim(
                rounded.ToString($"F{Math.Max(0, digits - 1 - exponent)}", CultureInfo.InvariantCulture)));
        }

        return $"{Typeset(Trim(scientific[..mark]))}×{PowerOfTen(exponent)}";
    }

    /// <summary>A number with its unit, in the prefix that suits.</summary>
    public static string Of(double value, Axis axis)
    {
        (double divisor, string unit) = Prefixed(axis.Unit, value);
        string number = Number(value / divisor);
        return unit.Length == 0 ? number : $"{number} {unit}";
    }

    /// <summary>
    /// The unit in which numbers as large as <paramref name="magnitude"/> read best, and what to divide them by. A unit
    /// that takes no prefix stays as it is.
    /// </summary>
    public static (double Divisor, string Unit) Prefixed(string unit, double magnitude)
    {
        double size = Math.Abs(magnitude);
        if (Parse(unit) is not (var known, var own) || size == 0 || !double.IsFinite(size))
        {
            return (1, unit);
        }

        int decade = DecadeOf(size) + own;
        int wanted = Math.Clamp((int)Math.Floor(decade / 3.0) * 3, known.Lowest, known.Highest);
        string symbol = Prefixes.First(prefix => prefix.Exponent == wanted).Symbol;
        return (double.Parse($"1e{wanted - own}", CultureInfo.InvariantCulture), symbol + known.Unit);
    }

    /// <summary>10 to a whole power, such as 10⁻³.</summary>
    public static string PowerOfTen(int exponent) =>
        "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture)
            .Select(digit => digit == '-' ? '⁻' : Raised[digit - '0']));

    /// <summary>The power of ten at or below a positive number.</summary>
    private static int DecadeOf(double size)
    {
        string scientific = size.ToString("E16", CultureInfo.InvariantCulture);
        return int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1),
            CultureInfo.InvariantCulture);
    }

    private static ((string Unit, int Lowest, int Highest) Known, int Exponent)? Parse(string unit)
    {
        string normal = unit switch { "us" or "μs" => "µs", "KB" => "kB", _ => unit };
        foreach ((string Unit, int Lowest, int Highest) known in Bases)
        {
            foreach ((string symbol, int exponent) in Prefixes)
            {
                if (normal == symbol + known.Unit)
                {
                    return (known, exponent);
                }
            }
        }

        return null;
    }

    private static string Trim(string number) =>
        number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    /// <summary>A true minus sign, and thin spaces between thousands from five digits on.</summary>
    private static string Typeset(string number)
    {
        bool negative = number[0] == '-' && number.AsSpan().IndexOfAnyInRange('1', '9') >= 0;
        string digits = number.TrimStart('-');
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? digits.Length : point;
        if (whole >= 5)
        {
            for (int i = whole - 3; i > 0; i -= 3)
            {
                digits = digits.Insert(i, "\u2009");
            }
        }

        return negative ? Minus + digits : digits;
    }
}
