namespace Petuum.Lab.Analysis.Report;

/// <summary>How a claim of a paper fared.</summary>
public enum ReproductionVerdict
{
    /// <summary>The effect is there, in the published direction and about as large.</summary>
    Reproduced,

    /// <summary>The direction is there, the size is not.</summary>
    Shape,

    /// <summary>The effect is not there.</summary>
    NotReproduced,
}

/// <summary>A claim with what became of it.</summary>
public sealed record Claim
{
    /// <summary>The experiment: <c>E2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The claim in a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>What the paper measured, with its source.</summary>
    public required string Paper { get; init; }

    /// <summary>What was measured here, with the spread over the seeds.</summary>
    public required string Measured { get; init; }

    /// <summary>How it fared.</summary>
    public required ReproductionVerdict Verdict { get; init; }

    /// <summary>The rule that decided, in words; empty to leave it out.</summary>
    public string Rule { get; init; } = "";
}

/// <summary>Names of verdicts on claims.</summary>
public static class ReproductionVerdicts
{
    /// <summary>
    /// The name in files, in JSON and on the terminal: <c>reproduced</c>, <c>shape</c>, <c>not-reproduced</c>.
    /// </summary>
    public static string Name(ReproductionVerdict verdict) => verdict switch
    {
        ReproductionVerdict.Reproduced => "reproduced",
        ReproductionVerdict.Shape => "shape",
        ReproductionVerdict.NotReproduced => "not-reproduced",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "not a verdict"),
    };
}
