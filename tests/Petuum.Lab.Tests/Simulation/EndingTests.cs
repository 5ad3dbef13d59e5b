using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>How runs end that do not run to their last clock, and plans that do not begin.</summary>
public class EndingTests
{
    private static readonly JobPlan Plan =
        Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(1), workers: 2, clocks: 100);

    private static readonly JobPlan ValueBounded =
        Toys.Plan(new TouchProgram(4, 1, work: 5), new Vap(1), workers: 2, clocks: 10);

    [Fact]
    public void Run_IsStuckAndSaysWhoWaitsForWhom_WhenNobodyMayCommit()
    {
        SimulationOptions options = Toys.Options with { Gate = _ => new Gate((_, _) => false) };
        EventRecorder ends = new(happened => happened.Kind == RunEventKind.JobEnded, happened => happened.Payload);
        JobResult result = Toys.Run(options, ValueBounded, ends);
        Assert.Equal(JobOutcome.Stuck, result.Outcome);
        Assert.Equal(
            """
            no message is under way and no machine computes;
            worker 0 in round 0 waits until less is in transit;
            worker 1 in round 0 waits until less is in transit;
            shard 0 is at clock 0 because of worker 0, worker 1;
            shard 1 is at clock 0 because of worker 0, worker 1.
            """,
            result.Explanation);
        Assert.Same(result, Assert.Single(ends.Events).Payload);
        Assert.Equal(0, result.Clock);
    }

    [Fact]
    public void Run_IsStuckAndNamesTheOneWhoIsWaitedFor_WhenOneMayNotCommit()
    {
        // A second table under SSP makes the others wait for the one whose gate is shut.
        TwoTables program = new();
        JobPlan plan = ValueBounded with { Program = program, Consistency = [new Vap(1), new Ssp(2)] };
        SimulationOptions options = Toys.Options with
        {
            Gate = _ => new Gate((worker, clock) => worker.Index == 0 || clock < 3),
        };
        JobResult result = Toys.Run(options, plan);
        Assert.Equal(JobOutcome.Stuck, result.Outcome);
        Assert.All(
            [
                "worker 0 in round 6 waits for rows complete to clock 4 from shard",
                "worker 1 in round 3 waits until less is in transit",
                "shard 0 is at clock 3 because of worker 1;",
            ],
            sentence => Assert.Contains(sentence, result.Explanation, StringComparison.Ordinal));
    }

    [Fact]
    public void Gate_IsAskedAgain_AfterRowsWereDelivered()
    {
        Dictionary<(int, int), int> asked = [];
        bool OpensWhenAskedAgain(WorkerId worker, int clock)
        {
            int times = asked.GetValueOrDefault((worker.Index, clock)) + 1;
            asked[(worker.Index, clock)] = times;
            return times > 1 || worker.Index == 0 || clock >= 3;
        }

        JobResult result = Toys.Run(Toys.Options with { Gate = _ => new Gate(OpensWhenAskedAgain) }, ValueBounded);
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.Equal([2, 2, 2], Enumerable.Range(0, 3).Select(clock => asked[(1, clock)]));
    }

    [Fact]
    public void Gate_SeesEveryEvent_BeforeTheObserverDoes()
    {
        List<string> seen = [];
        WatchingGate gate = new(() => seen.Add("gate"));
        Toys.Run(
            Toys.Options with { Gate = _ => gate },
            ValueBounded,
            new EventRecorder(_ =>
            {
                seen.Add("observer");
                return false;
            }));
        Assert.NotEmpty(seen);
        Assert.All(seen.Chunk(2), pair => Assert.Equal(["gate", "observer"], pair));
    }

    [Fact]
    public void Run_IsCancelled_WhenItWasBeforeItBegan()
    {
        JobResult result = Toys.Run(Toys.Options, Plan, cancellation: new CancellationToken(canceled: true));
        Assert.Equal((JobOutcome.Cancelled, 0L, 0), (result.Outcome, result.TimeMicros, result.Clock));
    }

    [Fact]
    public void Run_IsCancelledSoonAndKeepsItsLastModel_WhenItIsWhileItRuns()
    {
        using CancellationTokenSource source = new();
        EventRecorder watcher = new(happened =>
        {
            if (happened.Kind == RunEventKind.Evaluated && happened.Clock == 50)
            {
                source.Cancel();
            }

            return false;
        });
        JobPlan plan = Plan with { Stop = Plan.Stop with { MaxClocks = 100_000 } };
        JobResult result = Toys.Run(Toys.Options, plan, watcher, source.Token);
        Assert.Equal(JobOutcome.Cancelled, result.Outcome);
        Assert.Equal(50, result.Clock);
        Assert.NotNull(result.Model);
    }

    [Fact]
    public void Run_EndsAtTheLimitOfVirtualTime()
    {
        JobResult result = Toys.Run(Toys.Options with { TimeLimitMicros = 5_000 }, Plan);
        Assert.Equal((JobOutcome.NotConverged, 5_000L), (result.Outcome, result.TimeMicros));
        Assert.InRange(result.Clock, 1, 99);
    }

    [Fact]
    public void Run_Converges_WhenTheTargetIsReached()
    {
        JobResult result = Toys.Run(Toys.Options, Plan with { Stop = Plan.Stop with { TargetObjective = -20 } });
        Assert.Equal((JobOutcome.Converged, 10), (result.Outcome, result.Clock));
    }

    [Fact]
    public void Plan_IsRefused_WhenItCannotRunHere()
    {
        Assert.Throws<PlanException>(() => Toys.Run(Toys.Options, Plan with { Workers = 0 }));
        Assert.Throws<PlanException>(() => Toys.Run(Toys.Options, ValueBounded));
        ManagedCommunication managed = new(1, 1, 1, CommunicationPriority.Random, new Seed(1));
        SimulationOptions gated = Toys.Options with { Gate = _ => new Gate((_, _) => true) };
        Assert.Equal(JobOutcome.Completed, Toys.Run(gated, ValueBounded).Outcome);
        Assert.Throws<PlanException>(() => Toys.Run(
            Toys.Options, Plan with { Communication = managed with { BytesPerSecond = 0 } }));
    }

    private sealed class Gate(Func<WorkerId, int, bool> mayCommit) : IValueGate
    {
        public bool MayCommit(WorkerId worker, int clock, IReadOnlyList<RowSet> increments) => mayCommit(worker, clock);
    }

    private sealed class WatchingGate(Action onEvent) : IValueGate, IRunObserver
    {
        public bool MayCommit(WorkerId worker, int clock, IReadOnlyList<RowSet> increments) => true;

        public void On(in RunEvent happened) => onEvent();
    }
}
