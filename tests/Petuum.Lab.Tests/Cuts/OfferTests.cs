using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>Who agrees to a cut, and when its state comes.</summary>
public class OfferTests
{
    private readonly MessagePool _pool = new();
    private readonly RecordingOutbox _outbox = new();
    private readonly Numbering[] _numbering = [new(new WorkerId(0)), new(new WorkerId(1)), new(Endpoint.Scheduler)];

    [Fact]
    public void Shard_AppliesAtOnce_UntilACutAsksItToHoldBack()
    {
        TableShard shard = new(Plan(), new ShardId(0), _pool);
        shard.Receive(Tick(writer: 0, clock: 0), _outbox);
        shard.Receive(Tick(writer: 0, clock: 1), _outbox);
        Assert.False(shard.OfferCut(1, _outbox));
        Assert.True(shard.OfferCut(2, _outbox));
        shard.Receive(Tick(writer: 0, clock: 2), _outbox);
        Assert.Equal([0, 1], Applied());
        shard.Receive(Tick(writer: 1, clock: 0), _outbox);
        Assert.Empty(_outbox.Saved);
        shard.Receive(Tick(writer: 1, clock: 1), _outbox);
        Assert.Equal([2], _outbox.Saved.Select(saved => saved.Clock));
        Assert.Equal([0, 1, 0, 1, 2], Applied());
        Assert.False(shard.OfferCut(2, _outbox));
    }

    [Fact]
    public void Shard_SavesAtOnce_WhereItIsAtTheCutAndNothingIsBeyond()
    {
        TableShard shard = new(Plan(), new ShardId(0), _pool);
        shard.Receive(Tick(writer: 0, clock: 0), _outbox);
        shard.Receive(Tick(writer: 1, clock: 0), _outbox);
        Assert.True(shard.OfferCut(1, _outbox));
        Assert.Equal([1], _outbox.Saved.Select(saved => saved.Clock));
    }

    [Fact]
    public void Shard_HoldsBackForTheSmallerCut_AlthoughItWasOfferedLater()
    {
        TableShard shard = new(Plan(), new ShardId(0), _pool);
        Assert.True(shard.OfferCut(3, _outbox));
        Assert.True(shard.OfferCut(1, _outbox));
        for (int clock = 0; clock < 4; clock++)
        {
            shard.Receive(Tick(writer: 0, clock), _outbox);
        }

        Assert.Equal([0], Applied());
        shard.Receive(Tick(writer: 1, clock: 0), _outbox);
        Assert.Equal([0, 0, 1, 2], Applied());
        shard.Receive(Tick(writer: 1, clock: 1), _outbox);
        shard.Receive(Tick(writer: 1, clock: 2), _outbox);
        Assert.Equal([0, 0, 1, 2, 1, 2, 3], Applied());
        Assert.Equal([1, 3], _outbox.Saved.Select(saved => saved.Clock));
    }

    /// <summary>It keeps no copy of what it sent before it first read, and must see it all the same.</summary>
    [Fact]
    public void Shard_AnswersAWriterThatHadNotRead_OnlyWhenItsChangesAreIn()
    {
        TableShard shard = new(Plan(), new ShardId(0), _pool);
        Assert.True(shard.OfferCut(1, _outbox));
        shard.Receive(Tick(writer: 0, clock: 0), _outbox);
        shard.Receive(Tick(writer: 0, clock: 1, change: 7), _outbox);
        ReadRequest request = _pool.RentReadRequest();
        request.Tables.Add(new TableId(0));
        request.Rows.Add(0);
        shard.Receive(_numbering[0].Stamp(request, new ShardId(0)), _outbox);
        Assert.Empty(_outbox.Take<RowsMessage>());
        shard.Receive(Tick(writer: 1, clock: 0), _outbox);
        RowsMessage rows = Assert.Single(_outbox.Take<RowsMessage>());
        Assert.Equal(7, rows.Batches[0].Row<double>(0)[0]);
        Assert.Equal(2, rows.OwnUpdates);
    }

    [Fact]
    public void Shard_AgreesToNoCut_UnderVap()
    {
        JobPlan plan = Plan() with { Consistency = [new Vap(1)] };
        Assert.False(new TableShard(plan, new ShardId(0), _pool).OfferCut(1, _outbox));
    }

    [Fact]
    public void Machines_AgreeToNoCut_AtTheFirstOrTheLastClock()
    {
        JobPlan plan = Plan();
        foreach (int clock in (int[])[-1, 0, 10, 11])
        {
            Assert.False(new TableShard(plan, new ShardId(0), _pool).OfferCut(clock, _outbox));
            Assert.False(Worker(plan).OfferCut(clock, _outbox));
            Assert.False(new JobMachine(plan).OfferCut(clock, _outbox));
        }
    }

