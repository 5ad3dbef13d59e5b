using System.Runtime.InteropServices;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// How a worker or the scheduler sees the tables: reads through the cache under each table's policy, own changes in the
/// oplog and on top of cached rows (read-my-writes), both sent to shards with the clock.
/// </summary>
internal sealed class TableClient
{
    /// <summary>Own changes this many clocks old that a shard has not acknowledged make us ask.</summary>
    private const int ClocksUntilAsked = 8;

    private readonly JobPlan _plan;
    private readonly Endpoint _self;
    private readonly RowCache[] _caches;
    private readonly OplogSender _oplog;
    private readonly ShardLinks _shards;
    private readonly ReadSet _reads = new();
    private readonly ReadSet _ahead = new();
    private readonly List<int> _slots = [];
    private readonly RowPlacement[] _placements;
    private readonly List<int> _stale = [];
    private readonly bool _isBounded;
    private readonly bool _hasPushes;
    private int _clock;
    private bool _ready;

    public TableClient(JobPlan plan, Endpoint self, MessagePool pool, Numbering numbering)
    {
        (_plan, _self) = (plan, self);
        _caches = [.. plan.Program.Tables.Select(table => new RowCache(table))];
        _oplog = new OplogSender(plan, self, pool, numbering);
        _shards = new ShardLinks(plan.Shards, pool, numbering, _oplog);
        _placements = RowPlacement.Of(plan.Program.Tables, plan.Shards);
        _hasPushes = plan.Consistency.Any(policy => policy.Push == PushTrigger.ClockAdvance);
        _isBounded = plan.Consistency.All(policy => policy.Staleness is not null);
        View = new RowView(_caches, _reads, _slots);
        NoRows = new RowView(_caches, new ReadSet(), []);
    }

    /// <summary>The rows of the last successful <see cref="Prepare"/>.</summary>
    public RowView View { get; }

    /// <summary>No rows.</summary>
    public RowView NoRows { get; }

    /// <summary>Changes made but not sent.</summary>
    public ChangeSet[] Pending => _oplog.Pending;

    /// <summary>Rounds that all writers are known to have completed.</summary>
    public int KnownClock { get; private set; }

    /// <summary>
    /// An empty read set for a unit of round <paramref name="clock"/>; fill it, then call <see cref="Prepare"/>.
    /// </summary>
    public ReadSet Open(int clock)
    {
        _clock = clock;
        _reads.Clear();
        _slots.Clear();
        return _reads;
    }

    /// <summary>Asks for the declared rows that are missing or too stale; true if none is.</summary>
    public bool Prepare(Outbox outbox)
    {
        _ready = false;
        CollectionsMarshal.SetCount(_slots, _reads.Count);
        ReadOnlySpan<TableId> tables = _reads.Tables;
        for (int read = 0; read < tables.Length;)
        {
            int end = read + TableId.CountOfOne(tables[read..]);
            FindRows(tables[read], _reads.Rows[read..end], CollectionsMarshal.AsSpan(_slots)[read..end]);
            read = end;
        }

        // Where nothing that is under way will tell the clock, ask for it, with no rows.
        if (!_shards.SendRequests(RequiredClock, outbox) && KnownClock < RequiredClock)
        {
            _shards.AskForClock(_self.Index % _plan.Shards, RequiredClock, outbox);
        }

        return _ready = IsReady();
    }

    /// <summary>An empty read set for the rows of the next unit; fill it, then call <see cref="Prefetch"/>.</summary>
    public ReadSet OpenAhead()
    {
        _ahead.Clear();
        return _ahead;
    }

    /// <summary>
    /// Asks for the rows declared ahead that a unit of round <paramref name="clock"/> would have to fetch. The next
    /// <see cref="Prepare"/> waits for them and does not ask again.
    /// </summary>
    public void Prefetch(int clock, Outbox outbox)
    {
        for (int read = 0; read < _ahead.Count; read++)
        {
            (TableId table, int row) = _ahead[read];
            RowCache cache = _caches[table.Index];
            ConsistencyPolicy policy = _plan.Consistency[table.Index];
            int slot = cache.FindOrReserve(row);
            bool isStale = policy is { Push: PushTrigger.Never, Staleness: not null }
                && cache.ClockOf(slot) < policy.RequiredClock(clock);
            if ((isStale || !cache.IsPresent(slot)) && cache.BeginRefresh(slot))
            {
                _shards.Request(_placements[table.Index].ShardOf(row), table, row, isAwaited: true);
            }
        }

        _shards.SendRequests(StartClock(clock), outbox);
    }

