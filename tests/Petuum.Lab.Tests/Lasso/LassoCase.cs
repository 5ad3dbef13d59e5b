using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;
using GeneratorOptions = Petuum.Lab.Datasets.Generators.LassoOptions;
using LassoOptions = Petuum.Lab.Apps.Lasso.LassoOptions;

namespace Petuum.Lab.Tests.Lasso;

/// <summary>Problems, plans and clusters that the Lasso tests share.</summary>
internal static class LassoCase
{
    public const double Tolerance = 1e-6;

    /// <summary>The generator of PAPERS D0: correlated neighbours, 8 true coefficients.</summary>
    public static RegressionData Data { get; } = Generate(samples: 200, features: 80, seed: 3);

    /// <summary>The straggler models of PAPERS D8, none, and a trace; rounds take about 1 ms here.</summary>
    public static IReadOnlyList<(string Name, IStragglerModel Model)> Stragglers { get; } =
    [
        ("none", NoStragglers.Instance),
        ("slow-worker", new SlowWorker(4, new Seed(21))),
        ("disrupted", new DisruptedMachine(2, 20_000, 0.2, new Seed(22))),
        ("power-law", new PowerLaw(4, new Seed(23))),
        ("persistent", new Persistent(0.5, 0.5)),
        ("trace", new TraceReplay([new(0, 0, 1), new(0, 1, 5), new(0, 2, 0.5), new(1, 0, 2), new(1, 1, 1)])),
    ];

    public static RegressionData Generate(
        int samples,
        int features,
        ulong seed,
        LassoCorrelation correlation = LassoCorrelation.PerEntry,
        double follow = 0.5,
        int? nonzeros = null) =>
        LassoGenerator.Generate(
            new GeneratorOptions
            {
                Samples = samples,
                Features = features,
                TrueCoefficients = Math.Min(8, features),
                CoefficientValue = 1,
                Correlation = correlation,
                FollowProbability = follow,
                NonzerosPerColumn = nonzeros,
            },
            new Seed(seed)).Data;

    /// <summary>Round-robin with a stride of 0.6 p, priorities by |Δβ| + 0.1 × mean, θ = 0.3.</summary>
    public static LassoOptions Options(SchedulingKind kind) => new()
    {
        LambdaRatio = 0.1,
        Parallelism = 3,
        Scheduling = SchedulingOptions.AsPublished(kind) with { Stride = 49, Theta = 0.3 },
        Standardize = false,
        ChangeTolerance = 1e-6,
    };

    public static JobPlan Plan(IProgram program, ConsistencyPolicy consistency, int depth, ApplyMode apply) => new()
    {
        Program = program,
        Workers = 2,
        Shards = 2,
        Apply = apply,
        Consistency = [consistency],
        PipelineDepth = depth,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = 25,
        Stop = new StopRule(20_000, Tolerance, TargetObjective: null, DivergenceFactor: 1e6),
        Seed = new Seed(5),
    };

    public static SimulatedCluster Cluster(IStragglerModel stragglers, ulong seed = 9) => new(new SimulationOptions
    {
        Network = new NetworkModel(
            new UniformLatency(50, 400),
            BytesPerSecond: 0,
            MicrosPerMessage: 5,
            ShardPlacement.Dedicated,
            Ordered: false),
        Compute = new ComputeModel(MicrosPerWorkUnit: 1, MicrosPerRound: 100),
        Stragglers = stragglers,
        Seed = new Seed(seed),
    });

    public static JobResult Run(
        JobPlan plan, IStragglerModel? stragglers = null, ulong seed = 9, IRunObserver? observer = null) =>
        Cluster(stragglers ?? NoStragglers.Instance, seed)
            .RunAsync(plan, observer ?? NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
}
