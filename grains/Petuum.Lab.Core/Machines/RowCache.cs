using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// A table's rows at a worker, each with the clock it is complete to, with the worker's own changes on top.
/// </summary>
internal sealed class RowCache(TableDefinition table)
{
    private const int Absent = -1;

    private Provenance[] _provenance = [];
    private bool[] _isRefreshing = [];

    /// <summary>The rows held.</summary>
    public RowSet Rows { get; } = new(table);

    /// <summary>The slot of a row; a new one holds no copy yet.</summary>
    public int FindOrReserve(int row)
    {
        if (Rows.TryFind(row, out int slot))
        {
            return slot;
        }

        slot = Rows.FindOrAdd(row);
        if (slot == _provenance.Length)
        {
            int size = Math.Max(16, 2 * slot);
            Array.Resize(ref _provenance, size);
            Array.Resize(ref _isRefreshing, size);
            _provenance.AsSpan(slot).Fill(new Provenance(0, Absent, 0, 0));
        }

        return slot;
    }

    /// <summary>True if a copy is held.</summary>
    public bool IsPresent(int slot) => _provenance[slot].Clock != Absent;

    /// <summary>The clock that the copy is complete to; less than 0 if there is none.</summary>
    public int ClockOf(int slot) => _provenance[slot].Clock;

    /// <summary>True if no fresh copy of the row is under way yet; from now on one is (ASP).</summary>
    public bool BeginRefresh(int slot)
    {
        bool begins = !_isRefreshing[slot];
        _isRefreshing[slot] = true;
        return begins;
    }

    /// <summary>True while a copy is under way that was asked for by <see cref="BeginRefresh"/>.</summary>
    public bool IsRefreshing(int slot) => _isRefreshing[slot];

    public ref readonly Provenance ProvenanceOf(int slot) => ref _provenance[slot];

    /// <summary>Takes fresh copies from a shard, of rows at consecutive slots.</summary>
    public void Overwrite(int slot, RowBatch batch, int index, int count, in Provenance provenance)
    {
        bool isNewer = true;
        foreach (ref Provenance known in _provenance.AsSpan(slot, count))
        {
            isNewer &= known.Clock == Absent || known.Version <= provenance.Version;
            known = provenance;
        }

        Invariant.Require(
            isNewer, $"shard {provenance.Shard} sent version {provenance.Version} of a row after a later one.");

        Rows.Block.ApplyRange(slot, batch, index, count, RowOperation.Put, ServerRule.Add);
        _isRefreshing.AsSpan(slot, count).Clear();
    }

    /// <summary>
    /// A pushed clock says that the copy is complete to it although it was not sent again: it had not changed.
    /// </summary>
    public void RaiseClock(int slot, int clock)
    {
        if (_provenance[slot].Clock < clock)
        {
            _provenance[slot] = _provenance[slot] with { Clock = clock };
        }
    }
}
