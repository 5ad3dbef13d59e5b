using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// A table's rows at a worker, each with the clock it is complete to, with the worker's own changes on top.
/// </summary>
internal sealed class RowCache(TableDefinition table)
{
    private const int Absent = -1;

    private readonly List<Provenance> _provenance = [];
    private readonly List<bool> _isRefreshing = [];

    /// <summary>The rows held.</summary>
    public RowSet Rows { get; } = new(table);

    /// <summary>The slot of a row; a new one holds no copy yet.</summary>
    public int FindOrReserve(int row)
    {
        int slot = Rows.FindOrAdd(row);
        if (slot == _provenance.Count)
        {
            _provenance.Add(new Provenance(0, Absent, 0, 0));
            _isRefreshing.Add(false);
        }

        return slot;
    }

    /// <summary>True if a copy is held.</summary>
    public bool IsPresent(int slot) => _provenance[slot].Clock != Absent;

    /// <summary>True if no fresh copy of the row is under way yet; from now on one is (ASP).</summary>
    public bool BeginRefresh(int slot)
    {
        bool begins = !_isRefreshing[slot];
        _isRefreshing[slot] = true;
        return begins;
    }

    public Provenance ProvenanceOf(int slot) => _provenance[slot];

    /// <summary>Takes a fresh copy from a shard.</summary>
    public void Overwrite(int slot, RowBatch batch, int index, in Provenance provenance)
    {
        Rows.Block.Apply(slot, batch, index, RowOperation.Put, ServerRule.Add);
        _provenance[slot] = provenance;
        _isRefreshing[slot] = false;
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
