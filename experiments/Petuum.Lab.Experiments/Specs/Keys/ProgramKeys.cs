using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of programs.</summary>
internal static class ProgramKeys
{
    private static readonly Choice<SchedulingKind> Kind = new([.. new[]
    {
        SchedulingKind.RoundRobin,
        SchedulingKind.Random,
        SchedulingKind.Priority,
        SchedulingKind.Dependency,
        SchedulingKind.PriorityAndDependency,
    }.Select(kind => (SchedulingPolicies.NameOf(kind), kind))]);

    private static readonly Choice<PriorityWeight> Weight =
        new([.. Enum.GetValues<PriorityWeight>().Select(weight => (SchedulingPolicies.NameOf(weight), weight))]);

    private static readonly Usage<ScheduleSpec> RoundRobin = new(
        ["policy"], static schedule => schedule.Policy == SchedulingKind.RoundRobin, "round-robin");

    private static readonly Usage<ScheduleSpec> ByPriority = new(
        ["policy"], HasPriority, "priority or priority+dependency");

    private static readonly Usage<ScheduleSpec> Squared = new(
        ["policy", "weight"],
        static schedule => HasPriority(schedule) && schedule.Weight != PriorityWeight.AbsoluteChange,
        "squared-value or squared-change");

    private static readonly Usage<ScheduleSpec> Absolute = new(
        ["policy", "weight"],
        static schedule => HasPriority(schedule) && schedule.Weight == PriorityWeight.AbsoluteChange,
        "absolute-change with a policy of priority");

    private static readonly Usage<ScheduleSpec> Checking = new(
        ["policy"],
        static schedule => schedule.Policy is SchedulingKind.Dependency or SchedulingKind.PriorityAndDependency,
        "dependency or priority+dependency");

    private static readonly Section<ScheduleSpec> Schedule = new(
        SpecDefaults.Schedule,
        [
            new Field<ScheduleSpec, SchedulingKind>(
                "policy", "how coefficients are picked", Kind, s => s.Policy, (s, v) => s with { Policy = v }),
            new Field<ScheduleSpec, int?>(
                "stride", "the step from one pick to the next", Given(new Whole<int>(1, int.MaxValue)),
                s => s.Stride, (s, v) => s with { Stride = v }) { IsRequired = false, Used = RoundRobin },
            new Field<ScheduleSpec, PriorityWeight?>(
                "weight", "what makes a coefficient urgent", new MaybeValue<PriorityWeight>(Weight, null),
                s => s.Weight, (s, v) => s with { Weight = v }) { IsRequired = false, Used = ByPriority },
            new Field<ScheduleSpec, double?>(
                "eta", "what is added to the squared weight", Given(new Real(0, double.PositiveInfinity)),
                s => s.Eta, (s, v) => s with { Eta = v }) { IsRequired = false, Used = Squared },
            new Field<ScheduleSpec, double?>(
                "base-factor", "what is added to |change|, as a share of the mean weight",
                Given(new Real(0, double.PositiveInfinity, aboveMinimum: true)),
                s => s.BaseFactor, (s, v) => s with { BaseFactor = v }) { IsRequired = false, Used = Absolute },
            new Field<ScheduleSpec, double?>(
                "candidate-factor", "candidates drawn for each coefficient to be picked, L'/L", Given(new Real(1, 1e6)),
                s => s.CandidateFactor,
                (s, v) => s with { CandidateFactor = v }) { IsRequired = false, Used = Checking },
            new Field<ScheduleSpec, double?>(
                "theta", "the largest correlation of two coefficients in one round", Given(new Real(0, 1)),
                s => s.Theta, (s, v) => s with { Theta = v }) { IsRequired = false, Used = Checking },
        ]);

