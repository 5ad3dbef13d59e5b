namespace Petuum.Lab.Analysis.Results;

/// <summary>How a run ended. The number is the exit code; a larger one is worse.</summary>
public enum Verdict
{
    /// <summary>It finished and nothing speaks against it.</summary>
    Sound = 0,

    /// <summary>The spec, the data or the command line cannot be used.</summary>
    BadInput = 1,

    /// <summary>It finished, but did not converge; diverging is the worst way of that.</summary>
    NotConverged = 2,

    /// <summary>Nobody could move any more: everyone waits for someone.</summary>
    Stuck = 3,

    /// <summary>A checker saw a promise of the system broken.</summary>
    CheckerFailed = 4,

    /// <summary>The runtime failed: a process died and could not be recovered.</summary>
    RuntimeFailed = 5,
}

/// <summary>What a spec expects of its runs (<c>expect:</c>).</summary>
public enum Expectation
{
    /// <summary>The run is sound; what a spec expects when it does not say.</summary>
    Converges,

    /// <summary>The run does not converge.</summary>
    Diverges,

    /// <summary>The run gets stuck.</summary>
    Stuck,
}

/// <summary>Verdicts against expectations, and the exit code of a sweep.</summary>
public static class Verdicts
{
    /// <summary>The verdict that fulfils an expectation.</summary>
    public static Verdict ThatFulfils(Expectation expectation) => expectation switch
    {
        Expectation.Diverges => Verdict.NotConverged,
        Expectation.Stuck => Verdict.Stuck,
        _ => Verdict.Sound,
    };

    /// <summary>Whether a run came out as its spec expects.</summary>
    public static bool IsExpected(Verdict verdict, Expectation expectation) => verdict == ThatFulfils(expectation);

    /// <summary>
    /// The exit code of a run: 0 when it came out as expected, else the verdict's number. A run that is sound although
    /// its spec expects otherwise missed its expectation: that counts as <see cref="Verdict.NotConverged"/>.
    /// </summary>
    public static int ExitCode(Verdict verdict, Expectation expectation) =>
        IsExpected(verdict, expectation) ? 0
        : verdict == Verdict.Sound ? (int)Verdict.NotConverged
        : (int)verdict;

    /// <summary>
    /// The exit code of a sweep: that of its worst unexpected verdict, 0 when all came out as expected.
    /// </summary>
    public static int ExitCode(IEnumerable<(Verdict Verdict, Expectation Expectation)> runs)
    {
        int worst = 0;
        foreach ((Verdict verdict, Expectation expectation) in runs)
        {
            worst = Math.Max(worst, ExitCode(verdict, expectation));
        }

        return worst;
    }

    /// <summary>The verdict's name in files and on the command line: <c>sound</c>, <c>not-converged</c>, ….</summary>
    public static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Sound => "sound",
        Verdict.BadInput => "bad-input",
        Verdict.NotConverged => "not-converged",
        Verdict.Stuck => "stuck",
        Verdict.CheckerFailed => "checker-failed",
        Verdict.RuntimeFailed => "runtime-failed",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "not a verdict"),
    };

    /// <summary>The verdict with a name, if there is one.</summary>
    public static bool TryParse(string name, out Verdict verdict)
    {
        for (verdict = Verdict.Sound; verdict <= Verdict.RuntimeFailed; verdict++)
        {
            if (Name(verdict) == name)
            {
                return true;
            }
        }

        verdict = Verdict.Sound;
        return false;
    }
}
