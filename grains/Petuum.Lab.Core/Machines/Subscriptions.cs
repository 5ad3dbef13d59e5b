using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>Who wants to hear of which rows, and which of them changed since they were last sent.</summary>
internal sealed class Subscriptions
{
    private readonly JobPlan _plan;
    private readonly ShardId _self;
    private readonly TableState?[] _tables;
    private readonly bool[] _hasSubscribed;
    private readonly RowsMessage?[] _outgoing;
    private readonly List<(int Reader, RowsMessage Rows)> _ready = [];
    private readonly EarlyRows? _early;

    public Subscriptions(JobPlan plan, ShardId self)
    {
        (_plan, _self) = (plan, self);
        _hasSubscribed = new bool[plan.Writers];
        _outgoing = new RowsMessage?[plan.Writers];
        _tables = [.. plan.Program.Tables.Select(CreateState)];
        _early = plan.Communication is { } managed
            ? new EarlyRows(managed, plan.Program.Tables, managed.Seed.Split($"early rows of {self}"))
            : null;
    }

    /// <summary>True if a subscribed row changed since it was sent.</summary>
    public bool HasChangedRows => Array.Exists(_tables, table => table is { Changed.Count: > 0 });

    /// <summary>
    /// A reader was sent rows at consecutive slots: from now on it hears of changes, if the table's policy says so.
    /// </summary>
    public void Add(TableDefinition table, int slot, int count, int reader)
    {
        if (_tables[table.Id.Index] is not { } state)
        {
            return;
        }

        _hasSubscribed[reader] = true;
        foreach (ref List<int>? readers in state.Readers.AsSpan(slot, count))
        {
            readers ??= [];
            if (!readers.Contains(reader))
            {
                readers.Add(reader);
            }
        }
    }

    /// <summary>Rows at consecutive slots were changed, by those of a batch from an index on.</summary>
    public void NoteChanges(TableDefinition table, int slot, in RowChange change, int index, int count)
    {
        if (_tables[table.Id.Index] is not { } state)
        {
            return;
        }

        for (int offset = 0; offset < count; offset++)
        {
            if (state.Readers[slot + offset] is null)
            {
                continue;
            }

            int at = state.Changed.FindOrAdd(change.Batch.Rows[index + offset]);
            if (_early is not null && change.Operation == RowOperation.Increment)
            {
                state.Changed.Block.Apply(at, change.Batch, index + offset, RowOperation.Increment, ServerRule.Add);
            }
        }
    }

    /// <summary>
    /// The changed rows of tables pushed on <paramref name="trigger"/>, a message a reader. When the clock advances
    /// every
    /// subscribed reader gets one, with or without rows: it carries the clock.
    /// </summary>
    public List<(int Reader, RowsMessage Rows)> Take(PushTrigger trigger, RowBlock[] blocks, MessagePool pool)
    {
        bool any = false;
        foreach (TableState? state in _tables)
        {
            if (state is not null && state.Trigger == trigger)
            {
                any = true;
                for (int index = 0; index < state.Changed.Count; index++)
                {
                    AppendForReaders(state, state.Changed.Rows[index], blocks, pool);
                }

                state.Changed.Clear();
            }
        }

        return Collect(any && trigger == PushTrigger.ClockAdvance, pool);
    }

    /// <summary>The changed rows that are worth most, within a budget of bytes over all readers.</summary>
    public List<(int Reader, RowsMessage Rows)> TakeEarly(
        long bytesMax, RowBlock[] blocks, MessagePool pool, out long bytes)
    {
        Invariant.Require(_early is not null, "early pushing without managed communication.");
        foreach (TableState? state in _tables)
        {
            for (int index = 0; index < (state?.Changed.Count ?? 0); index++)
            {
                _early.Add(state!.Changed, index, ReadersOf(state, state.Changed.Rows[index]).Count);
            }
        }

        bytes = _early.Choose(bytesMax);
        foreach (TableState? state in _tables)
        {
            if (state is not null && _early[state.Table.Id.Index] is { Count: > 0 } chosen)
            {
                foreach (int index in chosen)
                {
                    AppendForReaders(state, state.Changed.Rows[index], blocks, pool);
                }

                state.Forget(chosen);
            }
        }

        return Collect(toAll: false, pool);
    }

    private List<int> ReadersOf(TableState state, int row) =>
        state.Readers[state.Table.SlotOf(row, _plan.Shards)]!;

    private void AppendForReaders(TableState state, int row, RowBlock[] blocks, MessagePool pool)
    {
        int slot = state.Table.SlotOf(row, _plan.Shards);
        foreach (int reader in ReadersOf(state, row))
        {
            RowsMessage rows = _outgoing[reader] ??= pool.RentRows();
            blocks[state.Table.Id.Index].AppendTo(rows.BatchOf(state.Table, pool), row, slot);
        }
    }

    private List<(int Reader, RowsMessage Rows)> Collect(bool toAll, MessagePool pool)
    {
        _ready.Clear();
        for (int reader = 0; reader < _outgoing.Length; reader++)
        {
            RowsMessage? rows = _outgoing[reader] ?? (toAll && _hasSubscribed[reader] ? pool.RentRows() : null);
            if (rows is not null)
            {
                _outgoing[reader] = null;
                _ready.Add((reader, rows));
            }
        }

        return _ready;
    }

    private TableState? CreateState(TableDefinition table)
    {
        PushTrigger trigger = _plan.Consistency[table.Id.Index].Push;
        return trigger == PushTrigger.Never
            ? null
            : new TableState(table, trigger, table.RowsOn(_self.Index, _plan.Shards));
    }

    private sealed class TableState(TableDefinition table, PushTrigger trigger, int slots)
    {
        public TableDefinition Table { get; } = table;

        public PushTrigger Trigger { get; } = trigger;

        /// <summary>By slot of the shard; null: nobody.</summary>
        public List<int>?[] Readers { get; } = new List<int>?[slots];

        /// <summary>Changed rows; with managed communication, the sum of their increments.</summary>
        public RowSet Changed { get; private set; } = new(table);

        public void Forget(IReadOnlyList<int> slots) => Changed = Changed.Without(slots);
    }
}
