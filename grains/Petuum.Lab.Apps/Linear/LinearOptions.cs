using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;

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
    /// <summary>The options as specs, help and <c>lab train</c> know them; what converges without tuning.</summary>
    public static Section<LinearOptions> Section { get; } = new(
        new LinearOptions { ExactEvaluation = true },
        [
            new Field<LinearOptions, double?>(
                "lambda", "the weight of the penalty",
                new MaybeValue<double>(new Real(0, double.PositiveInfinity, aboveMinimum: true), null),
                s => s.Lambda, (s, v) => s with { Lambda = v }) { IsRequired = false },
            new Field<LinearOptions, double?>(
                "lambda-ratio", "the weight of the penalty as a share of the smallest for which nothing is learnt",
                new MaybeValue<double>(new Real(0, 1, aboveMinimum: true), null),
                s => s.LambdaRatio, (s, v) => s with { LambdaRatio = v }) { IsRequired = false },
            new Field<LinearOptions, WorkingSetRule>(
                "working-set", "which columns are swept: those with 'priority' by their correlation, or 'all'",
                new Choice<WorkingSetRule>(("priority", WorkingSetRule.Priority), ("all", WorkingSetRule.All)),
                s => s.WorkingSet, (s, v) => s with { WorkingSet = v }) { IsRequired = false },
            new Field<LinearOptions, bool>(
                "screening", "whether columns are dropped that the duality gap proves to be 0", new Switch(),
                s => s.Screening, (s, v) => s with { Screening = v }) { IsRequired = false },
            new Field<LinearOptions, double>(
                "threshold-share", "where the working set ends between lambda (0) and the largest correlation (1)",
                new Real(0, 0.999), s => s.ThresholdShare,
                (s, v) => s with { ThresholdShare = v }) { IsRequired = false },
            new Field<LinearOptions, double>(
                "inner-tolerance", "the share of a survey's violation at which sweeps end",
                new Real(0, 0.999, aboveMinimum: true), s => s.InnerTolerance,
                (s, v) => s with { InnerTolerance = v }) { IsRequired = false },
            new Field<LinearOptions, int>(
                "passes", "passes of a worker over its working set in a clock, at most",
                new Whole<int>(1, int.MaxValue),
                s => s.PassesMax, (s, v) => s with { PassesMax = v }) { IsRequired = false },
            new Field<LinearOptions, int>(
                "sweeps", "sweeps between two surveys, at most", new Whole<int>(1, int.MaxValue),
                s => s.SweepsMax, (s, v) => s with { SweepsMax = v }) { IsRequired = false },
            new Field<LinearOptions, bool>(
                "exact-evaluation", "whether every evaluation makes a full pass over the data", new Switch(),
                s => s.ExactEvaluation, (s, v) => s with { ExactEvaluation = v }) { IsRequired = false },
        ],
        static (linear, node) => RefuseTwoLambdas(linear.Lambda, linear.LambdaRatio, node));

    /// <summary>λ &gt; 0 of f(Xβ) + λ‖β‖₁.</summary>
    public double? Lambda { get; init; }

    /// <summary>λ as a share of λmax, from which on β = 0 is optimal; in (0, 1].</summary>
    public double? LambdaRatio { get; init; }

    /// <summary>Which columns a sweep works on.</summary>
    public WorkingSetRule WorkingSet { get; init; }

    /// <summary>Drop columns that the duality gap proves to be 0 in every optimum.</summary>
    public bool Screening { get; init; } = true;

    /// <summary>
    /// The working set takes columns with |x_jᵀr| ≥ λ + this share of what the largest has above λ; in [0, 1).
    /// </summary>
    public double ThresholdShare { get; init; } = 0.2;

    /// <summary>
    /// Sweeps go on until the largest violation among the swept columns is at most this share of the largest one that
    /// the survey found; in (0, 1).
    /// </summary>
    public double InnerTolerance { get; init; } = 0.02;

    /// <summary>Passes over its working set that a worker makes in a clock at most, at least 1.</summary>
    public int PassesMax { get; init; } = 10;

    /// <summary>Sweeps between two surveys at most, at least 1.</summary>
    public int SweepsMax { get; init; } = 50;

    /// <summary>
    /// Every evaluation makes a full pass over X, so that gap and <c>kkt</c> are those of the very model. Otherwise an
    /// evaluation costs the nonzero coefficients' columns; gap is a bound by the best dual point of any survey, and
    /// <c>kkt</c> is what the latest survey found (NaN before the first).
    /// </summary>
    public bool ExactEvaluation { get; init; }

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public LinearOptions Validated()
    {
        PlanException.Require(
            Lambda is null != LambdaRatio is null,
            Lambda is null ? "neither lambda nor lambda-ratio is given" : "both lambda and lambda-ratio are given",
            "give one of them");
        return Section.Validated(this);
    }

    /// <summary>One of <c>lambda</c> and <c>lambda-ratio</c> is given.</summary>
    internal static void RefuseTwoLambdas(double? lambda, double? ratio, OptionNode node)
    {
        if (lambda is null == ratio is null)
        {
            string problem = lambda is null
                ? "'program' has no 'lambda'"
                : "'program' has both 'lambda' and 'lambda-ratio'";
            throw (node.Find("lambda-ratio") ?? node).Error(problem, "give either 'lambda' or 'lambda-ratio'");
        }
    }
}
