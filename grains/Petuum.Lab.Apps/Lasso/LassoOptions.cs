using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>What a Lasso run is about; either <see cref="Lambda"/> or <see cref="LambdaRatio"/> is given.</summary>
public sealed record LassoOptions
{
    /// <summary>λ &gt; 0 of ½‖y − Xβ‖² + λ‖β‖₁ (not the STRADS code's, which thresholds at λ/2).</summary>
    public double? Lambda { get; init; }

    /// <summary>λ as a share of λmax = ‖Xᵀy‖∞, above which β = 0 is optimal; in (0, 1].</summary>
    public double? LambdaRatio { get; init; }

    /// <summary>L, how many variables a round updates at most; at least 1.</summary>
    public required int Parallelism { get; init; }

    /// <summary>How they are picked.</summary>
    public required SchedulingOptions Scheduling { get; init; }

    /// <summary>Centre y and the columns, and scale columns to length 1. Sparse data become dense by it.</summary>
    public required bool Standardize { get; init; }

    /// <summary>
    /// The metric <c>changed</c> counts coefficients that moved by more than this share of the largest |β| since the
    /// evaluation before; at least 0.
    /// </summary>
    public required double ChangeTolerance { get; init; }

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public LassoOptions Validated()
    {
        Check(
            Lambda is null != LambdaRatio is null,
            Lambda is null ? "neither lambda nor lambda-ratio is given" : "both lambda and lambda-ratio are given",
            "give one of them");
        Check(Lambda is null or (> 0 and < double.PositiveInfinity), $"lambda {Lambda}", "use more than 0");
        Check(LambdaRatio is null or (> 0 and <= 1), $"lambda-ratio {LambdaRatio}", "use more than 0 and at most 1");
        Check(Parallelism >= 1, $"parallelism {Parallelism}", "use at least 1");
        Check(
            ChangeTolerance is >= 0 and < double.PositiveInfinity,
            $"change-tolerance {ChangeTolerance}",
            "use 0 or more");
        Check(
            !Scheduling.Validated().IsAssignment,
            $"schedule '{SchedulingPolicies.NameOf(Scheduling.Kind)}' needs one worker for a variable, Lasso all",
            "use round-robin, random, priority, dependency or priority+dependency");
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
