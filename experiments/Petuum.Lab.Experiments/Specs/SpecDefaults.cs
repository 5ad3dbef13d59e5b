using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>
/// What a spec says when it does not: only where a choice is harmless or published. Values of required keys stand in
/// for what is read; no run ever has them unread.
/// </summary>
internal static partial class SpecDefaults
{
    /// <summary>Coefficients by turns, none checked.</summary>
    public static ScheduleSpec Schedule { get; } = new()
    {
        Policy = SchedulingKind.RoundRobin,
        Stride = 1,
        Weight = PriorityWeight.AbsoluteChange,
        Eta = 1e-6,
        BaseFactor = 0.1,
        CandidateFactor = 2,
        Theta = 0.1,
    };

    /// <summary>Data as given.</summary>
    public static LassoSpec Lasso { get; } = new()
    {
        Lambda = null,
        LambdaRatio = null,
        Parallelism = 1,
        Schedule = Schedule,
        Standardize = false,
        ChangeTolerance = 1e-6,
    };

    private static LinearOptions Recommended { get; } = LinearOptions.Recommended(staleness: 0);

    /// <summary>What <see cref="LinearOptions.Recommended"/> says, evaluated exactly.</summary>
    public static ColumnLassoSpec ColumnLasso { get; } = new()
    {
        Lambda = null,
        LambdaRatio = null,
        WorkingSet = Recommended.WorkingSet,
        Screening = Recommended.Screening,
        ThresholdShare = Recommended.ThresholdShare,
        InnerTolerance = Recommended.InnerTolerance,
        Passes = Recommended.PassesMax,
        Sweeps = Recommended.SweepsMax,
        ExactEvaluation = true,
    };

    /// <summary>The same.</summary>
    public static LogisticSpec Logistic { get; } = new()
    {
        Lambda = null,
        LambdaRatio = null,
        WorkingSet = Recommended.WorkingSet,
        Screening = Recommended.Screening,
        ThresholdShare = Recommended.ThresholdShare,
        InnerTolerance = Recommended.InnerTolerance,
        Passes = Recommended.PassesMax,
        Sweeps = Recommended.SweepsMax,
        ExactEvaluation = true,
    };

    /// <summary>A constant step, λ per rating as in [E].</summary>
    public static MfSpec Mf { get; } = new()
    {
        Form = null,
        Rank = 1,
        Lambda = 0,
        Regularisation = Regularisation.PerRating,
        StepRule = null,
        Step = null,
        StepDecay = 1,
        Share = null,
        Blocks = null,
        Chunks = 1,
        Passes = 1,
        Alpha = MfOptions.ConfidenceSlope,
        InitialScale = 1,
    };

    /// <summary>α and β as in [B].</summary>
    public static LdaSpec Lda { get; } = new()
    {
        Form = LdaForm.Delayed,
        Topics = 1,
        Alpha = LdaOptions.Prior,
        Beta = LdaOptions.Prior,
        MhSteps = null,
        Blocks = null,
    };

    /// <summary>What needs no tuning.</summary>
    public static MlrSpec Mlr { get; } = new()
    {
        Form = null,
        Step = MlrOptions.DefaultStep,
        StepDecay = 0.95,
        Batch = 128,
        SyncEvery = 10,
    };

    /// <summary>The depth of the release's example; all samples, drawn with replacement.</summary>
    public static ForestSpec Forest { get; } = new()
    {
        Trees = 1,
        Depth = 16,
        Features = null,
        Share = 1,
        LeafMin = 1,
        Batch = 10,
    };

    /// <summary>Windows of two by two.</summary>
    public static ConvolutionSpec Convolution { get; } = new() { Filters = 1, Size = 1, Pool = 2 };

    /// <summary>What needs no tuning: one hidden layer of 128.</summary>
    public static DnnSpec Dnn { get; } = new()
    {
        Convolutions = [],
        Image = [],
        Hidden = [128],
        Activation = Activation.Relu,
        Step = DnnOptions.DefaultStep,
        StepDecay = 0.9,
        Momentum = 0.9,
        WaitFree = false,
        Batch = 256,
    };

    /// <summary>A tenth of the rows a clock.</summary>
    public static KMeansSpec KMeans { get; } = new() { Clusters = 1, Share = 0.1 };

    /// <summary>λ as in [K]; 10,000 pairs of each kind.</summary>
    public static DmlSpec Dml { get; } = new()
    {
        Rank = 1,
        Lambda = 1,
        Step = DmlOptions.RecommendedStep,
        Draw = null,
        Pairs = 10_000,
        Share = 0.05,
    };

    /// <summary>All rows each clock, ten inner steps as released.</summary>
    public static NmfSpec Nmf { get; } = new() { Rank = 1, Passes = 10, Share = 1 };

    /// <summary>The same; atoms of norm 1 at most.</summary>
    public static SparseCodingSpec SparseCoding { get; } =
        new() { Rank = 1, Passes = 10, Share = 1, Lambda = 0, Radius = 1 };

