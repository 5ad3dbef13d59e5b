using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// A writer's oplog: changes of the present clock, coalesced; and those sent that a shard's copies may not contain yet,
/// which are replayed on every fresh copy (read-my-writes).
/// </summary>
internal sealed class OplogSender
{
    private readonly JobPlan _plan;
    private readonly Endpoint _self;
    private readonly MessagePool _pool;
    private readonly Numbering _numbering;
    private readonly Queue<Unacknowledged>[] _unacknowledged;
    private readonly long[] _sent;
    private readonly bool[] _hasRead;
    private readonly Update?[] _updates;
    private readonly RowPlacement[] _placements;
    private readonly EarlyRows? _early;
    private int[] _order = [];
    private int[] _sorted = [];

    public OplogSender(JobPlan plan, Endpoint self, MessagePool pool, Numbering numbering)
    {
        (_plan, _self, _pool, _numbering) = (plan, self, pool, numbering);
        _placements = RowPlacement.Of(plan.Program.Tables, plan.Shards);
        Pending = ChangeSet.ForAll(plan.Program.Tables);
        _unacknowledged = [.. Enumerable.Range(0, plan.Shards).Select(_ => new Queue<Unacknowledged>())];
        _sent = new long[plan.Shards];
        _hasRead = new bool[plan.Shards];
        _updates = new Update?[plan.Shards];
        _early = plan.Communication is { } managed
            ? new EarlyRows(managed, plan.Program.Tables, managed.Seed.Split($"early rows of {self}"))
            : null;
    }

    /// <summary>Changes made but not sent, by table.</summary>
    public ChangeSet[] Pending { get; }

    /// <summary>Adds a unit's changes.</summary>
    public void Absorb(ChangeSet[] unit)
    {
        for (int table = 0; table < unit.Length; table++)
        {
            Pending[table].Absorb(unit[table]);
        }
    }

    /// <summary>From now on copies of this shard's rows may be under way.</summary>
    public void NoteRead(int shard) => _hasRead[shard] = true;

    /// <summary>The shard's copies contain this many of our updates: the older ones need no replay.</summary>
    public void Acknowledge(int shard, long ownUpdates)
    {
        Queue<Unacknowledged> queue = _unacknowledged[shard];
        while (queue.TryPeek(out Unacknowledged oldest) && oldest.Sequence < ownUpdates)
        {
            queue.Dequeue().Change.Batch.Release();
        }
    }

    /// <summary>The clock of the oldest change that this shard's copies may lack; null if there is none.</summary>
    public int? OldestUnacknowledged(int shard) =>
        _unacknowledged[shard].TryPeek(out Unacknowledged oldest) ? oldest.Clock : null;

    /// <summary>True if a fresh copy of some row of the table might lack changes of ours.</summary>
    public bool HasReplays(int shard, TableId table) =>
        _unacknowledged[shard].Count > 0 || !Pending[table.Index].IsEmpty;

    /// <summary>Puts our changes that a fresh copy lacks on top of it, in the order they were made.</summary>
    public void Replay(int shard, RowSet cached, int slot, int row)
    {
        TableId table = cached.Table.Id;
        foreach (Unacknowledged entry in _unacknowledged[shard])
        {
            RowBatch batch = entry.Change.Batch;
            int at = batch.Table == table ? batch.Rows.BinarySearch(row) : -1;
            if (at >= 0)
            {
                cached.Block.Apply(slot, batch, at, entry.Change.Operation, cached.Table.Rule);
            }
        }

        ChangeSet pending = Pending[table.Index];
        if (pending.Increments.TryFind(row, out int delta))
        {
            cached.Block.Add(slot, pending.Increments.Block, delta, cached.Table.Rule);
        }

        if (pending.Puts.TryFind(row, out int put))
        {
            cached.Block.Put(slot, pending.Puts.Block, put);
        }
    }

    /// <summary>Sends all pending changes and the tick to every shard: one message each.</summary>
    /// <param name="clock">The round that ends.</param>
    /// <param name="containedClock">Copies that are read from now on contain our rounds below this.</param>
    /// <param name="outbox">Where to.</param>
    public void EndClock(int clock, int containedClock, Outbox outbox)
    {
        for (int shard = 0; shard < _plan.Shards; shard++)
        {
            Open(shard, clock).EndsClock = true;
        }

        SendPending(clock, outbox);
        DropContained(containedClock);
    }

    /// <summary>Sends all pending changes, to the shards that have any or whose update is open.</summary>
    public void SendPending(int clock, Outbox outbox)
    {
        foreach (ChangeSet changes in Pending)
        {
            Distribute(changes.Increments, RowOperation.Increment, clock);
            Distribute(changes.Puts, RowOperation.Put, clock);
            changes.Clear();
        }

        SendAll(outbox);
    }

