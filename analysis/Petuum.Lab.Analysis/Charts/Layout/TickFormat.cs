using System.Globalization;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>What is written at an axis.</summary>
/// <param name="Title">The label with the unit, its prefix or a power of ten, such as <c>Sent (MB)</c>.</param>
/// <param name="Labels">One text a mark.</param>
public sealed record AxisText(string Title, IReadOnlyList<string> Labels);

/// <summary>
/// Numbers for people: as many digits as the step between marks needs, one power of ten for a whole axis (as a prefix
/// of the unit where it takes one), 10ⁿ on log axes that span too much for plain numbers.
/// </summary>
public static class TickFormat
{
    private const string Minus = "−";

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

    /// <summary>The texts for an axis with the labelled marks <paramref name="marks"/>.</summary>
    public static AxisText For(Axis axis, PlotScale scale, IReadOnlyList<double> marks)
    {
        string label = TextWidth.Clean(axis.Label);
        (string unit, int exponent) = Factor(axis, scale, marks);
        string title = (label.Length, unit.Length) switch
        {
            (_, 0) => label,
            (0, _) => unit,
            _ => $"{label} ({unit})",
        };
        bool powers = scale.Kind == AxisScale.Log10 && marks.Any(mark => !IsPlain(mark, exponent));
        return new AxisText(title, powers ? Powers(marks) : Plain(marks, exponent, scale.Kind));
    }

    /// <summary>
    /// A number on its own to <paramref name="digits"/> significant digits, such as 1.23, 0.0456, 12 300 or 1.2×10⁹.
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
        double rounded = double.Parse(scientific, CultureInfo.InvariantCulture);
        if (exponent is >= -3 and <= 5)
        {
            string plain = rounded.ToString($"F{Math.Max(0, digits - 1 - exponent)}", CultureInfo.InvariantCulture);
            return Typeset(plain.Contains('.', StringComparison.Ordinal) ? plain.TrimEnd('0').TrimEnd('.') : plain);
        }

        string mantissa = scientific[..mark];
        mantissa = mantissa.Contains('.', StringComparison.Ordinal) ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa;
        return $"{Typeset(mantissa)}×{Superscripts.PowerOfTen(exponent)}";
    }

    /// <summary>A number with the unit of its axis, for descriptions and tooltips.</summary>
    public static string Quantity(double value, Axis axis)
    {
        string unit = TextWidth.Clean(axis.Unit);
        return unit.Length == 0 ? Number(value) : $"{Number(value)} {unit}";
    }

    private static (string Unit, int Exponent) Factor(Axis axis, PlotScale scale, IReadOnlyList<double> marks)
    {
        string unit = TextWidth.Clean(axis.Unit);
        double magnitude = Math.Max(Math.Abs(scale.Min), Math.Abs(scale.Max));
        int decade = Decades.Floor(Math.Max(magnitude, 1e-320));
        bool log = scale.Kind == AxisScale.Log10;
        if (Parse(unit) is (var known, var own))
        {
            (string symbol, int exponent) = Prefix(known, decade + own);
            bool reaches = decade + own - exponent is >= -2 and < 6;
            if (log ? marks.All(mark => IsPlain(mark, exponent - own)) : reaches)
            {
                return (symbol + known.Unit, exponent - own);
            }
        }

        if (log || decade is >= -2 and < 5)
        {
            return (unit, 0);
        }

        int power = FloorToThree(decade);
        string factor = "×" + Superscripts.PowerOfTen(power);
        return (unit.Length == 0 ? factor : $"{factor} {unit}", power);
    }

    private static (string Symbol, int Exponent) Prefix((string Unit, int Lowest, int Highest) known, int decade)
    {
        int wanted = Math.Clamp(FloorToThree(decade), known.Lowest, known.Highest);
        return Prefixes.First(prefix => prefix.Exponent == wanted);
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

    private static int FloorToThree(int decade) => (int)Math.Floor(decade / 3.0) * 3;

    private static bool IsPlain(double mark, int exponent)
    {
        int decade = Decades.Floor(Math.Max(Math.Abs(mark), 1e-320)) - exponent;
        return decade is >= -3 and < 5;
    }

    private static string[] Powers(IReadOnlyList<double> marks) => marks.Select(mark =>
    {
        int exponent = Decades.Floor(mark);
        double factor = mark / Decades.Power(exponent);
        string power = Superscripts.PowerOfTen(exponent);
        return Math.Abs(factor - 1) < 1e-9 ? power : $"{Number(factor, 7)}×{power}";
    }).ToArray();

    private static string[] Plain(IReadOnlyList<double> marks, int exponent, AxisScale kind)
    {
        int shared = kind == AxisScale.Log10
            ? 0
            : marks.Select(mark => DecimalsOf(mark, exponent, marks)).DefaultIfEmpty(0).Max();
        return marks.Select(mark => kind == AxisScale.Log10
            ? Typeset(Shift(mark, exponent, DecimalsOf(mark, exponent, [mark])))
            : mark == 0 ? "0" : Typeset(Shift(mark, exponent, shared))).ToArray();
    }

    /// <summary>
    /// The decimals that tell a mark from its neighbours: enough to be within a thousandth of their distance.
    /// </summary>
    private static int DecimalsOf(double mark, int exponent, IReadOnlyList<double> marks)
    {
        int gaps = marks.Count - 1;
        double step = gaps > 0 ? (marks[^1] / gaps) - (marks[0] / gaps) : Math.Abs(mark);
        for (int decimals = 0; decimals < 12; decimals++)
        {
            double shown = double.Parse(Shift(mark, exponent, decimals), CultureInfo.InvariantCulture);
            if (Math.Abs(shown - Scaled(mark, exponent)) <= Math.Abs(Scaled(step, exponent)) * 1e-3)
            {
                return decimals;
            }
        }

        return 12;
    }

    private static string Shift(double mark, int exponent, int decimals) =>
        Scaled(mark, exponent).ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static double Scaled(double value, int exponent) => exponent switch
    {
        > 0 => value / Decades.Power(exponent),
        < -300 => value * Decades.Power(300) * Decades.Power(-exponent - 300),
        < 0 => value * Decades.Power(-exponent),
        _ => value,
    };

    /// <summary>
    /// A true minus sign, no minus before zero, and thin spaces between thousands from five digits on.
    /// </summary>
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
