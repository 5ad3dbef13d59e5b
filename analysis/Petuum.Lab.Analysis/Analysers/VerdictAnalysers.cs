using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Analysers;

/// <summary>Runs that did not come out as their spec expects: diverged, stuck, or sound where it was to diverge.</summary>
public sealed class UnexpectedVerdict : IAnalyser
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        foreach ((Configuration configuration, RunResults run) in Phrases.Runs(sweep))
        {
            RunSummary summary = run.Summary;
            if (Verdicts.IsExpected(summary.Verdict, summary.Expect))
            {
                continue;
            }

            string reason = summary.Reason.Length > 0 ? $": {summary.Reason}" : "";
            yield return new Finding(
                Severity.Error,
                "unexpected-verdict",
                $"{Phrases.Describe(configuration, run)}: expected to be {Verdicts.Name(Verdicts.ThatFulfils(summary.Expect))}, "
                + $"was {Verdicts.Name(summary.Verdict)}{reason}",
                Remedy(summary.Verdict));
        }
    }

    private static string Remedy(Verdict verdict) => verdict switch
    {
        Verdict.Sound => "remove 'expect' from the spec, or make the set-up as hard as it was meant to be",
        Verdict.NotConverged => "take a smaller step or a smaller staleness, give it more clocks, or state 'expect: diverges'",
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
        foreach ((Configuration configuration, RunResults run) in Phrases.Runs(sweep))
        {
            ClockRecord? first = run.Clocks.FirstOrDefault(clock => !double.IsFinite(clock.Objective));
            if (first is not null && run.Summary.Expect != Expectation.Diverges)
            {
                yield return new Finding(
                    Severity.Error,
                    "objective-not-finite",
                    $"{Phrases.Describe(configuration, run)}: the objective is {first.Objective:R} from clock {first.Clock} on",
                    "take a smaller step, or check the data for values that are far out of range");
            }
        }
    }
}

/// <summary>
/// An objective that ends above where it started, or that lost more than a tenth of what it had gained, in a run that was
/// not meant to diverge.
/// </summary>
public sealed class ObjectiveRising : IAnalyser
{
    private const double LostShareMax = 0.1;

    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        foreach ((Configuration configuration, RunResults run) in Phrases.Runs(sweep))
        {
            double[] values = [.. run.Clocks.Select(clock => clock.Objective).Where(double.IsFinite)];
            if (values.Length < 2 || run.Summary.Expect == Expectation.Diverges)
            {
                continue;
            }

            double least = values.Min();
            if (values[^1] > values[0] || values[^1] - least > LostShareMax * (values[0] - least))
            {
                yield return new Finding(
                    Severity.Warning,
                    "objective-rising",
                    $"{Phrases.Describe(configuration, run)}: the objective started at {values[0]:G4}, "
                    + $"reached {least:G4} and ended at {values[^1]:G4}",
                    "take a smaller step, or a step that shrinks; under staleness, a smaller staleness too");
            }
        }
    }
}
