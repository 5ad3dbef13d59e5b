using System.Numerics;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// Gives rows places 0, 1, 2, … in the order they are first asked for: open addressing, nothing allocated per row.
/// </summary>
internal sealed class RowIndex
{
    private int[] _rows = [];
    private int[] _places = [];
    private int _shift;

    /// <summary>Rows that have a place.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a row; −1 if it has none.</summary>
    public int Find(int row)
    {
        if (Count == 0)
        {
            return -1;
        }

        int at = Probe(row);
        return _places[at] - 1;
    }

    /// <summary>The place of a row, a new one if it had none.</summary>
    public int FindOrAdd(int row)
    {
        if (2 * (Count + 1) > _rows.Length)
        {
            Grow();
        }

        int at = Probe(row);
        if (_places[at] == 0)
        {
            _rows[at] = row;
            _places[at] = ++Count;
        }

        return _places[at] - 1;
    }

    public void Clear()
    {
        if (Count > 0)
        {
            _places.AsSpan().Clear();
            Count = 0;
        }
    }

    private int Probe(int row)
    {
        int mask = _rows.Length - 1;
        int at = (int)(((uint)row * 2654435769u) >> _shift);
        while (_places[at] != 0 && _rows[at] != row)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        (int[] oldRows, int[] oldPlaces) = (_rows, _places);
        int size = Math.Max(16, 2 * oldRows.Length);
        (_rows, _places) = (new int[size], new int[size]);
        _shift = 32 - BitOperations.Log2((uint)size);
        for (int old = 0; old < oldRows.Length; old++)
        {
            if (oldPlaces[old] != 0)
            {
                int at = Probe(oldRows[old]);
                (_rows[at], _places[at]) = (oldRows[old], oldPlaces[old]);
            }
        }
    }
}
