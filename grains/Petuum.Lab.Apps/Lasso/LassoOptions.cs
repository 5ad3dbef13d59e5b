using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>What a Lasso run is about; either <see cref="Lambda"/> or <see cref="LambdaRatio"/> is given.</summary>
public sealed record LassoOptions
{
    /// <summary>The options as specs, help and <c>lab train</c> know them; data as given.</summary>
    public static Section<LassoOptions> Section { get; } = new(
        new LassoOptions(),
        [
            new Field<LassoOptions, Split?>(
                "form", "who computes what: 'rows' splits samples over workers, 'columns' coefficients",
                Given(new Choice<Split>(("rows", Split.Rows), ("columns", Split.Columns))),
                static _ => null, static (s, _) => s) { IsRequired = false },
            new Field<LassoOptions, double?>(
                "lambda", "the weight of the penalty", Given(new Real(0, double.PositiveInfinity, aboveMinimum: true)),
                s => s.Lambda, (s, v) => s with { Lambda = v }) { IsRequired = false },
            new Field<LassoOptions, double?>(
                "lambda-ratio", "the weight of the penalty as a share of the smallest for which nothing is learnt",
                Given(new Real(0, 1, aboveMinimum: true)),
                s => s.LambdaRatio, (s, v) => s with { LambdaRatio = v }) { IsRequired = false },
            new Field<LassoOptions, int>(
                "parallelism", "coefficients scheduled in a round", new Whole<int>(1, int.MaxValue),
                s => s.Parallelism, (s, v) => s with { Parallelism = v }),
            new Field<LassoOptions, SchedulingOptions>(
                "schedule", "how coefficients are picked: a section with a 'policy'", SchedulingKeys.Section,
                s => s.Scheduling, (s, v) => s with { Scheduling = v }),
            new Field<LassoOptions, bool>(
                "standardize", "whether columns are centred and scaled to length 1, and labels centred", new Switch(),
                s => s.Standardize, (s, v) => s with { Standardize = v }) { IsRequired = false },
            new Field<LassoOptions, double>(
                "change-tolerance",
                "the metric 'changed' counts coefficients that moved by more than this share of the largest",
                new Real(0, double.PositiveInfinity),
                s => s.ChangeTolerance, (s, v) => s with { ChangeTolerance = v }) { IsRequired = false },
        ],
        static (lasso, node) => LinearOptions.RefuseTwoLambdas(lasso.Lambda, lasso.LambdaRatio, node));

    /// <summary>λ &gt; 0 of ½‖y − Xβ‖² + λ‖β‖₁ (not the STRADS code's, which thresholds at λ/2).</summary>
    public double? Lambda { get; init; }

    /// <summary>λ as a share of λmax = ‖Xᵀy‖∞, above which β = 0 is optimal; in (0, 1].</summary>
    public double? LambdaRatio { get; init; }

    /// <summary>L, how many variables a round updates at most; at least 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>How they are picked.</summary>
    public SchedulingOptions Scheduling { get; init; } = SchedulingKeys.Section.Prototype;

    /// <summary>Centre y and the columns, and scale columns to length 1. Sparse data become dense by it.</summary>
    public bool Standardize { get; init; }

    /// <summary>
    /// The metric <c>changed</c> counts coefficients that moved by more than this share of the largest |β| since the
    /// evaluation before; at least 0.
    /// </summary>
    public double ChangeTolerance { get; init; } = 1e-6;

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public LassoOptions Validated()
    {
        PlanException.Require(
            Lambda is null != LambdaRatio is null,
            Lambda is null ? "neither lambda nor lambda-ratio is given" : "both lambda and lambda-ratio are given",
            "give one of them");
        PlanException.Require(
            !Scheduling.Validated().IsAssignment,
            $"schedule '{SchedulingPolicies.NameOf(Scheduling.Kind)}' needs one worker for a variable, Lasso all",
            "use round-robin, random, priority, dependency or priority+dependency");
        return Section.Validated(this);
    }

    private static MaybeValue<T> Given<T>(Shape<T> shape)
        where T : struct => new(shape, null);

    /// <summary>Who computes what; the other form has options of its own.</summary>
    private enum Split
    {
        /// <summary>Samples are split: [K] Fig. 6.</summary>
        Rows,

        /// <summary>Coefficients are split; read by another section.</summary>
        Columns,
    }
}
