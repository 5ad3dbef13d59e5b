using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// One writer's changes to one shard that a copy may yet come without: kept until they are applied and no copy made
/// before
/// is under way.
/// </summary>
internal sealed class SentChanges(IReadOnlyList<TableDefinition> tables)
{
    private readonly Queue<Change> _kept = new();
    private long _sent;
    private long _applied;
    private int _underWay;

    /// <summary>One more update was sent.</summary>
    public void Add(Update update, Spares spares)
    {
        foreach (RowChange change in update.Changes)
        {
            Change kept = spares.Rent(change.Batch.Table, tables);
            kept.Fill(_sent, change);
            _kept.Enqueue(kept);
        }

        _sent++;
    }

    /// <summary>The shard applied one more update.</summary>
    public void NoteApplied(Spares spares)
    {
        _applied++;
        if (_underWay == 0)
        {
            Forget(_applied, spares);
        }
    }

    /// <summary>The shard sent rows.</summary>
    public void NoteUnderWay() => _underWay++;

    /// <summary>Rows came that contain the first <paramref name="ownUpdates"/> updates.</summary>
    public void NoteReceived(long ownUpdates, Spares spares)
    {
        _underWay--;
        Forget(ownUpdates, spares);
    }

    /// <summary>Puts what a fresh copy lacks on top of it, in the order it was sent.</summary>
    public void Replay(TableDefinition table, int row, RowStore copies, int place)
    {
        foreach (Change change in _kept)
        {
            int at = change.Find(table, row);
            if (at >= 0)
            {
                copies.Apply(place, change.Values, at, change.Operation, table.Rule);
            }
        }
    }

    private void Forget(long below, Spares spares)
    {
        while (_kept.TryPeek(out Change? oldest) && oldest.Update < below)
        {
            spares.Return(_kept.Dequeue());
        }
    }

    /// <summary>Changes for reuse, by table.</summary>
    internal sealed class Spares(IReadOnlyList<TableDefinition> tables)
    {
        private readonly Stack<Change>[] _spare = [.. tables.Select(_ => new Stack<Change>())];

        public Change Rent(Core.TableId table, IReadOnlyList<TableDefinition> definitions) =>
            _spare[table.Index].TryPop(out Change? change) ? change : new Change(definitions[table.Index]);

        public void Return(Change change) => _spare[change.Table.Id.Index].Push(change);
    }

    /// <summary>One batch of an update.</summary>
    internal sealed class Change(TableDefinition table)
    {
        private readonly ulong[] _mayContain = new ulong[8];
        private int[] _rows = [];
        private int _count;

        /// <summary>The table changed.</summary>
        public TableDefinition Table { get; } = table;

        /// <summary>Which of the writer's updates to the shard it belongs to.</summary>
        public long Update { get; private set; }

        public RowOperation Operation { get; private set; }

        public RowStore Values { get; } = RowStore.Create(table.Shape);

        public void Fill(long update, in RowChange change)
        {
            (Update, Operation, _count) = (update, change.Operation, change.Batch.Count);
            if (_rows.Length < _count)
            {
                _rows = new int[Math.Max(16, 2 * _count)];
                Values.Reserve(_rows.Length);
            }

            change.Batch.Rows.CopyTo(_rows);
            Array.Clear(_mayContain);
            for (int index = 0; index < _count; index++)
            {
                _mayContain[(_rows[index] >> 6) & 7] |= 1UL << (_rows[index] & 63);
                Values.Apply(index, change.Batch, index, RowOperation.Put, ServerRule.Add);
            }
        }

        /// <summary>The place of a row; negative if it was not changed.</summary>
        public int Find(TableDefinition table, int row) =>
            ReferenceEquals(table, Table) && (_mayContain[(row >> 6) & 7] >> (row & 63) & 1) != 0
                ? _rows.AsSpan(0, _count).BinarySearch(row)
                : -1;
    }
}
