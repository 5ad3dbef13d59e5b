using System.Globalization;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs;

/// <summary>What came of a run, in the words of a table; <see cref="Unknown"/> is said of what is not known.</summary>
internal sealed record RunLine(string Verdict, string Clocks, string Objective, string Time, string Wait)
{
    /// <summary>In the place of a number.</summary>
    public const string Unknown = "–";

    /// <summary>A run of which all is known.</summary>
    public static RunLine Of(RunResults run) => new(
        RunTexts.Verdict(run.Summary),
        run.Summary.Clocks.ToString(CultureInfo.InvariantCulture),
        RunTexts.Number(run.Summary.Objective),
        RunTexts.Time(run.Seconds),
        RunTexts.Percent(run.Summary.WaitFraction));
}
