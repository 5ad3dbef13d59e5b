using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>One table of a <see cref="ReaderMirror"/>: copies, and changes committed but not sent.</summary>
internal sealed class TableMirror(TableDefinition table)
{
    private readonly RowIndex _places = new();
    private readonly RowStore _copies = RowStore.Create(table.Shape);
    private readonly Pending _increments = new(table.Shape);
    private readonly Pending _puts = new(table.Shape);
    private long[] _versions = [];

    /// <summary>The table.</summary>
    public TableDefinition Definition { get; } = table;

    /// <summary>Changes go on top of the copies that are held, and wait to be sent.</summary>
    public void Commit(RowSet changes, RowOperation operation)
    {
        Pending pending = operation == RowOperation.Put ? _puts : _increments;
        for (int slot = 0; slot < changes.Count; slot++)
        {
            int row = changes.Rows[slot];
            int place = _places.Find(row);
            if (place >= 0 && !Definition.IsRevised)
            {
                _copies.Apply(place, changes.Block, slot, operation, Definition.Rule);
            }

            pending.Rows.Apply(pending.Open(row), changes.Block, slot, operation, ServerRule.Add);
        }
    }

    /// <summary>
    /// A row of an update: must be all that is pending of the row; says what is wrong, null if nothing.
    /// </summary>
    public string? TakePending(in RowChange change, int index)
    {
        Pending pending = change.Operation == RowOperation.Put ? _puts : _increments;
        int place = pending.Find(change.Batch.Rows[index]);
        if (place < 0)
        {
            return "nothing of it was committed";
        }

        if (!pending.Rows.Equals(place, change.Batch, index))
        {
            return pending.Rows.Difference(place, change.Batch, index);
        }

        pending.Close(place);
        return null;
    }

    /// <summary>A fresh copy of a row.</summary>
    public void Receive(RowBatch batch, int index, long version, SentChanges sent)
    {
        int row = batch.Rows[index];
        int place = _places.FindOrAdd(row);
        if (place >= _versions.Length)
        {
            int size = Math.Max(16, 2 * place);
            Array.Resize(ref _versions, size);
            _copies.Reserve(size);
        }

        _versions[place] = version;
        _copies.Apply(place, batch, index, RowOperation.Put, ServerRule.Add);
        if (Definition.IsRevised)
        {
            return;
        }

        sent.Replay(Definition, row, _copies, place);
        Replay(_increments, row, place, RowOperation.Increment);
        Replay(_puts, row, place, RowOperation.Put);
    }

    /// <summary>How a row that is read differs from what it must be; null if it does not.</summary>
    public string? Difference(RowView view, int index)
    {
        int place = _places.Find(view.Read(index).Row);
        if (place < 0)
        {
            return "no copy of it was ever received";
        }

        if (view.ProvenanceOf(index).Version != _versions[place])
        {
            return $"the last copy received was version {_versions[place]}";
        }

        if (_copies.Equals(place, view, index))
        {
            return null;
        }

        RowBatch batch = new MessagePool().RentBatch(Definition.Id, Definition.Shape);
        view.CopyTo(batch, index);
        return _copies.Difference(place, batch, 0);
    }

    private void Replay(Pending pending, int row, int place, RowOperation operation)
    {
        int change = pending.Find(row);
        if (change >= 0)
        {
            _copies.Apply(place, pending.Rows, change, operation, Definition.Rule);
        }
    }

    /// <summary>
    /// Coalesced changes of one kind; a row's place is closed when it is sent, all places are given anew when none is
    /// open.
    /// </summary>
    private sealed class Pending(RowShape shape)
    {
        private readonly RowIndex _places = new();
        private bool[] _isOpen = [];
        private int _open;

        public RowStore Rows { get; } = RowStore.Create(shape);

        public int Find(int row)
        {
            int place = _open == 0 ? -1 : _places.Find(row);
            return place >= 0 && _isOpen[place] ? place : -1;
        }

        public int Open(int row)
        {
            int place = _places.FindOrAdd(row);
            if (place >= _isOpen.Length)
            {
                int size = Math.Max(16, 2 * place);
                Array.Resize(ref _isOpen, size);
                Rows.Reserve(size);
            }

            if (!_isOpen[place])
            {
                _isOpen[place] = true;
                _open++;
                Rows.Clear(place);
            }

            return place;
        }

        public void Close(int place)
        {
            _isOpen[place] = false;
            if (--_open == 0)
            {
                _places.Clear();
            }
        }
    }
}
