using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>A learning program with its options.</summary>
public abstract record ProgramSpec
{
    private protected ProgramSpec()
    {
    }

    /// <summary>The name in specs: <c>lasso</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The names of its tables, as <c>consistency.tables</c> calls them, in order.</summary>
    public abstract ValueList<string> TableNames { get; }

    /// <summary>Whether rounds are scheduled.</summary>
    public abstract bool IsModelParallel { get; }

    /// <summary>What it learns from.</summary>
    public virtual DataKind DataKind => DataKind.Regression;
}

/// <summary>Lasso by scheduled coordinate descent: ½‖y − Xβ‖² + λ‖β‖₁.</summary>
public sealed record LassoSpec : ProgramSpec
{
    /// <inheritdoc/>
    public override string Name => "lasso";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => ["beta"];

    /// <inheritdoc/>
    public override bool IsModelParallel => true;

    /// <summary>λ &gt; 0; null if <see cref="LambdaRatio"/> gives it.</summary>
    public required double? Lambda { get; init; }

    /// <summary>λ as a share of the smallest λ for which β = 0 (max |x_jᵀy|), above 0, at most 1; null if <see
    /// cref="Lambda"/> gives it.</summary>
    public required double? LambdaRatio { get; init; }

    /// <summary>Coefficients scheduled in a round, at least 1.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Which coefficients a round works on.</summary>
    public required ScheduleSpec Schedule { get; init; }

    /// <summary>
    /// The metric <c>changed</c> counts coefficients that moved by more than this share of the largest, ≥ 0.
    /// </summary>
    public required double ChangeTolerance { get; init; }

    /// <summary>Whether columns are centred and scaled to norm 1 first, and y centred.</summary>
    public required bool Standardize { get; init; }
}

/// <summary>f(Xβ) + λ‖β‖₁ by column blocks, surveys and working sets.</summary>
public abstract record LinearSpec : ProgramSpec
{
    private protected LinearSpec()
    {
    }

    /// <summary>The loss f.</summary>
    public abstract LinearLoss Loss { get; }

    /// <inheritdoc/>
    public override string Name => Loss.ProgramName;

    /// <inheritdoc/>
    public override ValueList<string> TableNames => [.. LinearTables.Names];

    /// <inheritdoc/>
    public override bool IsModelParallel => true;

    /// <summary>λ &gt; 0; null if <see cref="LambdaRatio"/> gives it.</summary>
    public required double? Lambda { get; init; }

    /// <summary>λ as a share of the smallest λ for which β = 0, above 0, at most 1; null if <see cref="Lambda"/> gives
    /// it.</summary>
    public required double? LambdaRatio { get; init; }

    /// <summary>Which columns a sweep works on.</summary>
    public required WorkingSetRule WorkingSet { get; init; }

    /// <summary>Whether columns are dropped that the duality gap proves to be 0.</summary>
    public required bool Screening { get; init; }

    /// <summary>The threshold of the working set between λ and the largest correlation, 0 … 1.</summary>
    public required double ThresholdShare { get; init; }

    /// <summary>The share of the survey's violation at which sweeps end, above 0, below 1.</summary>
    public required double InnerTolerance { get; init; }

    /// <summary>Passes of a worker in a clock at most, at least 1.</summary>
    public required int Passes { get; init; }

    /// <summary>Sweeps between two surveys at most, at least 1.</summary>
    public required int Sweeps { get; init; }

    /// <summary>Whether every evaluation makes a full pass over X.</summary>
    public required bool ExactEvaluation { get; init; }
}

/// <summary>Lasso by column blocks: <c>form: columns</c>.</summary>
public sealed record ColumnLassoSpec : LinearSpec
{
    /// <inheritdoc/>
    public override LinearLoss Loss => LinearLoss.Squares;
}

/// <summary>Sparse logistic regression by column blocks: Σ log(1 + exp(−y xᵀβ)) + λ‖β‖₁.</summary>
public sealed record LogisticSpec : LinearSpec
{
    /// <inheritdoc/>
    public override LinearLoss Loss => LinearLoss.Logistic;
}

/// <summary>
/// A scheduling policy with the options it uses; the others are null. In a spec that sweeps the policy, options of
/// any of the swept policies may be there.
/// </summary>
public sealed record ScheduleSpec
{
    /// <summary>The policy.</summary>
    public required SchedulingKind Policy { get; init; }

