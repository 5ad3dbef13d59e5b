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
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Apps.Nmf;
using Petuum.Lab.Apps.SparseCoding;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Forest;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Lda;
using Petuum.Lab.Tests.Linear;
using Petuum.Lab.Tests.MatrixFactorisation;
using Petuum.Lab.Tests.MedLda;
using Petuum.Lab.Tests.Networks;
using Petuum.Lab.Tests.Readme;
using Petuum.Lab.Tests.Svm;
using LassoOptions = Petuum.Lab.Apps.Lasso.LassoOptions;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>Every program there is, small, in each of its forms.</summary>
internal static class CutPrograms
{
    private const int Features = 12;

    private static readonly RegressionData Regression = LassoCase.Generate(samples: 30, Features, seed: 6);

    private static readonly RegressionData Parts = FactorGenerator.Generate(
        new PlantedFactorOptions
        {
            Samples = 30,
            Features = 6,
            Rank = 2,
            IsNonNegative = true,
            Density = 0.5,
            Noise = 0.1,
        },
        new Seed(7)).Data;

    private static readonly SparseCodingOptions Coding = new()
    {
        Rank = 3,
        Passes = 4,
        Share = 1,
        Lambda = 0.2,
        Radius = 1,
    };

    private static readonly RegressionData Classes = LinearCase.Signs(Regression);

    private static readonly ClassData Samples = new(NetworkCase.Planted(samples: 30, features: 9, classes: 3).Data);

    private static readonly Ratings Ratings = MfCase.Ratings(users: 20, items: 12, count: 100, seed: 8);

    private static readonly Documents Documents =
        LdaCase.Generate(documents: 12, words: 9, topics: 3, length: 8, seed: 8).Documents;

    private static readonly MfOptions DataParallel = MfCase.Rotation with { Form = MfForm.DataParallel, Share = 0.3 };

