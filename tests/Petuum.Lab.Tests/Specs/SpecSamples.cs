using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Tests.Specs;

/// <summary>Random valid specs that between them use every key.</summary>
internal sealed class SpecSamples(ulong seed)
{
    /// <summary>A file at the root of the repository, so that specs there may name it.</summary>
    private const string AFile = "global.json";

    private static readonly string[] Texts =
        ["x", "none", "all", "4", "no", "a: b", "- a", "# a", "\"'\\", "two\nlines\n", " blanks ", "\ttab",
            "ö→𝔸\u2028\uFEFF", "{a, [b", "*a", "!a", "%", "@"];

    private readonly Pcg32 _chance = new Seed(seed).CreateGenerator();

    public RunSpec Draw()
    {
        bool isLasso = Coin();
        ProgramSpec program = !isLasso ? Mf() : Coin() ? Lasso() : Coin() ? Linear() : Batch();
        bool isEager = Coin();
        bool isVap = !isEager && !isLasso && Coin();
        ApplyMode apply = isVap || Coin() ? ApplyMode.Arrival : ApplyMode.Clocked;
        return new RunSpec
        {
            Name = Of("a", "1", "E2.quick_x-y", "no", "1e3"),
            Question = Coin() ? "" : Text(),
            Program = program,
            Data = isLasso
                ? Of<DataSpec>(Rows(), Clusters(), Metric(), Factors(), FileOf(false, program is DmlSpec))
                : Of<DataSpec>(Ratings(), FileOf(true)),
            Cluster = Cluster(),
            Consistency = Consistency(isEager, isVap, program, apply),
            Apply = apply,
            Communication = apply == ApplyMode.Arrival && !isVap && Coin() ? Communication() : null,
            PipelineDepth = program.IsModelParallel ? Of(1, 4) : 1,
            UnitsPerRound = program.IsModelParallel ? 1 : Of(1, 8),
            Stop = new StopSpec
            {
                Clocks = Of(20, int.MaxValue),
                Tolerance = Coin() ? Positive() : null,
                Objective = Coin() ? -Positive() : null,
                DivergenceFactor = 1.5 + Positive(),
            },
            EvaluateEvery = Of(1, 7),
            Seeds = Of<SpecList<ulong>>([0], [3, ulong.MaxValue]),
            Sweep = [],
            Checkers = Coin(),
            EventLog = Coin(),
            Trace = Coin() ? new TraceSpec { FromClock = Of(0, 5), ToClock = Coin() ? 9 : null } : null,
            Expect = Of(Expectation.Converges, Expectation.Diverges, Expectation.Stuck),
            Reproduces = Coin() ? Reproduction() : null,
        };
    }

