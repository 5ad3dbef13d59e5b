using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

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

    /// <summary>
    /// No steps: rank by rank each variable to where the objective is least, blocks of items going round (CCD++, as
    /// STRADS has it).
    /// </summary>
    CoordinateDescent,

    /// <summary>
    /// Implicit feedback: ratings say how often, not how much; users and items in turn, each row to where the objective
    /// is least (ALS of Hu, Koren and Volinsky 2008).
    /// </summary>
    LeastSquares,
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

    /// <summary>
    /// Workers send gradients, of the rows as they read them, and shards make the steps, each as long as the gradients
    /// so far and the delay of this one suggest (<see cref="Core.Tables.ServerRule.AdaRevision"/>, [B]).
    /// </summary>
    AdaRevision,
}

/// <summary>Options of matrix factorisation.</summary>
public sealed record MfOptions
{
    /// <summary>The step that suits most data where steps adapt.</summary>
    public const double AdaptiveStep = 2;

    /// <summary>The step that suits most data where shards make the steps.</summary>
    public const double RevisionStep = 0.4;

    /// <summary>α of Hu, Koren and Volinsky.</summary>
    public const double ConfidenceSlope = 40;

    /// <summary>Columns of both factors, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>λ ≥ 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>What λ multiplies.</summary>
    public required Regularisation Regularisation { get; init; }

    /// <summary>
    /// Above 0: γ of the first epoch; of adaptive steps a multiple of the step that takes a rating's error away where
    /// nothing was accumulated (<see cref="AdaptiveStep"/> suits most data); of AdaRevision α as a multiple of √(σ/√K),
    /// what factors are about (<see cref="RevisionStep"/> suits most data; [B]'s 0.08 is 0.36 of it).
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
    /// Coordinate descent: how often the variables of a rank are gone through before the next rank, at least 1.
    /// </summary>
    public int Passes { get; init; } = 1;

    /// <summary>
    /// Least squares: α &gt; 0 of the confidence c = 1 + αr that a rating gives (<see cref="ConfidenceSlope"/> in the
    /// paper).
    /// </summary>
    public double Alpha { get; init; } = ConfidenceSlope;

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

    /// <summary>Refuses options that do not fit one another or the ratings.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    internal MfOptions ValidatedFor(Ratings ratings)
    {
        bool takesSteps = Form is MfForm.DataParallel or MfForm.Rotation;
        Check(Form != MfForm.CoordinateDescent || Passes >= 1, $"{Passes} passes over a rank", "use at least 1");
        Check(
            Form != MfForm.CoordinateDescent || Chunks == 1,
            $"coordinate descent in {Chunks} chunks",
            "use 1: cut items into more blocks instead");
        Check(
            Form != MfForm.LeastSquares || Alpha > 0,
            $"α = {Alpha}, with which no rating counts",
            "use more than 0, as 40");
        Check(
            Form != MfForm.LeastSquares || Lambda > 0,
            $"least squares with λ = {Lambda}, where a row may have no single minimiser",
            "use λ > 0, as 0.1");
        Check(
            Form != MfForm.LeastSquares
            || ratings.Value.IndexOfAnyInRange(double.NegativeInfinity, -double.Epsilon) < 0,
            "implicit feedback with ratings below 0",
            "use ratings that say how often, 0 or more, or another form");
        Check(
            StepRule != StepRule.AdaRevision || Form == MfForm.DataParallel,
            "AdaRevision in another form than the data-parallel one",
            "use form data-parallel: in the others no gradient is of an earlier version");
        Check(
            StepRule != StepRule.AdaRevision || StepDecay == 1,
            $"AdaRevision with a step that decays to {StepDecay} in an epoch",
            "leave the decay out: the gradients shorten the steps");
        Check(
            takesSteps || StepRule == StepRule.Constant,
            "steps that adapt, in a form that takes no steps",
            "leave the step rule out");
        return this;
    }

    /// <summary>
    /// Columns of both tables: the factor, and the accumulated squares where steps adapt, or the version where shards
    /// make them.
    /// </summary>
    internal int Columns => StepRule == StepRule.Constant ? Rank : Rank + 1;

    private static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }
}
