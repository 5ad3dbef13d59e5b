using System.Numerics;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// Gives rows places 0, 1, 2, … in the order they are first asked for: open addressing, nothing allocated per row.
/// </summary>
internal sealed class RowIndex
{
    private Entry[] _entries = [];
    private int _shift;

    /// <summary>Rows that have a place.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a row; −1 if it has none.</summary>
    public int Find(int row) => Count == 0 ? -1 : Probe(row).Next - 1;

    /// <summary>The place of a row, a new one if it had none.</summary>
    public int FindOrAdd(int row)
    {
        if (2 * (Count + 1) > _entries.Length)
        {
            Grow();
        }

        ref Entry entry = ref Probe(row);
        if (entry.Next == 0)
        {
            entry = new Entry(row, ++Count);
        }

        return entry.Next - 1;
    }

    public void Clear()
    {
        if (Count > 0)
        {
            _entries.AsSpan().Clear();
            Count = 0;
        }
    }

    /// <summary>The entry of a row, or the empty one where it belongs.</summary>
    private ref Entry Probe(int row)
    {
        Entry[] entries = _entries;
        int mask = entries.Length - 1;
        int at = (int)(((uint)row * 2654435769u) >> _shift);
        while (entries[at].Next != 0 && entries[at].Row != row)
        {
            at = (at + 1) & mask;
        }

        return ref entries[at];
    }

    private void Grow()
    {
        Entry[] old = _entries;
        int size = Math.Max(16, 2 * old.Length);
        _entries = new Entry[size];
        _shift = 32 - BitOperations.Log2((uint)size);
        foreach (Entry entry in old)
        {
            if (entry.Next != 0)
            {
                Probe(entry.Row) = entry;
            }
        }
    }

    /// <summary>A row and the place after its own; an empty entry has 0 there.</summary>
    private readonly record struct Entry(int Row, int Next);
}
