using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Analysers;

/// <summary>
/// Runs that did not come out as their spec expects: diverged, stuck, or sound where they were to diverge.
/// </summary>
public sealed class UnexpectedVerdict : IAnalyser
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            List<string> seen = Phrases.Affected(sweep, run =>
                run.Summary.Verdict == verdict && !Verdicts.IsExpected(verdict, run.Summary.Expect)
                    ? run.Summary.Reason
                    : null);
            if (seen.Count > 0)
            {
                yield return new Finding(
                    Severity.Error,
                    "unexpected-verdict",
                    $"not what the spec expects, but {Verdicts.Name(verdict)}: {Phrases.Join(seen)}",
                    Remedy(verdict));
            }
        }
    }

    private static string Remedy(Verdict verdict) => verdict switch
    {
        Verdict.Sound => "remove 'expect' from the spec, or make the set-up as hard as it was meant to be",
        Verdict.NotConverged =>
            "take a smaller step or a smaller staleness, give it more clocks, or state 'expect: diverges'",
        Verdict.Stuck => "look at the end of trace.json for who waits for whom, or state 'expect: stuck'",
        Verdict.CheckerFailed => "replay the run with its seed; this is a bug of the system or of the program",
        _ => "read the run's summary.json, mend the cause and run the spec again; finished runs are kept",
    };
}

/// <summary>An objective that is not a number, or not finite, in a run that was not meant to diverge.</summary>
public sealed class ObjectiveNotFinite : IAnalyser
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        List<string> seen = Phrases.Affected(sweep, run =>
            run.Summary.Expect != Expectation.Diverges && FirstBad(run) is ClockRecord bad
                ? $"{bad.Objective:R} from clock {bad.Clock} on"
                : null);
        if (seen.Count > 0)
        {
            yield return new Finding(
                Severity.Error,
                "objective-not-finite",
                $"the objective is not a finite number: {Phrases.Join(seen)}",
                "take a smaller step, or check the data for values that are far out of range");
        }
    }

    /// <summary>The first evaluated clock whose objective is not finite; null if there is none.</summary>
    internal static ClockRecord? FirstBad(RunResults run) =>
        run.Clocks.FirstOrDefault(clock => !double.IsFinite(clock.Objective));
}

/// <summary>
/// An objective that ends above where it started, or that lost more than a tenth of what it had gained, in a run that
/// was not meant to diverge. One that is not finite is <see cref="ObjectiveNotFinite"/>'s.
/// </summary>
public sealed class ObjectiveRising : IAnalyser
{
    private const double LostShareMax = 0.1;

    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        List<string> seen = Phrases.Affected(sweep, Describe);
        if (seen.Count > 0)
        {
            yield return new Finding(
                Severity.Warning,
                "objective-rising",
                $"the objective rises: {Phrases.Join(seen)}",
                "take a smaller step, or a step that shrinks; under staleness, a smaller staleness too");
        }
    }

    private static string? Describe(RunResults run)
    {
        if (run.Clocks.Count < 2 || run.Summary.Expect == Expectation.Diverges
            || ObjectiveNotFinite.FirstBad(run) is not null)
        {
            return null;
        }

        double first = run.Clocks[0].Objective;
        double last = run.Clocks[^1].Objective;
        double least = run.Clocks.Min(clock => clock.Objective);
        return last > first || last - least > LostShareMax * (first - least)
            ? $"from {first:G4} down to {least:G4} and up to {last:G4}"
            : null;
    }
}
