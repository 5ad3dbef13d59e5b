using System.Numerics;
using System.Runtime.InteropServices;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Programs;

/// <summary>The rows that a unit needs, in the order the program declared them.</summary>
public sealed class ReadSet
{
    private readonly List<TableId> _tables = [];
    private readonly List<int> _rows = [];

    /// <summary>Number of reads.</summary>
    public int Count => _rows.Count;

    /// <summary>The table of each read.</summary>
    internal ReadOnlySpan<TableId> Tables => CollectionsMarshal.AsSpan(_tables);

    /// <summary>The row of each read.</summary>
    internal ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>The read at <paramref name="index"/>.</summary>
    public (TableId Table, int Row) this[int index] => (_tables[index], _rows[index]);

    /// <summary>Declares a row; returns its index in the <see cref="RowView"/>.</summary>
    public int Add(TableId table, int row)
    {
        _tables.Add(table);
        _rows.Add(row);
        return _rows.Count - 1;
    }

    /// <summary>
    /// Declares rows <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1; returns the
    /// first index.
    /// </summary>
    public int AddRange(TableId table, int first, int count)
    {
        int index = _rows.Count;
        CollectionsMarshal.SetCount(_tables, index + count);
        CollectionsMarshal.SetCount(_rows, index + count);
        CollectionsMarshal.AsSpan(_tables)[index..].Fill(table);
        RowSet.Ascend(CollectionsMarshal.AsSpan(_rows)[index..], first);
        return index;
    }

    internal void Clear()
    {
        _tables.Clear();
        _rows.Clear();
    }
}

/// <summary>Where a row in a cache came from: enough to say which updates it contains.</summary>
/// <param name="Shard">The shard that sent it.</param>
/// <param name="Clock">It contains every update of rounds below this.</param>
/// <param name="Version">The shard had applied this many updates when the row was copied.</param>
/// <param name="OwnUpdates">Of the reader's own updates, those below this sequence are in the copy; the later ones were
/// replayed on it.</param>
public readonly record struct Provenance(int Shard, int Clock, long Version, long OwnUpdates);

/// <summary>The declared rows, by index of declaration. Valid during the call it is handed to.</summary>
public sealed class RowView
{
    private readonly RowCache[] _caches;
    private readonly ReadSet _reads;
    private readonly List<int> _slots;

    internal RowView(RowCache[] caches, ReadSet reads, List<int> slots)
    {
        (_caches, _reads, _slots) = (caches, reads, slots);
    }

    /// <summary>Number of rows.</summary>
    public int Count => _reads.Count;

    /// <summary>Which row the one at <paramref name="index"/> is.</summary>
    public (TableId Table, int Row) Read(int index) => _reads[index];

    /// <summary>A dense row.</summary>
    public ReadOnlySpan<T> Dense<T>(int index)
        where T : unmanaged, INumber<T> =>
        ((DenseRowBlock<T>)_caches[_reads[index].Table.Index].Rows.Block).Row(_slots[index]);

    /// <summary>
    /// Dense rows that were declared by one <see cref="ReadSet.AddRange"/>, one after the other. A program that reads a
    /// table in ranges uses the same ranges always, from its first read of the table on.
    /// </summary>
    /// <exception cref="InvariantException">The rows do not lie one after the other.</exception>
    public ReadOnlySpan<T> DenseRange<T>(int index, int count)
        where T : unmanaged, INumber<T>
    {
        if (count == 0)
        {
            return [];
        }

        int run = RowPlacement.RunLength(CollectionsMarshal.AsSpan(_slots).Slice(index, count), 0);
        Invariant.Require(
            run == count,
            $"reads {index} to {index + count - 1} do not lie one after the other: use the same ranges always.");
        RowSet rows = _caches[_reads[index].Table.Index].Rows;
        return ((DenseRowBlock<T>)rows.Block).Rows(_slots[index], count);
    }

    /// <summary>A sparse row: its columns, ascending, and their values.</summary>
    public ReadOnlySpan<T> Sparse<T>(int index, out ReadOnlySpan<int> columns)
        where T : unmanaged, INumber<T>
    {
        SparseRowBlock<T> block = (SparseRowBlock<T>)_caches[_reads[index].Table.Index].Rows.Block;
        columns = block.Columns(_slots[index]);
        return block.Values(_slots[index]);
    }

    /// <summary>Where the row came from, for observers; a program's result must not depend on it.</summary>
    public Provenance ProvenanceOf(int index) => _caches[_reads[index].Table.Index].ProvenanceOf(_slots[index]);

    /// <summary>Copies the row into a batch, for observers.</summary>
    public void CopyTo(RowBatch batch, int index) =>
        _caches[_reads[index].Table.Index].Rows.Block.AppendTo(batch, _reads[index].Row, _slots[index]);
}