    /// <summary>
    /// Sends increments that are worth most, by the plan's priority, within a budget; returns the bytes sent.
    /// </summary>
    public long SendEarly(int clock, long bytesMax, RowCache[] caches, Outbox outbox)
    {
        Invariant.Require(_early is not null, "early sending without managed communication.");
        foreach (ChangeSet changes in Pending)
        {
            RowSet rows = changes.Increments;
            for (int slot = 0; slot < rows.Count; slot++)
            {
                _early.Add(rows, slot, copies: 1, caches[rows.Table.Id.Index]);
            }
        }

        long bytes = _early.Choose(bytesMax);
        for (int table = 0; table < Pending.Length; table++)
        {
            if (_early[table].Count > 0)
            {
                Distribute(Pending[table].Increments, RowOperation.Increment, clock, _early[table]);
                Pending[table].RemoveIncrements(_early[table]);
            }
        }

        SendAll(outbox);
        return bytes;
    }

    private Update Open(int shard, int clock)
    {
        if (_updates[shard] is { } open)
        {
            return open;
        }

        Update update = _pool.RentUpdate();
        (update.Clock, update.EndsClock) = (clock, false);
        _updates[shard] = update;
        return update;
    }

    private void Distribute(RowSet rows, RowOperation operation, int clock, IReadOnlyList<int>? slots = null)
    {
        ReadOnlySpan<int> held = rows.RowSpan;
        RowPlacement placement = _placements[rows.Table.Id.Index];
        bool inOrder = slots is null && IsAscending(held);
        ReadOnlySpan<int> sorted = inOrder ? held : SortByRow(held, slots);
        for (int index = 0; index < sorted.Length;)
        {
            int shard = placement.ShardOf(sorted[index]);
            int count = placement.CountOnOneShard(sorted[index..]);
            RowBatch batch = BatchOf(Open(shard, clock), rows.Table, operation);
            if (inOrder && count == rows.Count)
            {
                rows.Block.MoveAllTo(batch, sorted);
                return;
            }

            for (int end = index + count; index < end; index += count)
            {
                count = inOrder ? count : RowPlacement.RunLength(_order.AsSpan(index, end - index), 0);
                rows.Block.AppendRangeTo(batch, sorted.Slice(index, count), inOrder ? index : _order[index]);
            }
        }
    }

    private static bool IsAscending(ReadOnlySpan<int> rows)
    {
        for (int index = 1; index < rows.Length;)
        {
            if (rows[index] <= rows[index - 1])
            {
                return false;
            }

            index += RowPlacement.RunLength(rows, index);
        }

        return true;
    }

    /// <summary>Rows in ascending order, all or those at some slots; fills <c>_order</c> with their slots.</summary>
    private ReadOnlySpan<int> SortByRow(ReadOnlySpan<int> rows, IReadOnlyList<int>? slots)
    {
        int count = slots?.Count ?? rows.Length;
        if (_order.Length < count)
        {
            Array.Resize(ref _order, Math.Max(count, 2 * _order.Length));
            Array.Resize(ref _sorted, _order.Length);
        }

        for (int index = 0; index < count; index++)
        {
            int slot = slots is null ? index : slots[index];
            (_order[index], _sorted[index]) = (slot, rows[slot]);
        }

        Array.Sort(_sorted, _order, 0, count);
        return _sorted.AsSpan(0, count);
    }

    private RowBatch BatchOf(Update update, TableDefinition table, RowOperation operation)
    {
        if (update.Changes.Count > 0)
        {
            RowChange last = update.Changes[^1];
            if (last.Batch.Table == table.Id && last.Operation == operation)
            {
                return last.Batch;
            }
        }

        RowBatch batch = _pool.RentBatch(table.Id, table.Shape);
        update.Changes.Add(new RowChange(operation, batch));
        return batch;
    }

    private void SendAll(Outbox outbox)
    {
        for (int shard = 0; shard < _plan.Shards; shard++)
        {
            if (_updates[shard] is { } update)
            {
                Retain(shard, update);
                _sent[shard]++;
                _numbering.Stamp(update, new ShardId(shard));
                outbox.Emit(new RunEvent(RunEventKind.UpdateCreated, _self, update.To, update.Clock, Payload: update));
            }
        }

        // All are told of before the first is sent: on threads a shard may act on it at once.
        for (int shard = 0; shard < _plan.Shards; shard++)
        {
            if (_updates[shard] is { } update)
            {
                _updates[shard] = null;
                outbox.Send(update);
            }
        }
    }

    private void Retain(int shard, Update update)
    {
        if (_plan.Apply == ApplyMode.Arrival && !_hasRead[shard])
        {
            return;
        }

        foreach (RowChange change in update.Changes)
        {
            change.Batch.Share();
            _unacknowledged[shard].Enqueue(new Unacknowledged(_sent[shard], update.Clock, change));
        }
    }

    private void DropContained(int containedClock)
    {
        foreach (Queue<Unacknowledged> queue in _unacknowledged)
        {
            while (queue.TryPeek(out Unacknowledged oldest) && oldest.Clock < containedClock)
            {
                queue.Dequeue().Change.Batch.Release();
            }
        }
    }

    /// <summary>
    /// A change that copies of its shard may lack. <paramref name="Sequence"/> counts our updates to that shard.
    /// </summary>
    private readonly record struct Unacknowledged(long Sequence, int Clock, RowChange Change);
}