    [Fact]
    public void Worker_AgreesToARound_UntilItHasBegunIt()
    {
        JobPlan plan = Plan(new ScheduledProgram(depth: 1, staleness: null, clocked: false));
        WorkerMachine worker = Worker(plan);
        worker.Start(_outbox);
        worker.Receive(Dispatch(round: 0), _outbox);
        Assert.Equal((WorkerState.WaitingForRows, 0), (worker.State, worker.Clock));
        Assert.True(worker.OfferCut(1, _outbox));
        AnswerReads(plan, worker.Receive);
        worker.OnComputed(_outbox);
        Assert.Equal((WorkerState.WaitingForDispatch, 1), (worker.State, worker.Clock));
        Assert.Equal([1], _outbox.Saved.Select(saved => saved.Clock));
        Assert.True(worker.OfferCut(1, _outbox));
        Assert.Equal([1, 1], _outbox.Saved.Select(saved => saved.Clock));
        worker.Receive(Dispatch(round: 1), _outbox);
        Assert.False(worker.OfferCut(1, _outbox));
        Assert.True(worker.OfferCut(2, _outbox));
    }

    [Fact]
    public void Scheduler_SavesWhenTheResultsOfRoundsInFlightHaveCome()
    {
        JobPlan plan = Plan(new ScheduledProgram(depth: 2, staleness: null, clocked: false)) with { PipelineDepth = 2 };
        SchedulerMachine scheduler = new(plan, plan.Program.CreateScheduler(2, plan.Seed), _pool);
        Assert.True(scheduler.OfferCut(1, _outbox));
        scheduler.Start(_outbox);
        AnswerReads(plan, scheduler.Receive);
        scheduler.OnComputed(_outbox);
        Assert.False(scheduler.OfferCut(1, _outbox));
        scheduler.Receive(Results(writer: 0, round: 0), _outbox);
        Assert.Empty(_outbox.Saved);
        scheduler.Receive(Results(writer: 1, round: 0), _outbox);
        Assert.Equal([(Endpoint.Scheduler, 1)], _outbox.Saved.Select(saved => (saved.Machine, saved.Clock)));
    }

    [Fact]
    public void Job_SavesOnceNoEvaluationBelongsBeforeTheCut()
    {
        JobMachine job = new(Plan() with { Shards = 1, EvaluateEvery = 2 });
        Assert.True(job.OfferCut(4, _outbox));
        job.Receive(Snapshot(0, sequence: 0), _outbox);
        Assert.Empty(_outbox.Saved);
        job.Receive(Snapshot(2, sequence: 1), _outbox);
        Assert.Equal([4], _outbox.Saved.Select(saved => saved.Clock));
        Assert.True(job.OfferCut(3, _outbox));
        job.Receive(Snapshot(4, sequence: 2), _outbox);
        Assert.False(job.OfferCut(4, _outbox));
        Assert.Equal([4, 3], _outbox.Saved.Select(saved => saved.Clock));
    }

    private static JobPlan Plan(IProgram? program = null) =>
        Toys.Plan(program ?? new TouchProgram(rows: 2, columns: 1, work: 1), new Asp(), workers: 2, clocks: 10) with
        {
            Shards = 1,
        };

    private WorkerMachine Worker(JobPlan plan) =>
        new(plan, new WorkerId(0), plan.Program.CreateWorker(new WorkerId(0), 2, plan.Seed), _pool);

    private IEnumerable<int> Applied() => _outbox.Events
        .Where(happened => happened.Kind == RunEventKind.UpdateApplied).Select(happened => happened.Clock);

    private Update Tick(int writer, int clock, double change = 0)
    {
        Update update = _pool.RentUpdate();
        (update.Clock, update.EndsClock) = (clock, true);
        if (change != 0)
        {
            RowBatch batch = _pool.RentBatch(new TableId(0), new RowShape(ElementType.Double, RowKind.Dense, 1));
            batch.Append<double>(0, 1, out _)[0] = change;
            update.Changes.Add(new RowChange(RowOperation.Increment, batch));
        }

        return _numbering[writer].Stamp(update, new ShardId(0));
    }

    private Dispatch Dispatch(int round) => _numbering[2].Stamp(
        new Dispatch { Round = round, Units = [new WorkUnit(round, 0, new[] { 0, 2 })] }, new WorkerId(0));

    private PartialResults Results(int writer, int round)
    {
        PartialResults results = _pool.RentResults();
        results.Round = round;
        return _numbering[writer].Stamp(results, Endpoint.Scheduler);
    }

    private static ShardSnapshot Snapshot(int clock, int sequence) => new()
    {
        Clock = clock,
        Batches = [],
        From = new ShardId(0),
        To = Endpoint.Job,
        Sequence = sequence,
    };

    /// <summary>What was asked of the shard, as a new one answers it.</summary>
    private void AnswerReads(JobPlan plan, Action<Message, Outbox> receive)
    {
        TableShard shard = new(plan, new ShardId(0), _pool);
        foreach (ReadRequest request in _outbox.Take<ReadRequest>())
        {
            request.Sequence = 0;
            shard.Receive(request, _outbox);
        }

        foreach (RowsMessage rows in _outbox.Take<RowsMessage>())
        {
            receive(rows, _outbox);
        }
    }
}