    private static readonly Dictionary<string, Func<CutCase, IProgram>> Programs = new()
    {
        ["counting"] = random => new CountingProgram(random.Plan.Shape),
        ["double-sum"] = random => new DoubleSumProgram(random.Plan.Shape),
        ["float-sum"] = random => new FloatSumProgram(random.Plan.Shape),
        ["history"] = _ => new HistoryProgram(),
        ["mean"] = _ => new MeanProgram([[1, 3], [5, 7, 2], [2], [4, 6, 8, 1], [9]]),
        ["scheduled"] = random => new ScheduledProgram(random.Depth, random.Plan.Staleness, clocked: true),
        ["touch"] = _ => new TouchProgram(rows: 5, columns: 2, work: 3),
        ["mlr"] = random => Mlr(random, MlrForm.Matrix),
        ["mlr factors"] = random => Mlr(random, MlrForm.Factors),
        ["forest"] = random => new ForestProgram(
            Samples,
            test: null,
            ForestCase.Options with { Trees = 2 * random.Plan.Clocks, Batch = 3 },
            new Seed(random.Plan.Seed)),
        ["dnn"] = random => Dnn(random, Activation.Relu, [6]),
        ["dnn wait-free"] = random => Dnn(random, Activation.Relu, [6, 5], waitFree: true),
        ["dnn of sigmoids"] = random => Dnn(random, Activation.Sigmoid, [5, 9]),
        ["dnn of convolutions"] = random =>
            Dnn(random, Activation.Relu, [4], waitFree: false, new DnnConvolution(3, 2, 2)),
        ["lasso round-robin"] = _ => Lasso(SchedulingKind.RoundRobin),
        ["lasso random"] = _ => Lasso(SchedulingKind.Random),
        ["lasso priority"] = _ => Lasso(SchedulingKind.Priority),
        ["lasso squared priority"] = _ => Lasso(SchedulingKind.Priority, PriorityWeight.SquaredChange),
        ["lasso dependency"] = _ => Lasso(SchedulingKind.Dependency),
        ["lasso priority+dependency"] = _ => Lasso(SchedulingKind.PriorityAndDependency),
        ["lasso warm"] = _ => new LassoProgram(Regression, Options(SchedulingKind.Priority), WarmStart()),
        ["linear squares"] = _ => Linear(Regression, LinearLoss.Squares, isExact: false, ratio: 0.1),
        ["linear settled"] = _ => Linear(Regression, LinearLoss.Squares, isExact: false, ratio: 0.95),
        ["linear logistic"] = _ => Linear(Classes, LinearLoss.Logistic, isExact: true, ratio: 0.1),
        ["medlda"] = random => new MedLdaProgram(
            MedLdaCase.Tiny, MedLdaCase.Options with { Topics = 3 }, new Seed(random.Plan.Seed)),
        ["svm hinge"] = _ => new SvmProgram(Classes, SvmCase.Options),
        ["svm squared hinge"] =
            _ => new SvmProgram(Classes, SvmCase.Options with { Loss = SvmLoss.SquaredHinge, Bias = 1 }),
        ["mf constant"] = random => Mf(random, DataParallel with { StepRule = StepRule.Constant, Step = 0.02 }),
        ["mf adaptive"] = random => Mf(random, DataParallel with { StepDecay = 0.9 }),
        ["mf rotation"] = random => Mf(random, MfCase.Rotation with { StepDecay = 0.9 }),
        ["mf ada-revision"] = random => Mf(random, MfCase.Revision),
        ["mf ccd"] = random => Mf(random, MfCase.Descent),
        ["mf ccd of passes"] = random => Mf(random, MfCase.Descent with { Passes = 2, Blocks = 5, Rank = 2 }),
        ["mf als"] = random => Mf(random, MfCase.LeastSquares),
        ["lda delayed"] = random => Lda(random, LdaCase.Options(LdaForm.Delayed, topics: 3)),
        ["lda sparse"] = random => Lda(random, LdaCase.Options(LdaForm.Sparse, topics: 3)),
        ["lda rotation"] = random => Lda(random, LdaCase.Options(LdaForm.Rotation, topics: 3) with { Blocks = 5 }),
        ["lda light"] = random => Lda(random, LdaCase.Options(LdaForm.Light, topics: 3) with { Blocks = 2 }),
        ["dml"] = random => Dml(random, DmlProgram.DrawPairs(Classes, 15, new Seed(random.Plan.Seed))),
        ["dml of neighbours"] = random => Dml(random, DmlProgram.FindPairs(Classes, 3, 15, new Seed(4))),
        ["nmf"] = random => new NmfProgram(
            Parts, new NmfOptions { Rank = 2, Passes = 3, Share = 0.4 }, new Seed(random.Plan.Seed), staleness: 1),
        ["sparse coding"] = random => new SparseCodingProgram(
            Regression, Coding, new Seed(random.Plan.Seed)),
        ["kmeans"] = random => new KMeansProgram(
            Regression, new KMeansOptions { Clusters = 4, Share = 0.4 }, new Seed(random.Plan.Seed)),
        ["mf rotation in chunks"] = random => Mf(random, MfCase.Rotation with { Chunks = 2, Blocks = 5 }),
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Programs.Keys;

    /// <summary>The plan of a case, Clocked and with the case's staleness.</summary>
    public static JobPlan Plan(CutCase random)
    {
        JobPlan plan = random.Plan.Plan(Programs[random.Program](random), random.Depth);
        ConsistencyPolicy policy = random.Plan.Policy switch
        {
            AnyPolicy.Bsp => new Bsp(),
            AnyPolicy.Essp => new Essp(random.Plan.Staleness),
            _ => new Ssp(random.Plan.Staleness),
        };
        return plan with
        {
            Apply = ApplyMode.Clocked,
            Consistency = [.. plan.Program.Tables.Select(_ => policy)],
            Communication = null,
            UnitsPerRound = plan.Program.Tables.Any(table => table.IsRevised) ? 1 : plan.UnitsPerRound,
            Stop = plan.Stop with { DivergenceFactor = random.Program == "history" ? 20 : double.PositiveInfinity },
        };
    }

    private static LassoOptions Options(SchedulingKind kind, PriorityWeight weight = PriorityWeight.AbsoluteChange)
    {
        LassoOptions options = LassoCase.Options(kind);
        return options with { Scheduling = options.Scheduling with { Stride = 5, Weight = weight } };
    }

    private static LassoProgram Lasso(
        SchedulingKind kind, PriorityWeight weight = PriorityWeight.AbsoluteChange) =>
        new(Regression, Options(kind, weight));

    private static LinearProgram Linear(RegressionData data, LinearLoss loss, bool isExact, double ratio) => new(
        data,
        loss,
        LinearCase.Options(ratio) with
        {
            PassesMax = 2,
            InnerTolerance = 0.001,
            ExactEvaluation = isExact,
        });

    private static MfProgram Mf(CutCase random, MfOptions options) => new(
        options.Form == MfForm.LeastSquares ? MfCase.Counts(Ratings) : Ratings,
        test: null,
        options,
        new Seed(random.Plan.Seed));

    private static LdaProgram Lda(CutCase random, LdaOptions options) =>
        new(Documents, options, new Seed(random.Plan.Seed));

    private static MlrProgram Mlr(CutCase random, MlrForm form) => new(
        Samples,
        test: null,
        NetworkCase.Mlr with
        {
            Batch = 10,
            Form = form,
            SyncEvery = 3,
        },
        new Seed(random.Plan.Seed),
        new MlrRun(random.Plan.Workers, random.Plan.Staleness));

    private static DnnProgram Dnn(
        CutCase random,
        Activation activation,
        int[] hidden,
        bool waitFree = false,
        params DnnConvolution[] convolutions) => new(
        Samples,
        test: null,
        NetworkCase.Dnn with
        {
            Batch = 10,
            Activation = activation,
            Hidden = [.. hidden],
            Convolutions = [.. convolutions],
            WaitFree = waitFree,
        },
        new Seed(random.Plan.Seed));

    private static DmlProgram Dml(CutCase random, PairData pairs) => new(
        Classes,
        null,
        pairs,
        new DmlOptions { Rank = 3, Lambda = 1, Step = 0.2, Share = 0.3 },
        new Seed(random.Plan.Seed));

    private static Model WarmStart()
    {
        JobPlan plan = PlanCase.Example.Plan(Lasso(SchedulingKind.RoundRobin));
        ShuffledCluster cluster = new(PlanCase.Example.Shuffle);
        return cluster.Run(plan, NullObserver.Instance).Model!;
    }
}
