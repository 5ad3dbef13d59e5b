using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
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

    private static readonly Usage<MfOptions> DataParallel =
        new(["form"], static mf => mf.Form == MfForm.DataParallel, "data-parallel");

    private static readonly Usage<MfOptions> Rotating =
        new(["form"], static mf => mf.Form == MfForm.Rotation, "rotation");

    private static readonly Usage<MfOptions> InBlocks = new(
        ["form"], static mf => mf.Form is MfForm.Rotation or MfForm.CoordinateDescent, "rotation or ccd");

    private static readonly Usage<MfOptions> InSteps = new(["form"], TakesSteps, "data-parallel or rotation");

    private static readonly Usage<MfOptions> Decaying = new(
        ["form", "step-rule"],
        static mf => TakesSteps(mf) && mf.StepRule != StepRule.AdaRevision,
        "constant or adaptive, in form data-parallel or rotation");

    private static readonly Usage<MfOptions> Descending =
        new(["form"], static mf => mf.Form == MfForm.CoordinateDescent, "ccd");

    private static readonly Usage<MfOptions> OfPreferences =
        new(["form"], static mf => mf.Form == MfForm.LeastSquares, "als");

    /// <summary>The options as specs, help and <c>lab train</c> know them; λ per rating as in [E].</summary>
    public static Section<MfOptions> Section { get; } = new(
        new MfOptions(),
        [
            new Field<MfOptions, MfForm?>(
                "form", "how workers share the items (without it: data-parallel)",
                Given(new Choice<MfForm>(
                    ("data-parallel", MfForm.DataParallel), ("rotation", MfForm.Rotation),
                    ("ccd", MfForm.CoordinateDescent), ("als", MfForm.LeastSquares))),
                s => s.Form == MfForm.DataParallel ? null : s.Form,
                (s, v) => s with { Form = v ?? MfForm.DataParallel }) { IsRequired = false },
            new Field<MfOptions, int>(
                "rank", "columns of both factors", new Whole<int>(1, 100_000), s => s.Rank,
                (s, v) => s with { Rank = v }),
            new Field<MfOptions, double>(
                "lambda", "the weight of the penalty", new Real(0, double.PositiveInfinity),
                s => s.Lambda, (s, v) => s with { Lambda = v }),
            new Field<MfOptions, Regularisation>(
                "regularisation", "what the penalty counts",
                new Choice<Regularisation>(
                    ("per-rating", Regularisation.PerRating), ("per-row", Regularisation.PerRow)),
                s => s.Regularisation, (s, v) => s with { Regularisation = v }) { IsRequired = false },
            new Field<MfOptions, StepRule?>(
                "step-rule", "how long steps are (without it: constant)",
                Given(new Choice<StepRule>(
                    ("constant", StepRule.Constant), ("adaptive", StepRule.Adaptive),
                    ("ada-revision", StepRule.AdaRevision))),
                s => s.StepRule == StepRule.Constant ? null : s.StepRule,
                (s, v) => s with { StepRule = v ?? StepRule.Constant })
            { IsRequired = false, Used = InSteps },
            new Field<MfOptions, double?>(
                "step", "the step size of the first epoch", Given(new Real(0, double.PositiveInfinity, true)),
                s => s.Step, (s, v) => s with { Step = v }) { IsRequired = false, Used = InSteps },
            new Field<MfOptions, double?>(
                "step-decay", "what the step is multiplied by after each epoch", Given(new Real(0, 1, true)),
                s => s.StepDecay, (s, v) => s with { StepDecay = v }) { IsRequired = false, Used = Decaying },
            new Field<MfOptions, double?>(
                "share", "the share of its ratings that a worker processes in a clock", Given(new Real(0, 1, true)),
                s => s.Share, (s, v) => s with { Share = v }) { Used = DataParallel },
            new Field<MfOptions, int?>(
                "blocks", "blocks of items that go round (without it: as many as workers)",
                Given(new Whole<int>(1, 1_000_000)),
                s => s.Blocks, (s, v) => s with { Blocks = v }) { IsRequired = false, Used = InBlocks },
            new Field<MfOptions, int?>(
                "chunks", "parts that a worker's users are cut into, one a clock", Given(new Whole<int>(1, 1_000_000)),
                s => s.Chunks, (s, v) => s with { Chunks = v }) { IsRequired = false, Used = Rotating },
            new Field<MfOptions, int?>(
                "passes", "how often a rank's variables are gone through before the next rank's",
                Given(new Whole<int>(1, 1000)),
                s => s.Passes, (s, v) => s with { Passes = v }) { IsRequired = false, Used = Descending },
            new Field<MfOptions, double?>(
                "alpha", "how much more a rating is believed than none: 1 + alpha × rating times as much",
                Given(new Real(0, double.PositiveInfinity, true)),
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false, Used = OfPreferences },
            new Field<MfOptions, double?>(
                "init-scale", "factors start uniform within ± this / √rank, or as the ratings suggest",
                new MaybeValue<double>(new Real(0, double.PositiveInfinity, aboveMinimum: true), "auto"),
                s => s.InitialScale, (s, v) => s with { InitialScale = v }) { IsRequired = false },
        ],
        static (mf, node) =>
        {
            if (TakesSteps(mf) && mf.StepRule == StepRule.Constant && mf.Step is null)
            {
                throw node.Error($"{node.Name} has no 'step'", "add 'step:', the step size of the first epoch");
            }
        });

    /// <summary>Columns of both factors, at least 1.</summary>
    public int Rank { get; init; } = 20;

    /// <summary>λ ≥ 0.</summary>
    public double Lambda { get; init; }

    /// <summary>What λ multiplies.</summary>
    public Regularisation Regularisation { get; init; }

    /// <summary>
    /// Above 0: γ of the first epoch; of adaptive steps a multiple of the step that takes a rating's error away where
    /// nothing was accumulated (<see cref="AdaptiveStep"/> suits most data); of AdaRevision α as a multiple of √(σ/√K),
    /// what factors are about (<see cref="RevisionStep"/> suits most data; [B]'s 0.08 is 0.36 of it).
    /// </summary>
    public double? Step { get; init; }

    /// <summary>γ is multiplied by this after each pass over the worker's data; 1 keeps it.</summary>
    public double? StepDecay { get; init; } = 1;

    /// <summary>
    /// Data-parallel: share of its ratings that a worker processes in a clock, above 0, at most 1. The rotation's clock
    /// is a cell: see <see cref="Blocks"/> and <see cref="Chunks"/>.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>
    /// Factors start uniform in ±this/√rank, above 0; null: as the mean and the spread of the ratings suggest
    /// (<see cref="RatingScale"/>).
    /// </summary>
    public double? InitialScale { get; init; } = 1;

    /// <summary>How workers share the items.</summary>
    public MfForm Form { get; init; } = MfForm.DataParallel;

    /// <summary>How long steps are.</summary>
    public StepRule StepRule { get; init; } = StepRule.Constant;

    /// <summary>Rotation: blocks of items, no fewer than workers; null: one for each worker.</summary>
    public int? Blocks { get; init; }

    /// <summary>
    /// Rotation: the parts that a worker's users are cut into, at least 1; an epoch is blocks × chunks clocks.
    /// </summary>
    public int? Chunks { get; init; } = 1;

    /// <summary>
    /// Coordinate descent: how often the variables of a rank are gone through before the next rank, at least 1.
    /// </summary>
    public int? Passes { get; init; } = 1;

    /// <summary>
    /// Least squares: α &gt; 0 of the confidence c = 1 + αr that a rating gives (<see cref="ConfidenceSlope"/> in the
    /// paper).
    /// </summary>
    public double? Alpha { get; init; } = ConfidenceSlope;

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
        PlanException.Require(Form != MfForm.CoordinateDescent || PassesInUse >= 1, $"{Passes} passes over a rank",
            "use at least 1");
        PlanException.Require(
            Form != MfForm.CoordinateDescent || ChunksInUse == 1,
            $"coordinate descent in {Chunks} chunks",
            "use 1: cut items into more blocks instead");
        PlanException.Require(
            Form != MfForm.LeastSquares || AlphaInUse > 0,
            $"α = {Alpha}, with which no rating counts",
            "use more than 0, as 40");
        PlanException.Require(
            Form != MfForm.LeastSquares || Lambda > 0,
            $"least squares with λ = {Lambda}, where a row may have no single minimiser",
            "use λ > 0, as 0.1");
        PlanException.Require(
            Form != MfForm.LeastSquares
            || ratings.Value.IndexOfAnyInRange(double.NegativeInfinity, -double.Epsilon) < 0,
            "implicit feedback with ratings below 0",
            "use ratings that say how often, 0 or more, or another form");
        PlanException.Require(
            StepRule != StepRule.AdaRevision || Form == MfForm.DataParallel,
            "AdaRevision in another form than the data-parallel one",
            "use form data-parallel: in the others no gradient is of an earlier version");
        PlanException.Require(
            StepRule != StepRule.AdaRevision || StepDecayInUse == 1,
            $"AdaRevision with a step that decays to {StepDecay} in an epoch",
            "leave the decay out: the gradients shorten the steps");
        PlanException.Require(
            takesSteps || StepRule == StepRule.Constant,
            "steps that adapt, in a form that takes no steps",
            "leave the step rule out");
        return this;
    }

    /// <summary>γ or α of the first epoch, as the step rule means it.</summary>
    internal double StepInUse => Step ?? (StepRule == StepRule.AdaRevision ? RevisionStep : AdaptiveStep);

    /// <summary>What γ is multiplied by after each epoch.</summary>
    internal double StepDecayInUse => StepDecay ?? 1;

    /// <summary>The share of its ratings that a worker processes in a clock.</summary>
    internal double ShareInUse => Share ?? 1;

    /// <summary>The parts that a worker's users are cut into.</summary>
    internal int ChunksInUse => Chunks ?? 1;

    /// <summary>Passes over a rank.</summary>
    internal int PassesInUse => Passes ?? 1;

    /// <summary>α of the confidence.</summary>
    internal double AlphaInUse => Alpha ?? ConfidenceSlope;

    /// <summary>
    /// Columns of both tables: the factor, and the accumulated squares where steps adapt, or the version where shards
    /// make them.
    /// </summary>
    internal int Columns => StepRule == StepRule.Constant ? Rank : Rank + 1;

    private static bool TakesSteps(MfOptions mf) => mf.Form is MfForm.DataParallel or MfForm.Rotation;

    private static MaybeValue<T> Given<T>(Shape<T> shape)
        where T : struct => new(shape, null);
}