    /// <summary>The format is found out.</summary>
    public static FileDataSpec File { get; } = new()
    {
        File = "",
        Format = null,
        ZeroBased = false,
        Columns = null,
        Header = null,
        Label = null,
        Labels = null,
        Vocab = null,
        Test = null,
        Similar = null,
        Dissimilar = null,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>The numbers of the STRADS paper.</summary>
    public static GeneratedLassoSpec GeneratedLasso { get; } = new()
    {
        Samples = 1,
        Features = 1,
        FollowProbability = 0.5,
        Correlation = LassoCorrelation.PerEntry,
        TrueCoefficients = 100,
        CoefficientValue = 10,
        Noise = 1,
        NonzerosPerColumn = null,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Classes of one centre, well apart.</summary>
    public static GeneratedClassesSpec GeneratedClasses { get; } = new()
    {
        Samples = 1,
        Features = 1,
        Classes = 1,
        CentresPerClass = 1,
        Separation = 5,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Clusters that hardly overlap.</summary>
    public static GeneratedClustersSpec GeneratedClusters { get; } = new()
    {
        Samples = 1,
        Features = 1,
        Clusters = 1,
        Spread = 0.2,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Classes well apart, nuisance of three times their distance.</summary>
    public static GeneratedMetricSpec GeneratedMetric { get; } = new()
    {
        Samples = 1,
        Features = 1,
        Classes = 1,
        Rank = 1,
        Spread = 0.2,
        Nuisance = 3,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>A fifth of a code's values are not 0; no noise.</summary>
    public static GeneratedFactorsSpec GeneratedFactors { get; } = new()
    {
        Samples = 1,
        Features = 1,
        Rank = 1,
        NonNegative = false,
        Density = 0.2,
        Noise = 0,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Evenly rated items, nothing held out.</summary>
    public static GeneratedRatingsSpec GeneratedRatings { get; } = new()
    {
        Users = 1,
        Items = 1,
        Rank = 1,
        Ratings = 1,
        Noise = 0,
        PopularitySkew = 0,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Even words, nothing held out.</summary>
    public static GeneratedDocumentsSpec GeneratedDocuments { get; } = new()
    {
        Documents = 1,
        Words = 1,
        Topics = 1,
        Length = 1,
        Alpha = LdaOptions.Prior,
        Beta = LdaOptions.Prior,
        WordSkew = 0,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Unlimited bandwidth, free messages, in order.</summary>
    public static NetworkSpec Network { get; } = new()
    {
        LatencyMicros = new ConstantLatencySpec(0),
        BandwidthMbps = null,
        MessageMicros = 0,
        Ordered = true,
    };

    /// <summary>A microsecond for a work unit.</summary>
    public static ComputeSpec Compute { get; } = new() { MicrosPerUnit = 1, MicrosPerRound = 0 };

    /// <summary>Uniform machines, an instant network, shards on their own.</summary>
    public static ClusterSpec Cluster { get; } = new()
    {
        Workers = 1,
        Shards = 1,
        Placement = ShardPlacement.Dedicated,
        Network = null,
        Compute = Compute,
        Stragglers = [],
    };

    /// <summary>FlexRR's slow worker at 100 %.</summary>
    public static SlowWorkerSpec SlowWorker { get; } = new() { DelayPercent = 100 };

    /// <summary>FlexRR's window of 20 s and chance of 20 %.</summary>
    public static DisruptedSpec Disrupted { get; } =
        new() { Intensity = 1, PeriodMicros = 20_000_000, Probability = 0.2 };

    /// <summary>No default: the exponent is the model.</summary>
    public static PowerLawSpec PowerLaw { get; } = new() { Alpha = 4 };

    /// <summary>FlexRR's half at three quarters.</summary>
    public static PersistentSpec Persistent { get; } = new() { Share = 0.5, Speed = 0.75 };

    /// <summary>No default: the file is the model.</summary>
    public static TraceStragglerSpec TraceStragglers { get; } = new() { File = "" };

    /// <summary>The same policy for all tables.</summary>
    public static ConsistencySpec Consistency { get; } = new()
    {
        Policy = PolicyName.Bsp,
        Staleness = null,
        V0 = null,
        Tables = [],
    };

    /// <summary>Bösen's numbers (PAPERS A5), largest relative change first.</summary>
    public static CommunicationSpec Communication { get; } = new()
    {
        BandwidthMbps = 40,
        BurstKb = 100,
        Rows = 100,
        Priority = CommunicationPriority.RelativeMagnitude,
    };

    /// <summary>To the last clock, or until the objective is a thousand times the first.</summary>
    public static StopSpec Stop { get; } =
        new() { Clocks = 1, Tolerance = null, Objective = null, DivergenceFactor = 1000 };

    /// <summary>The whole run.</summary>
    public static TraceSpec Trace { get; } = new() { FromClock = 0, ToClock = null };

    /// <summary>What decides is said by each rule.</summary>
    public static RuleSpec Rule { get; } = new()
    {
        Measure = "",
        Of = [],
        Over = [],
        With = [],
        Comparison = RuleComparison.AtLeast,
        Threshold = 0,
        Decides = RuleStrength.Shape,
    };

    /// <summary>Linear axes, a series for each configuration.</summary>
    public static ChartSpec Chart { get; } = new()
    {
        Kind = "",
        Title = "",
        X = "",
        Y = "",
        Series = null,
        LogX = false,
        LogY = false,
        With = [],
    };

    /// <summary>A claim without charts.</summary>
    public static ReproductionSpec Reproduction { get; } =
        new() { Id = "", Claim = "", Paper = "", Rules = [], Charts = [], Full = [] };

    /// <summary>Checked, reproducible, not logged.</summary>
    public static RunSpec Run { get; } = new()
    {
        Name = "",
        Question = "",
        Program = Mf,
        Data = File,
        Cluster = Cluster,
        Consistency = Consistency,
        Apply = ApplyMode.Clocked,
        Communication = null,
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Stop = Stop,
        EvaluateEvery = 1,
        Seeds = [],
        Sweep = [],
        Checkers = true,
        EventLog = false,
        Trace = null,
        Expect = Expectation.Converges,
        Reproduces = null,
    };
}
