namespace Petuum.Lab.Core.Tables;

/// <summary>Rows of one table, found by row id: a cache or an oplog.</summary>
public sealed class RowSet(TableDefinition table)
{
    private readonly Dictionary<int, int> _slots = [];
    private readonly List<int> _rows = [];

    /// <summary>The table.</summary>
    public TableDefinition Table { get; } = table;

    /// <summary>The rows' values by slot.</summary>
    public RowBlock Block { get; } = RowBlock.Create(table.Shape, 0);

    /// <summary>The rows held; a row's slot is its place here.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Number of rows held.</summary>
    public int Count => _rows.Count;

    /// <summary>Finds a row's slot.</summary>
    public bool TryFind(int row, out int slot) => _slots.TryGetValue(row, out slot);

    /// <summary>The row's slot; a zero row is added if it was not held.</summary>
    public int FindOrAdd(int row)
    {
        if (_slots.TryGetValue(row, out int slot))
        {
            return slot;
        }

        Invariant.Require((uint)row < (uint)Table.Rows, $"row {row} of table '{Table.Name}', which has {Table.Rows}.");
        slot = _rows.Count;
        _slots.Add(row, slot);
        _rows.Add(row);
        Block.Extend(slot + 1);
        return slot;
    }

    /// <summary>
    /// The slot of the first of consecutive rows, which lie one after the other; zero rows are added where none is
    /// held.
    /// </summary>
    /// <exception cref="InvariantException">Some of the rows are held, but not one after the other.</exception>
    public int FindOrAddRange(int first, int count)
    {
        int slot = FindOrAdd(first);
        for (int offset = 1; offset < count; offset++)
        {
            int next = FindOrAdd(first + offset);
            Invariant.Require(
                next == slot + offset,
                $"row {first + offset} of table '{Table.Name}' does not follow row {first}: use the same ranges always.");
        }

        return slot;
    }

    /// <summary>The rows but those at some slots, in the same order.</summary>
    public RowSet Without(IReadOnlyList<int> slots)
    {
        bool[] isLeftOut = new bool[Count];
        foreach (int slot in slots)
        {
            isLeftOut[slot] = true;
        }

        RowSet kept = new(Table);
        for (int slot = 0; slot < Count; slot++)
        {
            if (!isLeftOut[slot])
            {
                kept.Block.Put(kept.FindOrAdd(_rows[slot]), Block, slot);
            }
        }

        return kept;
    }

    /// <summary>Forgets all rows, keeps the memory.</summary>
    public void Clear()
    {
        _slots.Clear();
        _rows.Clear();
        Block.Clear();
    }
}
