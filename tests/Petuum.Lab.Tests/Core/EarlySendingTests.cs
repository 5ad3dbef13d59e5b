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
    private static readonly RowShape OneValue = new(ElementType.Double, RowKind.Dense, 1);

    private static readonly TableDefinition[] Tables =
    [
        new(new TableId(0), "weights", 8, OneValue, Sharding.Hash, Initializer: new RowTimesTen()),
        new(new TableId(1), "biases", 4, OneValue, Sharding.Hash),
    ];

    [Fact]
    public void AbsoluteMagnitude_SendsTheLargestFirst() =>
        Assert.Equal([6, 12, 1, 3, 4], RowsInOrder(CommunicationPriority.AbsoluteMagnitude));

    [Fact]
    public void RelativeMagnitude_SendsTheLargestRatioFirst_AndTakesTheDeltaWhereNoValueIsAtHand() =>
        Assert.Equal([12, 1, 3, 6, 4], RowsInOrder(CommunicationPriority.RelativeMagnitude));

    [Fact]
    public void RoundRobin_GoesByTableAndRow() =>
        Assert.Equal([1, 3, 4, 6, 12], RowsInOrder(CommunicationPriority.RoundRobin));

    [Fact]
    public void RoundRobin_GoesOnWhereItStopped_ThroughAllTables()
    {
        (WorkerMachine worker, RecordingOutbox outbox) =
            AfterOneUnit(CommunicationPriority.RoundRobin, seed: 0, rowsMax: 4);
        _ = worker.OnBandwidth(10_000, outbox);
        Assert.Equal([1, 3, 4, 6], outbox.Take<Update>().SelectMany(RowsOf));
        worker.OnComputed(outbox);
        _ = outbox.Take<Update>();
        worker.OnComputed(outbox);
        _ = worker.OnBandwidth(24, outbox);
        Assert.Equal([1, 12], outbox.Take<Update>().SelectMany(RowsOf));
    }

    [Fact]
    public void Random_IsAPermutation_AndDiffersBySeed()
    {
        List<string> orders = [];
        for (ulong seed = 0; seed < 20; seed++)
        {
            int[] rows = RowsInOrder(CommunicationPriority.Random, seed);
            Assert.Equal([1, 3, 4, 6, 12], rows.Order());
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
        Assert.Equal([[6, 12]], outbox.Take<Update>().Select(RowsOf));
        Assert.True(worker.HasPendingChanges);
        worker.OnComputed(outbox);
        Update last = Assert.Single(outbox.Take<Update>());
        Assert.Equal([1, 3, 4], RowsOf(last));
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
        Assert.Equal([1, 6, 12], RowsOf(early));
        Assert.False(early.EndsClock);
    }

    /// <summary>Three workers read weight 6, the first one alone bias 2; weight 6 has changed more.</summary>
    [Fact]
    public void EarlyPushes_CostTheirBytesForEachReader()
    {
        JobPlan plan = Plan(CommunicationPriority.AbsoluteMagnitude, 0, rowsMax: 9, workers: 3, new Essp(1));
        MessagePool pool = new();
        RecordingOutbox outbox = new();
        TableShard shard = new(plan, new ShardId(0), pool);
        shard.Receive(Read(pool, reader: 0, (0, 6), (1, 2)), outbox);
        shard.Receive(Read(pool, reader: 1, (0, 6)), outbox);
        WorkerMachine writer = new(plan, new WorkerId(2), new FixedProgram(), pool);
        writer.Start(outbox);
        shard.Receive(outbox.Take<ReadRequest>().Single(), outbox);
        writer.Receive(outbox.Take<RowsMessage>().Single(rows => rows.To == new WorkerId(2)), outbox);
        writer.OnComputed(outbox);
        _ = writer.OnBandwidth(10_000, outbox);
        shard.Receive(outbox.Take<Update>().Single(), outbox);
        _ = outbox.Take<RowsMessage>();

        // Three copies of 12 bytes.
        Assert.Equal(0, shard.OnBandwidth(35, outbox));
        Assert.Equal(36, shard.OnBandwidth(36, outbox));
        Assert.Equal(
            [(0, 6), (1, 6), (2, 6)],
            outbox.Take<RowsMessage>().Select(rows => (rows.To.Index, Assert.Single(rows.Batches).Rows[0])));
        Assert.Equal(12, shard.OnBandwidth(23, outbox));
        Assert.Equal(new TableId(1), Assert.Single(Assert.Single(outbox.Take<RowsMessage>()).Batches).Table);
    }

    private static ReadRequest Read(MessagePool pool, int reader, params (int Table, int Row)[] rows)
    {
        ReadRequest request = pool.RentReadRequest();
        foreach ((int table, int row) in rows)
        {
            request.Tables.Add(new TableId(table));
            request.Rows.Add(row);
        }

        return new Numbering(new WorkerId(reader)).Stamp(request, new ShardId(0));
    }

    /// <summary>Row 2 of the biases is called 12.</summary>
    private static int[] RowsOf(Update update) => [.. update.Changes.SelectMany(
        change => change.Batch.Rows.ToArray().Select(row => row + (10 * change.Batch.Table.Index)))];

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

    /// <summary>
    /// A worker that holds weights 1, 3 and 6, has changed weights 1, 3, 4, 6 and bias 2, and computes its second unit.
    /// </summary>
    private static (WorkerMachine Worker, RecordingOutbox Outbox) AfterOneUnit(
        CommunicationPriority priority, ulong seed, int rowsMax)
    {
        JobPlan plan = Plan(priority, seed, rowsMax, workers: 1, new Ssp(1));
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

    private static JobPlan Plan(
        CommunicationPriority priority, ulong seed, int rowsMax, int workers, ConsistencyPolicy policy) => new()
        {
            Program = new FixedProgram(),
            Workers = workers,
            Shards = 1,
            Apply = ApplyMode.Arrival,
            Consistency = [policy, policy],
            PipelineDepth = 1,
            UnitsPerRound = 2,
            Communication = new ManagedCommunication(1000, 1000, rowsMax, priority, new Seed(seed)),
            EvaluateEvery = 100,
            Stop = new StopRule(5, null, null, double.PositiveInfinity),
            Seed = new Seed(1),
        };

    private sealed class RowTimesTen : IRowInitializer
    {
        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, System.Numerics.INumber<T> => values.Fill(T.CreateChecked(row * 10));
    }

    /// <summary>
    /// Weights start at ten times their row. Reads weights 1, 3 and 6 in the first unit. Changes, in the first unit of
    /// every round, weight 1 by 60, 3 by 50, 4 by 0.25 and 6 by 70, and bias 2 by 65.
    /// </summary>
    private sealed class FixedProgram : IProgram, IWorkerProgram
    {
        public string Name => "fixed";

        public IReadOnlyList<TableDefinition> Tables => EarlySendingTests.Tables;

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

        public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
            throw new InvariantException("a data-parallel program has no scheduler.");

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

        public void DeclareReads(in WorkUnit unit, ReadSet reads)
        {
            foreach (int row in unit is { Round: 0, Index: 0 } ? [1, 3, 6] : Array.Empty<int>())
            {
                reads.Add(Tables[0].Id, row);
            }
        }

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            (int Table, int Row, double Delta)[] changes =
                unit.Index == 0 ? [(0, 1, 60), (0, 3, 50), (0, 4, 0.25), (0, 6, 70), (1, 2, 65)] : [];
            foreach ((int table, int row, double delta) in changes)
            {
                output.Increment<double>(new TableId(table), row)[0] += delta;
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