    /// <summary>Finds the rows of one table, and asks for those that are missing or too stale.</summary>
    private void FindRows(TableId table, ReadOnlySpan<int> rows, Span<int> slots)
    {
        RowCache cache = _caches[table.Index];
        ConsistencyPolicy policy = _plan.Consistency[table.Index];
        int required = policy.Staleness is null ? int.MaxValue : policy.RequiredClock(_clock);
        bool fetches = policy is { Push: PushTrigger.Never, Staleness: not null };
        _stale.Clear();
        for (int read = 0; read < rows.Length;)
        {
            int slot = cache.FindOrReserveRun(rows[read..], out int run);
            RowSet.Ascend(slots.Slice(read, run), slot);
            for (int end = read + run; read < end;)
            {
                int count = cache.CountAlike(slot, end - read);
                ReadOnlySpan<int> alike = rows.Slice(read, count);
                if (cache.ClockOf(slot) < required)
                {
                    if (!fetches)
                    {
                        Freshen(cache, policy, slot, alike);
                    }
                    else if (cache.BeginRefresh(slot, count))
                    {
                        _stale.AddRange(alike);
                    }
                }

                read += count;
                slot += count;
            }
        }

        _shards.Request(_placements[table.Index], table, CollectionsMarshal.AsSpan(_stale));
    }

    /// <summary>Takes rows from a shard; true if the last <see cref="Prepare"/> is complete by it.</summary>
    public bool On(RowsMessage rows, Outbox outbox)
    {
        KnownClock = Math.Max(KnownClock, rows.ShardClock);
        _oplog.Acknowledge(rows.From.Index, rows.OwnUpdates);
        _shards.OnRows(rows);

        // Told before they are taken: the cache may keep a batch's memory.
        outbox.Emit(new RunEvent(
            RunEventKind.RowsReceived, _self, rows.From, rows.ShardClock, Amount: rows.Version, Payload: rows));
        foreach (RowBatch batch in rows.Batches)
        {
            Take(batch, rows);
        }

        rows.Release();
        bool was = _ready;
        _ready = IsReady();
        return _ready && !was;
    }

    /// <summary>
    /// Puts a unit's changes into the oplog, and on top of cached rows where those may be read before they are fetched
    /// again; not where they are gradients, of which only the shard knows what they change.
    /// </summary>
    public void Commit(ChangeSet[] unit, bool endsRound)
    {
        for (int table = 0; table < unit.Length; table++)
        {
            bool isOwnKnown = !_plan.Program.Tables[table].IsRevised;
            if (isOwnKnown && (!endsRound || !IsFetchedEachRound(_plan.Consistency[table])))
            {
                Overlay(_caches[table], unit[table]);
            }
        }

        _oplog.Absorb(unit);
    }

    /// <summary>Sends every shard its part of the oplog, and the tick.</summary>
    public void EndClock(int clock, Outbox outbox)
    {
        _oplog.EndClock(clock, ContainedClock(), outbox);
        if (!_isBounded)
        {
            _shards.AskSilent(clock - ClocksUntilAsked, outbox);
        }
    }

    /// <summary>Sends every shard its part of the oplog, and no tick: the clock goes on.</summary>
    public void SendPending(int clock, Outbox outbox) => _oplog.SendPending(clock, outbox);

    /// <summary>Sends what is worth most of the oplog within a budget; returns the bytes sent ([B] §4).</summary>
    public long SendEarly(int clock, long bytesMax, Outbox outbox) =>
        _oplog.SendEarly(clock, bytesMax, _caches, outbox);

    /// <summary>What the last <see cref="Prepare"/> waits for, for people.</summary>
    public string DescribeWait()
    {
        return $"waits for rows complete to clock {RequiredClock} from shard {string.Join(", ", _shards.Silent())}";
    }

    /// <summary>
    /// No copy of a round serves in the next one. Managed communication looks at copies between reads, too.
    /// </summary>
    private bool IsFetchedEachRound(ConsistencyPolicy policy) =>
        policy is { Push: PushTrigger.Never, Staleness: 0 } && _plan.Communication is null;

