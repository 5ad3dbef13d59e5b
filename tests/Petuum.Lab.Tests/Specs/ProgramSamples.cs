using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Tests.Specs;

/// <summary>Random valid programs of specs.</summary>
internal sealed class ProgramSamples(Pcg32 chance) : SpecChance(chance)
{
    /// <summary>A program that learns from such data.</summary>
    public ProgramSpec Draw(DataKind kind) => kind switch
    {
        DataKind.Ratings => Mf(),
        DataKind.Documents => Lda(),
        _ => Of<Func<ProgramSpec>>(Lasso, Linear, Network, Forest, Batch, Margins, Own)(),
    };

    private LassoSpec Lasso()
    {
        SchedulingKind kind = Of(
            [.. Enum.GetValues<SchedulingKind>().Where(known => known <= SchedulingKind.PriorityAndDependency)]);
        bool isPriority = kind is SchedulingKind.Priority or SchedulingKind.PriorityAndDependency;
        bool isChecked = kind is SchedulingKind.Dependency or SchedulingKind.PriorityAndDependency;
        PriorityWeight? weight = isPriority ? Of(Enum.GetValues<PriorityWeight>()) : null;
        bool byRatio = Coin();
        return new LassoSpec
        {
            Lambda = byRatio ? null : Positive(),
            LambdaRatio = byRatio ? 0.001 + (0.9 * Share()) : null,
            Parallelism = Of(1, 3),
            Standardize = Coin(),
            ChangeTolerance = Positive(),
            Schedule = new ScheduleSpec
            {
                Policy = kind,
                Stride = kind == SchedulingKind.RoundRobin ? Of(1, 7) : null,
                Weight = weight,
                Eta = weight is PriorityWeight.SquaredValue or PriorityWeight.SquaredChange ? Of(0, Positive()) : null,
                BaseFactor = weight is PriorityWeight.AbsoluteChange ? Positive() : null,
                CandidateFactor = isChecked ? 1 + Share() : null,
                Theta = isChecked ? Share() : null,
            },
        };
    }

    private OwnSpec Own() => new()
    {
        Type = Of("my.dll#A.B", "../a b/x.dll#C"),
        Options = Coin() ? [] : [new OwnOption("a-b", Of("1", "x y", "")), new OwnOption("c", "no")],
    };

    private LinearSpec Linear()
    {
        LinearSpec like = Of<LinearSpec>(SpecDefaults.ColumnLasso, SpecDefaults.Logistic);
        bool byRatio = Coin();
        return like with
        {
            Lambda = byRatio ? null : Positive(),
            LambdaRatio = byRatio ? 0.001 + (0.9 * Share()) : null,
            WorkingSet = Of(WorkingSetRule.Priority, WorkingSetRule.All),
            Screening = Coin(),
            ThresholdShare = Of(0, 0.5),
            InnerTolerance = Of(0.1, 0.9),
            Passes = Of(1, 30),
            Sweeps = Of(1, 99),
            ExactEvaluation = Coin(),
        };
    }

    private ClassProgramSpec Network()
    {
        bool sendsFactors = Coin();
        return Coin()
            ? SpecDefaults.Dnn with
            {
                Convolutions = Coin() ? [] : [new ConvolutionSpec { Filters = Of(1, 8), Size = 3, Pool = Of(1, 2) }],
                Image = Of<ValueList<int>>([], [9, 7, 3]),
                Hidden = Of<ValueList<int>>([], [7], [128, 64]),
                Activation = Of(Enum.GetValues<Activation>()),
                Step = Positive(),
                Momentum = Of(0, 0.5),
                WaitFree = Coin(),
                Batch = Of(1, 300),
            }
            : SpecDefaults.Mlr with
            {
                Form = sendsFactors ? MlrForm.Factors : null,
                SyncEvery = sendsFactors ? Of(1, 12) : null,
                Step = Positive(),
                StepDecay = Of(1, 0.5),
            };
    }

    private ForestSpec Forest() => new()
    {
        Trees = Of(1, 500),
        Depth = Of(1, 16),
        Features = Coin() ? Of(1, 28) : null,
        Share = Of(1, 0.1),
        LeafMin = Of(1, 5),
        Batch = Of(1, 10),
    };

    private BatchSpec Batch()
    {
        BatchSpec like = Of<BatchSpec>(
            SpecDefaults.KMeans with { Clusters = Of(1, 9) },
            SpecDefaults.Dml with
            {
                Rank = Of(1, 9),
                Lambda = Of(0, Positive()),
                Step = Positive(),
                Pairs = Of(1, 99),
                Draw = Coin() ? Of(DmlDraw.Uniform, DmlDraw.Neighbours) : null,
            },
            SpecDefaults.Nmf with { Rank = Of(1, 9), Passes = Of(1, 10) },
            SpecDefaults.SparseCoding with { Rank = Of(1, 9), Lambda = Of(0, Positive()), Radius = Positive() });
        return like with { Share = Of(1, 0.1) };
    }

    private ProgramSpec Margins() => Coin() ? MedLda() : Svm();

    private MedLdaSpec MedLda() => SpecDefaults.MedLda with
    {
        Topics = Of(1, 40),
        Alpha = Positive(),
        Beta = Positive(),
        Cost = Positive(),
        Ell = Positive(),
        BurnIn = Of(0, 40),
    };

    private SvmSpec Svm() => SpecDefaults.Svm with
    {
        Cost = Positive(),
        Loss = Of(SvmLoss.Hinge, SvmLoss.SquaredHinge),
        Bias = Of(0, Positive()),
        Share = Of(1, 0.1),
    };

    private MfSpec Mf()
    {
        MfForm form = Of(Enum.GetValues<MfForm>());
        bool steps = form is MfForm.DataParallel or MfForm.Rotation;
        StepRule? rule = !steps || Coin() ? null
            : form == MfForm.DataParallel ? Of(StepRule.Adaptive, StepRule.AdaRevision) : StepRule.Adaptive;
        bool hasBlocks = form is MfForm.Rotation or MfForm.CoordinateDescent;
        return new MfSpec
        {
            Form = form == MfForm.DataParallel ? null : form,
            Rank = Of(1, 40),
            Lambda = form == MfForm.LeastSquares ? Positive() : Of(0, Positive()),
            Regularisation = Of(Regularisation.PerRating, Regularisation.PerRow),
            StepRule = rule,
            Step = !steps || (rule is not null && Coin()) ? null : Positive(),
            StepDecay = steps && rule != StepRule.AdaRevision ? Of(1, 0.9) : null,
            Share = form == MfForm.DataParallel ? Of(1, 0.01) : null,
            Blocks = hasBlocks && Coin() ? Of(1_000, 1_000_000) : null,
            Chunks = form == MfForm.Rotation ? Of(1, 7) : null,
            Passes = form == MfForm.CoordinateDescent ? Of(1, 3) : null,
            Alpha = form == MfForm.LeastSquares ? Positive() : null,
            InitialScale = Coin() ? null : Positive(),
        };
    }

    private LdaSpec Lda()
    {
        LdaForm form = Of(Enum.GetValues<LdaForm>());
        return new LdaSpec
        {
            Form = form,
            Topics = Of(1, 900),
            Alpha = Positive(),
            Beta = Positive(),
            MhSteps = LdaProgram.Proposes(form) && Coin() ? Of(1, 8) : null,
            Blocks = LdaProgram.HasBlocks(form) && Coin() ? Of(1_000, 1_000_000) : null,
        };
    }
}
