using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Report;

/// <summary>Numbers for people: a few digits, a unit that suits; the files have all the digits.</summary>
internal static class Human
{
    private const string Missing = "–";

    /// <summary>Four significant digits, or a power of ten.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        }

        double size = Math.Abs(value);
        string text = size is 0 ? "0"
            : size is >= 1e6 or < 1e-3 ? value.ToString("0.###e0")
            : size >= 1000 ? Grouped(Math.Round(value))
            : value.ToString("G4");
        return text.Replace('-', '−');
    }

    /// <summary>A count with thin spaces between the thousands.</summary>
    public static string Count(long value) => Grouped(value);

    /// <summary>Seconds with a unit from µs to h.</summary>
    public static string Seconds(double? value) => value switch
    {
        null => Missing,
        double seconds when !double.IsFinite(seconds) => Number(seconds),
        0 => "0 s",
        < 1e-3 => $"{value * 1e6:G3} µs",
        < 1 => $"{value * 1e3:G3} ms",
        < 1000 => $"{value:G3} s",
        < 10 * 3600 => $"{value / 60:0.#} min",
        _ => $"{Number(value.Value / 3600)} h",
    };

    /// <summary>Bytes with a unit from B to TB, thousand by thousand.</summary>
    public static string Bytes(double value)
    {
        ReadOnlySpan<string> units = ["B", "kB", "MB", "GB", "TB", "PB"];
        int unit = 0;
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{Number(unit == 0 ? Math.Round(value) : double.Parse(value.ToString("G3")))} {units[unit]}";
    }

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? $"{share * 100:0.#} %" : Missing;

    /// <summary>How many of something: <c>1 seed</c>, <c>3 seeds</c>.</summary>
    public static string Plural(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>The first characters of a hash.</summary>
    public static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    /// <summary>A verdict as a heading says it.</summary>
    public static string Verdict(Verdict verdict) => Verdicts.Name(verdict).Replace('-', ' ');

    /// <summary>A sentence: a capital at its start, a full stop at its end.</summary>
    public static string Sentence(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..]
            + (text[^1] is '.' or '?' or '!' ? "" : ".");

    /// <summary>A range; a unit that both ends share is written once.</summary>
    public static string Range(string low, string high)
    {
        int unit = low.LastIndexOf(' ');
        bool shared = unit > 0 && high.EndsWith(low[unit..], StringComparison.Ordinal);
        return $"{(shared ? low[..unit] : low)} … {high}";
    }

    private static string Grouped(double value) =>
        value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture).Replace(',', '\u202F');
}
