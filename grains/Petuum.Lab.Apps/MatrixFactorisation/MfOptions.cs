namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>What λ multiplies.</summary>
public enum Regularisation
{
    /// <summary>Σ_observed λ(‖w_i‖² + ‖h_j‖²): a row counts once for each of its ratings ([E]'s setting).</summary>
    PerRating,

    /// <summary>λ(Σ_i ‖w_i‖² + Σ_j ‖h_j‖²): a row counts once.</summary>
    PerRow,
}

/// <summary>How workers share the items.</summary>
public enum MfForm
{
    /// <summary>Every worker its users' ratings in random order; two may change an item in one clock ([E]).</summary>
    DataParallel,

    /// <summary>Blocks of items go round the workers, scheduled; no two change a row in one clock ([S16]).</summary>
    Rotation,
}

/// <summary>How long steps are.</summary>
public enum StepRule
{
    /// <summary>γ for all rows.</summary>
    Constant,

    /// <summary>
    /// γ / √G for each row, where G starts at 1 and grows with the row's squared gradients (AdaGrad, as LIBMF has it),
    /// and γ and G are measured by the ratings' mean and spread: the same options do for ratings of any scale.
    /// </summary>
    Adaptive,
}

/// <summary>Options of matrix factorisation by SGD.</summary>
public sealed record MfOptions
{
    /// <summary>The step that suits most data where steps adapt.</summary>
    public const double AdaptiveStep = 2;

    /// <summary>Columns of both factors, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>λ ≥ 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>What λ multiplies.</summary>
    public required Regularisation Regularisation { get; init; }

    /// <summary>
    /// Above 0: γ of the first epoch; of adaptive steps a multiple of the step that takes a rating's error away where
    /// nothing was accumulated (<see cref="AdaptiveStep"/> suits most data).
    /// </summary>
    public required double Step { get; init; }

    /// <summary>γ is multiplied by this after each pass over the worker's data; 1 keeps it.</summary>
    public required double StepDecay { get; init; }

    /// <summary>
    /// Data-parallel: share of its ratings that a worker processes in a clock, above 0, at most 1. The rotation's clock
    /// is a cell: see <see cref="Blocks"/> and <see cref="Chunks"/>.
    /// </summary>
    public required double Share { get; init; }

    /// <summary>
    /// Factors start uniform in ±this/√rank, above 0; null: as the mean and the spread of the ratings suggest
    /// (<see cref="RatingScale"/>).
    /// </summary>
    public required double? InitialScale { get; init; }

    /// <summary>How workers share the items.</summary>
    public MfForm Form { get; init; } = MfForm.DataParallel;

    /// <summary>How long steps are.</summary>
    public StepRule StepRule { get; init; } = StepRule.Constant;

    /// <summary>Rotation: blocks of items, no fewer than workers; null: one for each worker.</summary>
    public int? Blocks { get; init; }

    /// <summary>
    /// Rotation: the parts that a worker's users are cut into, at least 1; an epoch is blocks × chunks clocks.
    /// </summary>
    public int Chunks { get; init; } = 1;

    /// <summary>
    /// What does for most data without tuning: the rotation with adaptive steps, first factors as the ratings suggest.
    /// </summary>
    /// <param name="rank">K.</param>
    /// <param name="lambda">λ per rating; about 0.02 times the ratings' spread suits most.</param>
    public static MfOptions ForTraining(int rank, double lambda) => new()
    {
        Rank = rank,
        Lambda = lambda,
        Regularisation = Regularisation.PerRating,
        Step = AdaptiveStep,
        StepDecay = 1,
        Share = 1,
        InitialScale = null,
        Form = MfForm.Rotation,
        StepRule = StepRule.Adaptive,
    };

    /// <summary>Columns of both tables: the factor, and the accumulated squares where steps adapt.</summary>
    internal int Columns => StepRule == StepRule.Adaptive ? Rank + 1 : Rank;
}