    private static readonly Section<LassoSpec> Lasso = new(
        SpecDefaults.Lasso,
        [
            new Field<LassoSpec, LassoForm?>(
                "form", "who computes what: 'rows' splits samples over workers, 'columns' coefficients",
                Given(new Choice<LassoForm>(("rows", LassoForm.Rows), ("columns", LassoForm.Columns))),
                static _ => null, static (s, _) => s) { IsRequired = false },
            new Field<LassoSpec, double?>(
                "lambda", "the weight of the penalty", Given(new Real(0, double.PositiveInfinity, aboveMinimum: true)),
                s => s.Lambda, (s, v) => s with { Lambda = v }) { IsRequired = false },
            new Field<LassoSpec, double?>(
                "lambda-ratio", "the weight of the penalty as a share of the smallest for which nothing is learnt",
                Given(new Real(0, 1, aboveMinimum: true)),
                s => s.LambdaRatio, (s, v) => s with { LambdaRatio = v }) { IsRequired = false },
            new Field<LassoSpec, int>(
                "parallelism", "coefficients scheduled in a round", new Whole<int>(1, int.MaxValue),
                s => s.Parallelism, (s, v) => s with { Parallelism = v }),
            new Field<LassoSpec, ScheduleSpec>(
                "schedule", "how coefficients are picked: a section with a 'policy'", Schedule,
                s => s.Schedule, (s, v) => s with { Schedule = v }),
            new Field<LassoSpec, bool>(
                "standardize", "whether columns are centred and scaled to length 1, and labels centred", new Switch(),
                s => s.Standardize, (s, v) => s with { Standardize = v }) { IsRequired = false },
            new Field<LassoSpec, double>(
                "change-tolerance",
                "the metric 'changed' counts coefficients that moved by more than this share of the largest",
                new Real(0, double.PositiveInfinity),
                s => s.ChangeTolerance, (s, v) => s with { ChangeTolerance = v }) { IsRequired = false },
        ],
        static (lasso, node) => LinearKeys.RefuseTwoLambdas(lasso.Lambda, lasso.LambdaRatio, node));

    private static readonly Usage<MfSpec> DataParallel = new(["form"], static mf => mf.Form is null, "data-parallel");

    private static readonly Usage<MfSpec> Rotating =
        new(["form"], static mf => mf.Form == MfForm.Rotation, "rotation");

    private static readonly Usage<MfSpec> InBlocks = new(
        ["form"], static mf => mf.Form is MfForm.Rotation or MfForm.CoordinateDescent, "rotation or ccd");

    private static readonly Usage<MfSpec> InSteps = new(["form"], TakesSteps, "data-parallel or rotation");

    private static readonly Usage<MfSpec> Decaying = new(
        ["form", "step-rule"],
        static mf => TakesSteps(mf) && mf.StepRule != StepRule.AdaRevision,
        "constant or adaptive, in form data-parallel or rotation");

    private static readonly Usage<MfSpec> Descending =
        new(["form"], static mf => mf.Form == MfForm.CoordinateDescent, "ccd");

    private static readonly Usage<MfSpec> OfPreferences =
        new(["form"], static mf => mf.Form == MfForm.LeastSquares, "als");

