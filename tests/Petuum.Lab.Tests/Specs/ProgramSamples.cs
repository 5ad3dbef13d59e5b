using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Apps.KMeans;
using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Nmf;
using Petuum.Lab.Apps.SparseCoding;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Specs;

/// <summary>Random valid programs of specs.</summary>
internal sealed class ProgramSamples(Pcg32 chance) : SpecChance(chance)
{
    /// <summary>A program that learns from such data.</summary>
    public ProgramChoice Draw(DataKind kind) => kind switch
    {
        DataKind.Ratings => Choose("mf", Mf()),
        DataKind.Documents => Choose("lda", Lda()),
        _ => Of<Func<ProgramChoice>>(
            () => Choose("lasso", Lasso()),
            Linear,
            () => Coin() ? Choose("dnn", Dnn()) : Choose("mlr", Mlr()),
            () => Choose("forest", Forest()),
            Batch,
            () => Coin() ? Choose("medlda", MedLda()) : Choose("svm", Svm()),
            Own)(),
    };

    private static ProgramChoice Choose(string name, object options) => new(ProgramRegistry.Find(name)!, options);

    private LassoOptions Lasso()
    {
        SchedulingKind kind = Of(
            [.. Enum.GetValues<SchedulingKind>().Where(known => known <= SchedulingKind.PriorityAndDependency)]);
        bool isPriority = kind is SchedulingKind.Priority or SchedulingKind.PriorityAndDependency;
        bool isChecked = kind is SchedulingKind.Dependency or SchedulingKind.PriorityAndDependency;
        PriorityWeight? weight = isPriority ? Of(Enum.GetValues<PriorityWeight>()) : null;
        bool byRatio = Coin();
        return new LassoOptions
        {
            Lambda = byRatio ? null : Positive(),
            LambdaRatio = byRatio ? 0.001 + (0.9 * Share()) : null,
            Parallelism = Of(1, 3),
            Standardize = Coin(),
            ChangeTolerance = Positive(),
            Scheduling = new SchedulingOptions(
                kind,
                kind == SchedulingKind.RoundRobin ? Of(1, 7) : null,
                weight,
                weight is PriorityWeight.SquaredValue or PriorityWeight.SquaredChange ? Of(0, Positive()) : null,
                weight is PriorityWeight.AbsoluteChange ? Positive() : null,
                isChecked ? 1 + Share() : null,
                isChecked ? Share() : null),
        };
    }

    private ProgramChoice Own() => new(
        new OwnReference(Of("my.dll#A.B", "../a b/x.dll#C")),
        new OwnOptions(
            Coin()
                ? []
                :
                [
                    new OwnOption("a-b", Of("1", "x y", "")), new OwnOption("c", "no"),
                    new OwnOption("d", "[1, {e: 2}]", IsFlow: true),
                ]));

    private ProgramChoice Linear()
    {
        ProgramDescriptor program = Of(ProgramRegistry.Find("lasso")!.Forms[0], ProgramRegistry.Find("logistic")!);
        bool byRatio = Coin();
        return new ProgramChoice(program, new LinearOptions
        {
            Lambda = byRatio ? null : Positive(),
            LambdaRatio = byRatio ? 0.001 + (0.9 * Share()) : null,
            WorkingSet = Of(WorkingSetRule.Priority, WorkingSetRule.All),
            Screening = Coin(),
            ThresholdShare = Of(0, 0.5),
            InnerTolerance = Of(0.1, 0.9),
            PassesMax = Of(1, 30),
            SweepsMax = Of(1, 99),
            ExactEvaluation = Coin(),
        });
    }

    private DnnOptions Dnn() => DnnOptions.Section.Prototype with
    {
        Convolutions = Coin() ? [] : [new DnnConvolution(Of(1, 8), 3, Of(1, 2))],
        Image = Of<ValueList<int>>([], [9, 7, 3]),
        Hidden = Of<ValueList<int>>([], [7], [128, 64]),
        Activation = Of(Enum.GetValues<Activation>()),
        Step = Positive(),
        Momentum = Of(0, 0.5),
        WaitFree = Coin(),
        Batch = Of(1, 300),
    };

    private MlrOptions Mlr()
    {
        bool sendsFactors = Coin();
        return MlrOptions.Section.Prototype with
        {
            Form = sendsFactors ? MlrForm.Factors : MlrForm.Matrix,
            SyncEvery = sendsFactors ? Of(1, 12) : null,
            Step = Positive(),
            StepDecay = Of(1, 0.5),
        };
    }

    private ForestOptions Forest() => new()
    {
        Trees = Of(1, 500),
        Depth = Of(1, 16),
        Features = Coin() ? Of(1, 28) : null,
        Share = Of(1, 0.1),
        LeafMin = Of(1, 5),
        Batch = Of(1, 10),
    };

    private ProgramChoice Batch() => Of<Func<ProgramChoice>>(
        () => Choose("kmeans", new KMeansOptions { Clusters = Of(1, 9), Share = Of(1, 0.1) }),
        () => Choose("dml", new DmlOptions
        {
            Rank = Of(1, 9),
            Lambda = Of(0, Positive()),
            Step = Positive(),
            Pairs = Of(1, 99),
            Draw = Coin() ? Of(DmlDraw.Uniform, DmlDraw.Neighbours) : null,
            Share = Of(1, 0.1),
        }),
        () => Choose("nmf", new NmfOptions { Rank = Of(1, 9), Passes = Of(1, 10), Share = Of(1, 0.1) }),
        () => Choose("sparse-coding", new SparseCodingOptions
        {
            Rank = Of(1, 9),
            Lambda = Of(0, Positive()),
            Radius = Positive(),
            Share = Of(1, 0.1),
        }))();

    private MedLdaOptions MedLda() => new()
    {
        Topics = Of(1, 40),
        Alpha = Positive(),
        Beta = Positive(),
        Cost = Positive(),
        Ell = Positive(),
        BurnIn = Of(0, 40),
    };

    private SvmOptions Svm() => new()
    {
        Cost = Positive(),
        Loss = Of(SvmLoss.Hinge, SvmLoss.SquaredHinge),
        Bias = Of(0, Positive()),
        Share = Of(1, 0.1),
    };

    private MfOptions Mf()
    {
        MfForm form = Of(Enum.GetValues<MfForm>());
        bool steps = form is MfForm.DataParallel or MfForm.Rotation;
        StepRule? rule = !steps || Coin() ? null
            : form == MfForm.DataParallel ? Of(StepRule.Adaptive, StepRule.AdaRevision) : StepRule.Adaptive;
        bool hasBlocks = form is MfForm.Rotation or MfForm.CoordinateDescent;
        return new MfOptions
        {
            Form = form,
            Rank = Of(1, 40),
            Lambda = form == MfForm.LeastSquares ? Positive() : Of(0, Positive()),
            Regularisation = Of(Regularisation.PerRating, Regularisation.PerRow),
            StepRule = rule ?? StepRule.Constant,
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

    private LdaOptions Lda()
    {
        LdaForm form = Of(Enum.GetValues<LdaForm>());
        return new LdaOptions
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
