using System.Globalization;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs;

/// <summary>Numbers as people read them on a terminal.</summary>
internal static class RunTexts
{
    /// <summary>Five significant digits.</summary>
    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Three significant digits, for claims.</summary>
    public static string Short(double value) =>
        double.IsPositiveInfinity(value) ? "∞" : value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A share in whole per cent.</summary>
    public static string Percent(double share) =>
        double.IsNaN(share) ? "–" : (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Seconds in the unit that suits them.</summary>
    public static string Time(double? seconds) => seconds switch
    {
        null => "–",
        double.NaN => "–",
        < 1e-3 => Scaled(seconds.Value * 1e6, "µs"),
        < 1 => Scaled(seconds.Value * 1e3, "ms"),
        < 120 => Scaled(seconds.Value, "s"),
        < 7200 => Scaled(seconds.Value / 60, "min"),
        _ => Scaled(seconds.Value / 3600, "h"),
    };

    /// <summary>Waiting so far, as a share of the workers' time.</summary>
    public static double WaitFraction(ClockRecord record)
    {
        double all = record.ComputeSeconds + record.WaitSeconds + record.SendSeconds;
        return all > 0 ? record.WaitSeconds / all : 0;
    }

    /// <summary>The verdict, and that it was expected where it is not sound.</summary>
    public static string Verdict(RunSummary summary)
    {
        string name = Verdicts.Name(summary.Verdict);
        return (summary.Verdict, Verdicts.IsExpected(summary.Verdict, summary.Expect)) switch
        {
            (Analysis.Results.Verdict.Sound, false) => name + " (unexpected)",
            (not Analysis.Results.Verdict.Sound, true) => name + " (expected)",
            _ => name,
        };
    }

    /// <summary>
    /// When a run that has come so far will be over, in seconds, if it goes on like this; null if that cannot be told.
    /// </summary>
    public static double? SecondsLeft(int clock, int clocksMax, TimeSpan elapsed) =>
        clock > 0 ? elapsed.TotalSeconds * (clocksMax - clock) / clock : null;

    private static string Scaled(double value, string unit) =>
        value.ToString("G3", CultureInfo.InvariantCulture) + " " + unit;
}
