using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// What a run on threads allocates: the same run with a few and with many clocks, so that the difference is the steady
/// state. Every clock moves <see cref="Rows"/> rows of 20 floats in three messages for each of two shards.
/// </summary>
[MemoryDiagnoser]
public class AllocationBenchmark
{
    private const int Rows = 1_000;

    /// <summary>Clocks of the run.</summary>
    [Params(1_000, 11_000)]
    public int Clocks { get; set; }

    /// <summary>What each clock does with the rows.</summary>
    [Params(TableAccess.Read, TableAccess.Increment)]
    public TableAccess Access { get; set; }

    /// <summary>Runs it with BenchmarkDotNet in this process.</summary>
    public static void Run() => BenchmarkRunner.Run<AllocationBenchmark>(
        DefaultConfig.Instance.AddJob(
            Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
                .WithLaunchCount(1).WithWarmupCount(1).WithIterationCount(3).WithInvocationCount(1)
                .WithUnrollFactor(1)));

    /// <summary>One run.</summary>
    [Benchmark]
    public JobOutcome Run20Floats()
    {
        TableProgram program = new(new RowShape(ElementType.Float, RowKind.Dense, 20), Rows, Rows, Access);
        JobPlan plan = new()
        {
            Program = program,
            Workers = 1,
            Shards = 2,
            Apply = ApplyMode.Clocked,
            Consistency = [new Ssp(0)],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = Clocks,
            Stop = new StopRule(Clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 2),
            Seed = new Seed(1),
        };
        return new ThreadsCluster(new ThreadsOptions())
            .RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult().Outcome;
    }
}
