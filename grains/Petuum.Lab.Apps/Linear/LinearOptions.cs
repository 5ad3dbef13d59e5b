using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>Which columns a sweep works on.</summary>
public enum WorkingSetRule
{
    /// <summary>
    /// The nonzero coefficients, and the columns that correlate most with the residual: those above a threshold between
    /// λ and the largest correlation.
    /// </summary>
    Priority,

    /// <summary>Every column that screening has not dropped: plain cyclic coordinate descent.</summary>
    All,
}

/// <summary>What a run of <see cref="LinearProgram"/> is about; one of the two λ is given.</summary>
public sealed record LinearOptions
{
    /// <summary>λ &gt; 0 of f(Xβ) + λ‖β‖₁.</summary>
    public double? Lambda { get; init; }

    /// <summary>λ as a share of λmax, from which on β = 0 is optimal; in (0, 1].</summary>
    public double? LambdaRatio { get; init; }

    /// <summary>
    /// The staleness s of the tables, at least 0, which decides the safe damping P + 2s(P − 1); null: unbounded, where
    /// nothing is safe and damping grows as long as the objective rises.
    /// </summary>
    public required int? Staleness { get; init; }

    /// <summary>Which columns a sweep works on.</summary>
    public required WorkingSetRule WorkingSet { get; init; }

    /// <summary>Drop columns that the duality gap proves to be 0 in every optimum.</summary>
    public required bool Screening { get; init; }

    /// <summary>
    /// The working set takes columns with |x_jᵀr| ≥ λ + this share of what the largest has above λ; in [0, 1).
    /// </summary>
    public required double ThresholdShare { get; init; }

    /// <summary>
    /// Sweeps go on until the largest violation among the swept columns is at most this share of the largest one that
    /// the survey found; in (0, 1).
    /// </summary>
    public required double InnerTolerance { get; init; }

    /// <summary>Passes over its working set that a worker makes in a clock at most, at least 1.</summary>
    public required int PassesMax { get; init; }

    /// <summary>Sweeps between two surveys at most, at least 1.</summary>
    public required int SweepsMax { get; init; }

    /// <summary>
    /// Every evaluation makes a full pass over X, so that gap and <c>kkt</c> are those of the very model. Otherwise an
    /// evaluation costs the nonzero coefficients' columns; gap is a bound by the best dual point of any survey, and
    /// <c>kkt</c> is what the latest survey found (NaN before the first).
    /// </summary>
    public required bool ExactEvaluation { get; init; }

    /// <summary>β to start from, of length p; empty: 0.</summary>
    public ReadOnlyMemory<double> Initial { get; init; }

    /// <summary>What converges without tuning, for tables with this staleness; λ remains to be said.</summary>
    public static LinearOptions Recommended(int? staleness) => new()
    {
        Staleness = staleness,
        WorkingSet = WorkingSetRule.Priority,
        Screening = true,
        ThresholdShare = 0.2,
        InnerTolerance = 0.02,
        PassesMax = 10,
        SweepsMax = 50,
        ExactEvaluation = false,
    };

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public LinearOptions Validated()
    {
        Check(
            Lambda is null != LambdaRatio is null,
            Lambda is null ? "neither lambda nor lambda-ratio is given" : "both lambda and lambda-ratio are given",
            "give one of them");
        Check(Lambda is null or (> 0 and < double.PositiveInfinity), $"lambda {Lambda}", "use more than 0");
        Check(LambdaRatio is null or (> 0 and <= 1), $"lambda-ratio {LambdaRatio}", "use more than 0 and at most 1");
        Check(Staleness is not < 0, $"staleness {Staleness}", "use 0 or more, or null if it is unbounded");
        Check(ThresholdShare is >= 0 and < 1, $"threshold-share {ThresholdShare}", "use 0 or more, below 1");
        Check(InnerTolerance is > 0 and < 1, $"inner-tolerance {InnerTolerance}", "use more than 0, below 1");
        Check(PassesMax >= 1, $"passes {PassesMax}", "use at least 1");
        Check(SweepsMax >= 1, $"sweeps {SweepsMax}", "use at least 1");
        return this;
    }

    internal static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }
}