    private static readonly Section<MfSpec> Mf = new(
        SpecDefaults.Mf,
        [
            new Field<MfSpec, MfForm?>(
                "form", "how workers share the items (without it: data-parallel)",
                Given(new Choice<MfForm>(
                    ("data-parallel", MfForm.DataParallel), ("rotation", MfForm.Rotation),
                    ("ccd", MfForm.CoordinateDescent), ("als", MfForm.LeastSquares))),
                s => s.Form,
                (s, v) => s with { Form = v == MfForm.DataParallel ? null : v }) { IsRequired = false },
            new Field<MfSpec, int>(
                "rank", "columns of both factors", new Whole<int>(1, 100_000), s => s.Rank,
                (s, v) => s with { Rank = v }),
            new Field<MfSpec, double>(
                "lambda", "the weight of the penalty", new Real(0, double.PositiveInfinity),
                s => s.Lambda, (s, v) => s with { Lambda = v }),
            new Field<MfSpec, Regularisation>(
                "regularisation", "what the penalty counts",
                new Choice<Regularisation>(
                    ("per-rating", Regularisation.PerRating), ("per-row", Regularisation.PerRow)),
                s => s.Regularisation, (s, v) => s with { Regularisation = v }) { IsRequired = false },
            new Field<MfSpec, StepRule?>(
                "step-rule", "how long steps are (without it: constant)",
                Given(new Choice<StepRule>(
                    ("constant", StepRule.Constant), ("adaptive", StepRule.Adaptive),
                    ("ada-revision", StepRule.AdaRevision))),
                s => s.StepRule,
                (s, v) => s with { StepRule = v == StepRule.Constant ? null : v })
            { IsRequired = false, Used = InSteps },
            new Field<MfSpec, double?>(
                "step", "the step size of the first epoch", Given(new Real(0, double.PositiveInfinity, true)),
                s => s.Step, (s, v) => s with { Step = v }) { IsRequired = false, Used = InSteps },
            new Field<MfSpec, double?>(
                "step-decay", "what the step is multiplied by after each epoch", Given(new Real(0, 1, true)),
                s => s.StepDecay, (s, v) => s with { StepDecay = v }) { IsRequired = false, Used = Decaying },
            new Field<MfSpec, double?>(
                "share", "the share of its ratings that a worker processes in a clock", Given(new Real(0, 1, true)),
                s => s.Share, (s, v) => s with { Share = v }) { Used = DataParallel },
            new Field<MfSpec, int?>(
                "blocks", "blocks of items that go round (without it: as many as workers)",
                Given(new Whole<int>(1, 1_000_000)),
                s => s.Blocks, (s, v) => s with { Blocks = v }) { IsRequired = false, Used = InBlocks },
            new Field<MfSpec, int?>(
                "chunks", "parts that a worker's users are cut into, one a clock", Given(new Whole<int>(1, 1_000_000)),
                s => s.Chunks, (s, v) => s with { Chunks = v }) { IsRequired = false, Used = Rotating },
            new Field<MfSpec, int?>(
                "passes", "how often a rank's variables are gone through before the next rank's",
                Given(new Whole<int>(1, 1000)),
                s => s.Passes, (s, v) => s with { Passes = v }) { IsRequired = false, Used = Descending },
            new Field<MfSpec, double?>(
                "alpha", "how much more a rating is believed than none: 1 + alpha × rating times as much",
                Given(new Real(0, double.PositiveInfinity, true)),
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false, Used = OfPreferences },
            new Field<MfSpec, double?>(
                "init-scale", "factors start uniform within ± this / √rank, or as the ratings suggest",
                new MaybeValue<double>(new Real(0, double.PositiveInfinity, aboveMinimum: true), "auto"),
                s => s.InitialScale, (s, v) => s with { InitialScale = v }) { IsRequired = false },
        ],
        static (mf, node) =>
        {
            if (TakesSteps(mf) && mf.StepRule is null && mf.Step is null)
            {
                throw node.Error($"{node.Name} has no 'step'", "add 'step:', the step size of the first epoch");
            }
        });

    /// <summary>All programs.</summary>
    public static readonly Variants<ProgramSpec> Program = new(
        "program", new Variant<ProgramSpec, ColumnLassoSpec>("form", "columns", LinearKeys.ColumnLasso),
        new Variant<ProgramSpec, DnnSpec>("name", "dnn", NetworkKeys.Dnn),
        new Variant<ProgramSpec, ForestSpec>("name", "forest", ForestKeys.Forest),
        new Variant<ProgramSpec, LassoSpec>("name", "lasso", Lasso),
        new Variant<ProgramSpec, LogisticSpec>("name", "logistic", LinearKeys.Logistic),
        new Variant<ProgramSpec, MfSpec>("name", "mf", Mf),
        new Variant<ProgramSpec, LdaSpec>("name", "lda", LdaKeys.Lda),
        new Variant<ProgramSpec, MlrSpec>("name", "mlr", NetworkKeys.Mlr),
        new Variant<ProgramSpec, KMeansSpec>("name", "kmeans", BatchKeys.KMeans),
        new Variant<ProgramSpec, DmlSpec>("name", "dml", BatchKeys.Dml),
        new Variant<ProgramSpec, NmfSpec>("name", "nmf", BatchKeys.Nmf),
        new Variant<ProgramSpec, SparseCodingSpec>("name", "sparse-coding", BatchKeys.SparseCoding),
        new Variant<ProgramSpec, SvmSpec>("name", "svm", SvmKeys.Svm),
        new Variant<ProgramSpec, MedLdaSpec>("name", "medlda", MedLdaKeys.MedLda),
        new Variant<ProgramSpec, OwnSpec>("name", null, OwnKeys.Own, OwnSpec.IsOwn));

    /// <summary>Forms of lasso; each has keys of its own.</summary>
    private enum LassoForm
    {
        /// <summary>Samples are split: [K] Fig. 6.</summary>
        Rows,

        /// <summary>Coefficients are split; read by another section.</summary>
        Columns,
    }

    private static bool TakesSteps(MfSpec mf) => mf.Form is null or MfForm.Rotation;

    private static bool HasPriority(ScheduleSpec schedule) =>
        schedule.Policy is SchedulingKind.Priority or SchedulingKind.PriorityAndDependency;

    private static MaybeValue<T> Given<T>(Shape<T> shape)
        where T : struct => new(shape, null);
}