    private int RequiredClock => StartClock(_clock);

    /// <summary>Rounds that all have completed before this one may start.</summary>
    private int StartClock(int clock) =>
        _plan.StartStaleness is { } staleness ? Math.Max(0, clock - staleness) : 0;

    /// <summary>
    /// Every copy that is read from now on contains all rounds below this: the least that any table's policy asks for,
    /// since
    /// a shard pushes and answers for all tables alike.
    /// </summary>
    private int ContainedClock()
    {
        int contained = int.MaxValue;
        foreach (ConsistencyPolicy policy in _plan.Consistency)
        {
            contained = Math.Min(contained, policy.RequiredClock(_clock));
        }

        return contained;
    }

    private bool IsReady()
    {
        if (!_shards.HaveAnswered || KnownClock < RequiredClock)
        {
            return false;
        }

        if (!_ready && _hasPushes)
        {
            RaiseClocks();
        }

        return true;
    }

    /// <summary>Subscribed rows that no push contained are unchanged: they are complete to the pushed clock.</summary>
    private void RaiseClocks()
    {
        for (int read = 0; read < _reads.Count; read++)
        {
            (TableId table, int row) = _reads[read];
            if (_plan.Consistency[table.Index].Push == PushTrigger.ClockAdvance)
            {
                int shard = _placements[table.Index].ShardOf(row);
                _caches[table.Index].RaiseClock(_slots[read], _shards.PushedClock(shard));
            }
        }
    }

    /// <summary>
    /// Rows of a policy that does not simply fetch are not held, not complete to the required clock, or may always be
    /// fresher.
    /// </summary>
    private void Freshen(RowCache cache, ConsistencyPolicy policy, int slot, ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            Freshen(cache, policy, slot++, row);
        }
    }

    private void Freshen(RowCache cache, ConsistencyPolicy policy, int slot, int row)
    {
        TableId table = cache.Rows.Table.Id;
        int shard = _placements[table.Index].ShardOf(row);
        if (cache.IsRefreshing(slot) && (policy.Staleness is not null || !cache.IsPresent(slot)))
        {
            return;
        }

        if (!cache.IsPresent(slot))
        {
            _shards.Request(shard, table, row, isAwaited: true);
        }
        else if (policy.Push == PushTrigger.ClockAdvance)
        {
            _shards.AwaitPush(shard, policy.RequiredClock(_clock));
        }
        else if (policy.Push == PushTrigger.Never && cache.BeginRefresh(slot))
        {
            _shards.Request(shard, table, row, isAwaited: false);
        }
    }

    private void Take(RowBatch batch, RowsMessage rows)
    {
        RowCache cache = _caches[batch.Table.Index];
        Provenance provenance = new(rows.From.Index, rows.ShardClock, rows.Version, rows.OwnUpdates);
        bool replays = !cache.Rows.Table.IsRevised && _oplog.HasReplays(rows.From.Index, batch.Table);
        cache.Open(provenance);
        for (int index = 0; index < batch.Count;)
        {
            int slot = cache.FindOrReserveRun(batch.Rows[index..], out int count);
            cache.Overwrite(slot, batch, index, count);
            for (int end = index + count; index < end; index++, slot++)
            {
                if (replays)
                {
                    _oplog.Replay(rows.From.Index, cache.Rows, slot, batch.Rows[index]);
                }
            }
        }
    }

    private static void Overlay(RowCache cache, ChangeSet unit)
    {
        ReadOnlySpan<int> rows = unit.Increments.RowSpan;
        for (int change = 0; change < rows.Length;)
        {
            int run = cache.Rows.FindRun(rows[change..], out int slot);
            change += run == 0 ? 1 : 0;
            for (int end = change + run; change < end;)
            {
                int count = cache.CountAlike(slot, end - change);
                if (cache.IsPresent(slot))
                {
                    cache.Rows.Block.AddRange(slot, unit.Increments.Block, change, count, cache.Rows.Table.Rule);
                }

                change += count;
                slot += count;
            }
        }

        for (int change = 0; change < unit.Puts.Count; change++)
        {
            if (cache.Rows.TryFind(unit.Puts.Rows[change], out int slot) && cache.IsPresent(slot))
            {
                cache.Rows.Block.Put(slot, unit.Puts.Block, change);
            }
        }
    }
}
