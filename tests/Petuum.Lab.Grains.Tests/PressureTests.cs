using System.Collections.Concurrent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>Silos that let a machine have little in flight.</summary>
public sealed class NarrowSilos() : TestSilos(2, options => options.BytesInFlightMax = 20_000);

/// <summary>Nobody gets so far ahead of who is slow that what is sent fills the memory.</summary>
public sealed class PressureTests(NarrowSilos silos) : IClassFixture<NarrowSilos>
{
    private const int Clocks = 1000;
    private const int Workers = 3;

    /// <summary>16 kB of rows each time.</summary>
    private static TouchProgram Touch => new(rows: 100, columns: 20, work: 1);

    public static TheoryData<ConsistencyPolicy> Policies => [new Bsp(), new Ssp(3), new Essp(2), new Asp()];

    /// <summary>The shards wait for the job, and the workers for the shards; nothing is lost by it.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Workers_Wait_WhileTheJobEvaluates(ConsistencyPolicy policy)
    {
        using ManualResetEventSlim mayEvaluate = new();
        TaskCompletionSource isEvaluating = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentDictionary<int, int> clocks = new();
        SlowlyEvaluated program = new(Touch, mayEvaluate, isEvaluating);
        JobPlan plan = Toys.Plan(program, policy, Workers, Clocks);
        ICluster cluster = silos.CreateCluster(setup => setup with
        {
            Compute = (worker, clock, _, _, _, took) =>
            {
                clocks[worker.Index] = clock;
                return took;
            },
        });
        Task<JobResult> run = cluster.RunAsync(plan, NullObserver.Instance, CancellationToken.None);
        Assert.Same(isEvaluating.Task, await Task.WhenAny(isEvaluating.Task, run));
        int[] reached = [];
        for (int quiet = 0; quiet < 10; quiet++)
        {
            await Task.Delay(100);
            int[] now = [.. clocks.Values.Order()];
            quiet = now.SequenceEqual(reached) ? quiet : 0;
            reached = now;
        }

        mayEvaluate.Set();
        JobResult result = await run;
        Assert.InRange(reached[^1], 0, Clocks / 2);
        Assert.Equal((JobOutcome.Completed, Clocks), (result.Outcome, result.Clock));
        for (int row = 0; row < 100; row++)
        {
            Assert.Equal(Workers * Clocks, result.Model!.Dense<double>(new TableId(0), row)[0]);
        }
    }

    /// <summary>A program that cannot be evaluated yet.</summary>
    private sealed class SlowlyEvaluated(
        IProgram inner, ManualResetEventSlim mayEvaluate, TaskCompletionSource isEvaluating) : IProgram
    {
        public string Name => inner.Name;

        public IReadOnlyList<TableDefinition> Tables => inner.Tables;

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
            inner.CreateWorker(worker, workers, seed);

        public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

        public Evaluation Evaluate(Model model, Evaluation? previous)
        {
            isEvaluating.TrySetResult();
            mayEvaluate.Wait();
            return inner.Evaluate(model, previous);
        }
    }
}