    private LassoSpec Lasso()
    {
        SchedulingKind kind = (SchedulingKind)_chance.NextInt((int)SchedulingKind.PriorityAndDependency + 1);
        bool isPriority = kind is SchedulingKind.Priority or SchedulingKind.PriorityAndDependency;
        bool isChecked = kind is SchedulingKind.Dependency or SchedulingKind.PriorityAndDependency;
        PriorityWeight? weight = isPriority ? Of(Enum.GetValues<PriorityWeight>()) : null;
        bool byRatio = Coin();
        return new LassoSpec
        {
            Lambda = byRatio ? null : Positive(),
            LambdaRatio = byRatio ? _chance.NextDouble(0.001, 1) : null,
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
                CandidateFactor = isChecked ? 1 + _chance.NextDouble() : null,
                Theta = isChecked ? _chance.NextDouble() : null,
            },
        };
    }

    private LinearSpec Linear()
    {
        LinearSpec like = Of<LinearSpec>(SpecDefaults.ColumnLasso, SpecDefaults.Logistic);
        bool byRatio = Coin();
        return like with
        {
            Lambda = byRatio ? null : Positive(),
            LambdaRatio = byRatio ? _chance.NextDouble(0.001, 1) : null,
            WorkingSet = Of(WorkingSetRule.Priority, WorkingSetRule.All),
            Screening = Coin(),
            ThresholdShare = Of(0, 0.5),
            InnerTolerance = Of(0.1, 0.9),
            Passes = Of(1, 30),
            Sweeps = Of(1, 99),
            ExactEvaluation = Coin(),
        };
    }

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
            },
            SpecDefaults.Nmf with { Rank = Of(1, 9), Passes = Of(1, 10) },
            SpecDefaults.SparseCoding with { Rank = Of(1, 9), Lambda = Of(0, Positive()), Radius = Positive() });
        return like with { Share = Of(1, 0.1) };
    }

    private MfSpec Mf()
    {
        bool rotates = Coin();
        bool adapts = Coin();
        return new MfSpec
        {
            Form = rotates ? MfForm.Rotation : null,
            Rank = Of(1, 40),
            Lambda = Of(0, Positive()),
            Regularisation = Of(Regularisation.PerRating, Regularisation.PerRow),
            StepRule = adapts ? StepRule.Adaptive : null,
            Step = adapts && Coin() ? null : Positive(),
            StepDecay = Of(1, 0.9),
            Share = rotates ? null : Of(1, 0.01),
            Blocks = rotates && Coin() ? Of(1_000, 1_000_000) : null,
            Chunks = rotates ? Of(1, 7) : null,
            InitialScale = Coin() ? null : Positive(),
        };
    }

    private GeneratedLassoSpec Rows() => new()
    {
        Samples = Of(3, 100),
        Features = Of(7, 1000),
        FollowProbability = _chance.NextDouble(),
        Correlation = Of(LassoCorrelation.PerEntry, LassoCorrelation.PerColumn),
        TrueCoefficients = Of(0, 7),
        CoefficientValue = -Positive(),
        Noise = Of(0, Positive()),
        NonzerosPerColumn = Coin() ? 2 : null,
        TestShare = 0,
        Seed = Of<ulong>(0, ulong.MaxValue),
    };

    private GeneratedClustersSpec Clusters() => new()
    {
        Samples = Of(3, 100),
        Features = Of(7, 1000),
        Clusters = Of(1, 4),
        Spread = Of(0, Positive()),
        TestShare = 0,
        Seed = Of<ulong>(0, ulong.MaxValue),
    };

    private GeneratedMetricSpec Metric() => new()
    {
        Samples = Of(3, 100),
        Features = Of(7, 1000),
        Classes = Of(1, 4),
        Rank = Of(1, 7),
        Spread = Of(0, Positive()),
        Nuisance = Of(0, Positive()),
        TestShare = 0,
        Seed = Of<ulong>(0, ulong.MaxValue),
    };

    private GeneratedFactorsSpec Factors() => new()
    {
        Samples = Of(3, 100),
        Features = Of(7, 1000),
        Rank = Of(1, 4),
        NonNegative = Coin(),
        Density = Of(1, 0.3),
        Noise = Of(0, Positive()),
        TestShare = 0,
        Seed = Of<ulong>(0, ulong.MaxValue),
    };

    private GeneratedRatingsSpec Ratings() => new()
    {
        Users = Of(3, 1000),
        Items = Of(5, 2000),
        Rank = Of(1, 3),
        Ratings = Of(1, 15),
        Noise = Of(0, Positive()),
        PopularitySkew = Of(0, 1.5),
        TestShare = Of(0, 0.25),
        Seed = Of<ulong>(1, 9),
    };

    private FileDataSpec FileOf(bool isRatings) => FileOf(isRatings, Coin() ? null : AFile);

    private FileDataSpec FileOf(bool isRatings, string? test) => new()
    {
        File = AFile,
        Format = Coin() ? null : isRatings ? Of(DataFormat.RatingsTab, DataFormat.RatingsCsv)
            : Of(DataFormat.LibSvm, DataFormat.MatrixMarket),
        ZeroBased = Coin(),
        Columns = Coin() ? 9 : null,
        Header = Coin() ? null : Coin(),
        Label = Coin() ? null : Of("y", "-1", "last"),
        Labels = Coin() ? null : AFile,
        Test = test,
        Similar = null,
        Dissimilar = null,
        TestShare = isRatings && test is null ? Of(0, 0.5) : 0,
        Seed = 4,
    };

    private FileDataSpec FileOf(bool isRatings, bool isOfPairs)
    {
        string? pairs = isOfPairs && Coin() ? AFile : null;
        return FileOf(isRatings) with { Similar = pairs, Dissimilar = pairs };
    }

    private ClusterSpec Cluster() => new()
    {
        Workers = Of(1, 3),
        Shards = Of(1, 5),
        Placement = Of(ShardPlacement.Dedicated, ShardPlacement.OnWorkers),
        Network = Coin() ? null : new NetworkSpec
        {
            LatencyMicros = Of<LatencySpec>(
                new ConstantLatencySpec(Of(0, 250)),
                new UniformLatencySpec(5, 50),
                new ExponentialLatencySpec { MeanMicros = 5 + Positive(), FloorMicros = Of(0, 2.5) },
                new LogNormalLatencySpec { MeanMicros = Positive(), Sigma = _chance.NextDouble() }),
            BandwidthMbps = Coin() ? null : 0.5 + Positive(),
            MessageMicros = Of(0, 3),
            Ordered = Coin(),
        },
        Compute = new ComputeSpec { MicrosPerUnit = Of(0, Positive()), MicrosPerRound = Of(0, 77) },
        Stragglers = Of<SpecList<StragglerSpec>>([], [Straggler()], [Straggler(), Straggler()]),
    };

    private StragglerSpec Straggler() => Of<StragglerSpec>(
        new SlowWorkerSpec { DelayPercent = Positive() },
        new DisruptedSpec
        {
            Intensity = Positive(),
            PeriodMicros = Of(1, 5_000_000_000),
            Probability = _chance.NextDouble()
        },
        new PowerLawSpec { Alpha = 2.5 + Positive() },
        new PersistentSpec { Share = _chance.NextDouble(), Speed = Of(1, 0.5) },
        new TraceStragglerSpec { File = AFile });

    private ConsistencySpec Consistency(bool isEager, bool isVap, ProgramSpec program, ApplyMode apply)
    {
        PolicySpec all = isVap ? Policy(PolicyName.Vap) : isEager ? Policy(PolicyName.Essp)
            : Policy(Of(apply == ApplyMode.Clocked ? PolicyName.Bsp : PolicyName.Ssp, PolicyName.Ssp, PolicyName.Asp));
        TablePolicy own = new(program.TableNames[Math.Min(1, program.TableNames.Count - 1)], Policy(PolicyName.Ssp));
        return new ConsistencySpec
        {
            Policy = all.Policy,
            Staleness = all.Staleness,
            V0 = all.V0,
            Tables = Coin() ? [] : program is not MfSpec || apply == ApplyMode.Arrival ? [own]
                : [own, new TablePolicy("users", Policy(PolicyName.Bsp))],
        };
    }

    private PolicySpec Policy(PolicyName policy) => new()
    {
        Policy = policy,
        Staleness = policy switch
        {
            PolicyName.Ssp => Of(new Staleness(0), new Staleness(40), Staleness.Unbounded),
            PolicyName.Essp => new Staleness(Of(0, 3)),
            _ => null,
        },
        V0 = policy == PolicyName.Vap ? Positive() : null,
    };

    private CommunicationSpec Communication() => new()
    {
        BandwidthMbps = 1 + Positive(),
        BurstKb = 1 + Positive(),
        Rows = Of(1, 100),
        Priority = Of(Enum.GetValues<CommunicationPriority>()),
    };

    private ReproductionSpec Reproduction() => new()
    {
        Id = Text(),
        Claim = Text(),
        Paper = Text(),
        Rules = Of<SpecList<RuleSpec>>([Rule()], [Rule(), Rule()]),
        Charts = Of<SpecList<ChartSpec>>([], [Chart()]),
        Full = Of<SpecList<NamedText>>([], [new NamedText("stop.clocks", "400"), new NamedText("seeds", "[1, 2]")]),
    };

    private RuleSpec Rule() => new()
    {
        Measure = Text(),
        Of = Names(),
        Over = Names(),
        With = Names(),
        Comparison = Of(RuleComparison.AtLeast, RuleComparison.AtMost),
        Threshold = Of(-1, Positive()),
        Decides = Of(RuleStrength.Shape, RuleStrength.Size),
    };

    private ChartSpec Chart() => new()
    {
        Kind = Of("line", "stacked-bar", "histogram", "heat-map", "gantt"),
        Title = Text(),
        X = Text(),
        Y = Text(),
        Series = Coin() ? null : Text(),
        LogX = Coin(),
        LogY = Coin(),
        With = Names(),
    };

    private SpecList<NamedText> Names() => Of<SpecList<NamedText>>(
        [], [new NamedText(Text(), Text())], [new NamedText("consistency.staleness", "4"), new NamedText("b", Text())]);

    private string Text() => Of(Texts);

    private double Positive() => Of(1, 0.1, 1e-300, 123456.789, _chance.NextDouble() + 1e-9);

    private bool Coin() => _chance.NextInt(2) == 0;

    private T Of<T>(params T[] choices) => choices[_chance.NextInt(choices.Length)];
}
