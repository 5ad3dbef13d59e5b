using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>Plans and clusters of examples; what a test is about it changes by <c>with</c>.</summary>
internal static class Toys
{
    /// <summary>Constant latency of 100 µs, unlimited bandwidth, no cost; 10 µs a work unit; no stragglers.</summary>
    public static SimulationOptions Options { get; } = new()
    {
        Network = new NetworkModel(
            new ConstantLatency(100), BytesPerSecond: 0, MicrosPerMessage: 0, ShardPlacement.Dedicated, Ordered: true),
        Compute = new ComputeModel(MicrosPerWorkUnit: 10, MicrosPerRound: 0),
        Stragglers = NoStragglers.Instance,
        Seed = new Seed(11),
    };

    public static JobPlan Plan(IProgram program, ConsistencyPolicy policy, int workers, int clocks) => new()
    {
        Program = program,
        Workers = workers,
        Shards = 2,
        Apply = policy is Bsp ? ApplyMode.Clocked : ApplyMode.Arrival,
        Consistency = [.. program.Tables.Select(_ => policy)],
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = 1,
        Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: double.PositiveInfinity),
        Seed = new Seed(12),
    };

    public static JobResult Run(
        SimulationOptions options,
        JobPlan plan,
        IRunObserver? observer = null,
        CancellationToken cancellation = default) =>
        Run(new SimulatedCluster(options), plan, observer, cancellation);

    public static JobResult Run(
        SimulatedCluster cluster,
        JobPlan plan,
        IRunObserver? observer = null,
        CancellationToken cancellation = default) =>
        cluster.RunAsync(plan, observer ?? NullObserver.Instance, cancellation).GetAwaiter().GetResult();

    /// <summary>Runs and returns the events of one kind.</summary>
    public static List<RunEvent> EventsOf(RunEventKind kind, SimulationOptions options, JobPlan plan)
    {
        EventRecorder recorder = new(happened => happened.Kind == kind);
        Assert.Equal(JobOutcome.Completed, Run(options, plan, recorder).Outcome);
        return recorder.Events;
    }
}
