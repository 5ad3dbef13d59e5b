using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Core;

/// <summary>Sizes at which counters and stacks run over.</summary>
public sealed class ManyRoundsTests
{
    /// <summary>Each such round began the next from within: 25,000 of them ended the process.</summary>
    [Fact]
    public void RoundsWithoutUnits_ThatAreAllDispatched_DoNotFillTheStack()
    {
        const int Rounds = 100_000;
        JobPlan plan = new()
        {
            Program = new ScheduledProgram(1, null, clocked: false),
            Workers = 1,
            Shards = 1,
            Apply = ApplyMode.Arrival,
            Consistency = [new Asp(), new Asp()],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            Seed = new Seed(1),
            EvaluateEvery = Rounds,
            Stop = new StopRule(Rounds, null, null, double.PositiveInfinity),
        };
        RecordingOutbox outbox = new();
        WorkerMachine worker =
            new(plan, new WorkerId(0), plan.Program.CreateWorker(new WorkerId(0), 1, new Seed(1)), new MessagePool());
        Numbering scheduler = new(Endpoint.Scheduler);
        worker.Start(outbox);
        for (int round = Rounds - 1; round >= 0; round--)
        {
            worker.Receive(scheduler.Stamp(new Dispatch { Round = round, Units = [] }, new WorkerId(0)), outbox);
        }

        Assert.Equal((WorkerState.Finished, Rounds), (worker.State, worker.Clock));
    }

    [Fact]
    public void MessageBeyondTwoGibibytes_HasItsSize_AndTakesItsTime()
    {
        int[] items = new int[1_000_000];
        Dispatch dispatch = new()
        {
            Round = 0,
            Units = [.. Enumerable.Range(0, 3000).Select(unit => new WorkUnit(0, unit, items))],
        };
        NetworkModel network = new(new ConstantLatency(0), 1_000_000, 0, ShardPlacement.Dedicated, Ordered: true);
        Assert.Equal(32 + 8 + (3000 * (12 + 4_000_000L)), dispatch.Bytes);
        Assert.Equal(12_000_036_040_000, network.BusyNanos(dispatch.Bytes));
    }
}