    /// <summary>Round-robin: the step from one pick to the next, at least 1.</summary>
    public required int? Stride { get; init; }

    /// <summary>Priority: the weight.</summary>
    public required PriorityWeight? Weight { get; init; }

    /// <summary>Priority by β² or (Δβ)²: η ≥ 0, added so that everything has a chance.</summary>
    public required double? Eta { get; init; }

    /// <summary>Priority by |Δβ|: the base as a share of the mean weight, above 0.</summary>
    public required double? BaseFactor { get; init; }

    /// <summary>Dependency: candidates drawn for each pick, L' / L, at least 1.</summary>
    public required double? CandidateFactor { get; init; }

    /// <summary>Dependency: two items go together when |x_jᵀx_k| ≤ θ, 0 … 1.</summary>
    public required double? Theta { get; init; }
}

/// <summary>Matrix factorisation by SGD, data-parallel or by rotation.</summary>
public sealed record MfSpec : ProgramSpec
{
    /// <inheritdoc/>
    public override string Name => "mf";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => Form switch
    {
        MfForm.CoordinateDescent => ["users", "items", "column"],
        MfForm.LeastSquares => ["users", "items", "gram"],
        _ => ["users", "items"],
    };

    /// <inheritdoc/>
    public override bool IsModelParallel => Form is MfForm.Rotation or MfForm.CoordinateDescent;

    /// <inheritdoc/>
    public override DataKind DataKind => DataKind.Ratings;

    /// <summary>How workers share the items; null: data-parallel.</summary>
    public required MfForm? Form { get; init; }

    /// <summary>Columns of both factors, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>λ ≥ 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>What λ multiplies.</summary>
    public required Regularisation Regularisation { get; init; }

    /// <summary>How long steps are; null: constant.</summary>
    public required StepRule? StepRule { get; init; }

    /// <summary>
    /// Above 0: γ of the first epoch; null for adaptive steps, <see cref="MfOptions.AdaptiveStep"/>, and for
    /// AdaRevision, <see cref="MfOptions.RevisionStep"/>.
    /// </summary>
    public required double? Step { get; init; }

    /// <summary>γ is multiplied by this after each epoch, above 0, at most 1; null where no steps are taken.</summary>
    public required double? StepDecay { get; init; }

    /// <summary>
    /// The share of its ratings that a worker processes in a clock, above 0, at most 1; null but for data-parallel SGD.
    /// </summary>
    public required double? Share { get; init; }

    /// <summary>Rotation, coordinate descent: blocks of items; null: one for each worker.</summary>
    public required int? Blocks { get; init; }

    /// <summary>Rotation: the parts that a worker's users are cut into, at least 1.</summary>
    public required int? Chunks { get; init; }

    /// <summary>Coordinate descent: passes over a rank before the next one, at least 1.</summary>
    public required int? Passes { get; init; }

    /// <summary>Least squares: α of the confidence 1 + αr, above 0.</summary>
    public required double? Alpha { get; init; }

    /// <summary>Factors start uniform within ± this / √rank, above 0; null: as the ratings suggest.</summary>
    public required double? InitialScale { get; init; }
}

/// <summary>Latent Dirichlet allocation.</summary>
public sealed record LdaSpec : ProgramSpec
{
    /// <inheritdoc/>
    public override string Name => LdaProgram.ProgramName;

    /// <inheritdoc/>
    public override ValueList<string> TableNames => [.. LdaTables.Names];

    /// <inheritdoc/>
    public override bool IsModelParallel => LdaProgram.IsScheduled(Form);

    /// <inheritdoc/>
    public override DataKind DataKind => DataKind.Documents;

    /// <summary>How workers share the counts.</summary>
    public required LdaForm Form { get; init; }

    /// <summary>K, 1 … <see cref="LdaOptions.TopicsMax"/>.</summary>
    public required int Topics { get; init; }

    /// <summary>α &gt; 0.</summary>
    public required double Alpha { get; init; }

    /// <summary>β &gt; 0.</summary>
    public required double Beta { get; init; }

    /// <summary>
    /// Proposals of each kind for a token in an epoch, at least 1; null: <see cref="LdaOptions.MhSteps"/>' own.
    /// </summary>
    public required int? MhSteps { get; init; }

    /// <summary>Blocks of words, one a clock; null: one for each worker, or a form that has none.</summary>
    public required int? Blocks { get; init; }
}
