using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;

namespace Petuum.Lab.Tests.Core;

/// <summary>
/// Managed communication ([B] §4): what goes early, in which order, within which budget, and what goes at the clock's
/// end.
/// </summary>
public class EarlySendingTests
{
    private static readonly TableDefinition Table = new(
        new TableId(0),
        "weights",
        8,
        new RowShape(ElementType.Double, RowKind.Dense, 1),
        Sharding.Hash,
        Initializer: new RowTimesTen());

    [Fact]
    public void AbsoluteMagnitude_SendsTheLargestFirst() =>
        Assert.Equal([6, 1, 3, 4], RowsInOrder(CommunicationPriority.AbsoluteMagnitude));

    [Fact]
    public void RelativeMagnitude_SendsTheLargestRatioFirst_AndTakesTheDeltaWhereNoValueIsAtHand() =>
        Assert.Equal([1, 3, 6, 4], RowsInOrder(CommunicationPriority.RelativeMagnitude));

    [Fact]
    public void RoundRobin_GoesByRow() => Assert.Equal([1, 3, 4, 6], RowsInOrder(CommunicationPriority.RoundRobin));

    [Fact]
    public void Random_IsAPermutation_AndDiffersBySeed()
    {
        List<string> orders = [];
        for (ulong seed = 0; seed < 20; seed++)
        {
            int[] rows = RowsInOrder(CommunicationPriority.Random, seed);
            Assert.Equal([1, 3, 4, 6], rows.Order());
            Assert.Equal(rows, RowsInOrder(CommunicationPriority.Random, seed));
            orders.Add(string.Join(' ', rows));
        }

        Assert.True(orders.Distinct().Count() > 5, "20 seeds gave almost the same orders.");
    }

    [Fact]
    public void EarlySending_StaysWithinTheBudget_AndTheClocksEndSendsTheRest()
    {
        (WorkerMachine worker, RecordingOutbox outbox) =
            AfterOneUnit(CommunicationPriority.AbsoluteMagnitude, seed: 0, rowsMax: 3);
        Assert.Equal(0, worker.OnBandwidth(11, outbox));
        Assert.Empty(outbox.Take<Update>());
        Assert.InRange(worker.OnBandwidth(25, outbox), 1, 25);
        Assert.Equal([[1, 6]], outbox.Take<Update>().Select(RowsOf));
        Assert.True(worker.HasPendingChanges);
        worker.OnComputed(outbox);
        Update last = Assert.Single(outbox.Take<Update>());
        Assert.Equal([3, 4], RowsOf(last));
        Assert.True(last.EndsClock);
        Assert.False(worker.HasPendingChanges);
    }

    [Fact]
    public void EarlySending_SendsNoMoreRowsThanAllowed_InOneMessage()
    {
        (WorkerMachine worker, RecordingOutbox outbox) =
            AfterOneUnit(CommunicationPriority.AbsoluteMagnitude, seed: 0, rowsMax: 3);
        _ = worker.OnBandwidth(10_000, outbox);
        Update early = Assert.Single(outbox.Take<Update>());
        Assert.Equal([1, 3, 6], RowsOf(early));
        Assert.False(early.EndsClock);
    }

    private static int[] RowsOf(Update update) => [.. update.Changes.SelectMany(change => change.Batch.Rows.ToArray())];

    /// <summary>The rows that go early, one at a time.</summary>
    private static int[] RowsInOrder(CommunicationPriority priority, ulong seed = 0)
    {
        (WorkerMachine worker, RecordingOutbox outbox) = AfterOneUnit(priority, seed, rowsMax: 1);
        List<int> rows = [];
        for (int offer = 0; offer < 20 && worker.HasPendingChanges; offer++)
        {
            _ = worker.OnBandwidth(1000, outbox);
            rows.AddRange(outbox.Take<Update>().SelectMany(RowsOf));
        }

        return [.. rows];
    }

    /// <summary>A worker that holds rows 1, 3 and 6, has changed 1, 3, 4 and 6, and computes its second unit.</summary>
    private static (WorkerMachine Worker, RecordingOutbox Outbox) AfterOneUnit(
        CommunicationPriority priority, ulong seed, int rowsMax)
    {
        JobPlan plan = new()
        {
            Program = new FixedProgram(),
            Workers = 1,
            Shards = 1,
            Apply = ApplyMode.Arrival,
            Consistency = [new Ssp(1)],
            PipelineDepth = 1,
            UnitsPerRound = 2,
            Communication = new ManagedCommunication(1000, 1000, rowsMax, priority, new Seed(seed)),
            EvaluateEvery = 100,
            Stop = new StopRule(5, null, null, double.PositiveInfinity),
            Seed = new Seed(1),
        };
        MessagePool pool = new();
        RecordingOutbox outbox = new();
        TableShard shard = new(plan, new ShardId(0), pool);
        WorkerMachine worker = new(plan, new WorkerId(0), new FixedProgram(), pool);
        worker.Start(outbox);
        shard.Receive(outbox.Take<ReadRequest>().Single(), outbox);
        worker.Receive(outbox.Take<RowsMessage>().Single(), outbox);
        worker.OnComputed(outbox);
        Assert.Equal(WorkerState.Computing, worker.State);
        return (worker, outbox);
    }

    private sealed class RowTimesTen : IRowInitializer
    {
        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, System.Numerics.INumber<T> => values.Fill(T.CreateChecked(row * 10));
    }

    /// <summary>
    /// Rows start at ten times their number. Reads rows 1, 3 and 6 in the first unit and changes 1 by 60, 3 by 50, 4 by
    /// 0.25 and 6 by 70.
    /// </summary>
    private sealed class FixedProgram : IProgram, IWorkerProgram
    {
        public string Name => "fixed";

        public IReadOnlyList<TableDefinition> Tables { get; } = [Table];

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

        public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
            throw new InvariantException("a data-parallel program has no scheduler.");

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

        public void DeclareReads(in WorkUnit unit, ReadSet reads)
        {
            foreach (int row in unit is { Round: 0, Index: 0 } ? [1, 3, 6] : Array.Empty<int>())
            {
                reads.Add(Table.Id, row);
            }
        }

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            (int Row, double Delta)[] changes =
                unit is { Round: 0, Index: 0 } ? [(1, 60), (3, 50), (4, 0.25), (6, 70)] : [];
            foreach ((int row, double delta) in changes)
            {
                output.Increment<double>(Table.Id, row)[0] += delta;
            }
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}
