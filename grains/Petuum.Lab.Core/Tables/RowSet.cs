using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Core.Tables;

/// <summary>Rows of one table, found by row id: a cache or an oplog.</summary>
public sealed class RowSet(TableDefinition table)
{
    /// <summary>Of so many of the table's rows one must be held for an array to find them faster than a hash.</summary>
    private const int ShareForArray = 8;

    private readonly List<int> _rows = [];
    private Dictionary<int, int>? _slots = [];
    private int[] _slotPlusOne = [];

    /// <summary>The table.</summary>
    public TableDefinition Table { get; } = table;

    /// <summary>The rows' values by slot.</summary>
    public RowBlock Block { get; } = RowBlock.Create(table.Shape, 0);

    /// <summary>The rows held; a row's slot is its place here.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Number of rows held.</summary>
    public int Count => _rows.Count;

    /// <summary>The rows held, for inner loops.</summary>
    internal ReadOnlySpan<int> RowSpan => CollectionsMarshal.AsSpan(_rows);

    /// <summary>Finds a row's slot.</summary>
    public bool TryFind(int row, out int slot)
    {
        if (_slots is not null)
        {
            return _slots.TryGetValue(row, out slot);
        }

        slot = (uint)row < (uint)_slotPlusOne.Length ? _slotPlusOne[row] - 1 : -1;
        return slot >= 0;
    }

    /// <summary>
    /// How many of some rows, from the first on, are held one after the other, from <paramref name="slot"/> on; 0 if
    /// the first is not held.
    /// </summary>
    internal int FindRun(ReadOnlySpan<int> rows, out int slot) =>
        TryFind(rows[0], out slot) ? rows.CommonPrefixLength(RowSpan[slot..]) : 0;

    /// <summary>The row's slot; a zero row is added if it was not held.</summary>
    public int FindOrAdd(int row)
    {
        if (TryFind(row, out int slot))
        {
            return slot;
        }

        Invariant.Require((uint)row < (uint)Table.Rows, $"row {row} of table '{Table.Name}', which has {Table.Rows}.");
        Block.Extend(_rows.Count + 1);
        return Add(row);
    }

    /// <summary>
    /// The slot of the first of consecutive rows, which lie one after the other; zero rows are added where none is
    /// held.
    /// </summary>
    /// <exception cref="InvariantException">Some of the rows are held, but not one after the other.</exception>
    public int FindOrAddRange(int first, int count)
    {
        Invariant.Require(
            first >= 0 && count > 0 && first <= Table.Rows - count,
            $"rows {first} to {first + count - 1} of table '{Table.Name}', which has {Table.Rows}.");
        int known = TryFind(first, out int slot) ? slot : Count;
        Block.Extend(known + count);
        if (known == Count && _slots is null && !_slotPlusOne.AsSpan(first, count).ContainsAnyExcept(0))
        {
            CollectionsMarshal.SetCount(_rows, known + count);
            Ascend(CollectionsMarshal.AsSpan(_rows)[known..], first);
            Ascend(_slotPlusOne.AsSpan(first, count), known + 1);
            return known;
        }

        if (known < Count && RowSpan.Length - known >= count && RowSpan[known + count - 1] == first + count - 1
            && RowPlacement.RunLength(RowSpan.Slice(known, count), 0) == count)
        {
            return known;
        }

        for (int row = first; row < first + count; row++)
        {
            int next = TryFind(row, out int held) ? held : Add(row);
            Invariant.Require(
                next == known + (row - first),
                $"row {row} of table '{Table.Name}' does not follow row {first}: use the same ranges always.");
        }

        return known;
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
        _slots?.Clear();
        if (_slots is null)
        {
            ReadOnlySpan<int> rows = RowSpan;
            for (int slot = 0; slot < rows.Length;)
            {
                int run = RowPlacement.RunLength(rows, slot);
                _slotPlusOne.AsSpan(rows[slot], run).Clear();
                slot += run;
            }
        }

        _rows.Clear();
        Block.Clear();
    }

    /// <summary>Fills with numbers that follow each other.</summary>
    internal static void Ascend(Span<int> numbers, int first)
    {
        int index = 0;
        Vector256<int> next = Vector256.CreateSequence(first, 1);
        for (; index <= numbers.Length - Vector256<int>.Count; index += Vector256<int>.Count)
        {
            next.CopyTo(numbers[index..]);
            next += Vector256.Create(Vector256<int>.Count);
        }

        for (; index < numbers.Length; index++)
        {
            numbers[index] = first + index;
        }
    }

    private int Add(int row)
    {
        int slot = _rows.Count;
        _rows.Add(row);
        if (_slots is null)
        {
            _slotPlusOne[row] = slot + 1;
        }
        else
        {
            _slots.Add(row, slot);
            if (_rows.Count > Table.Rows / ShareForArray)
            {
                UseArray();
            }
        }

        return slot;
    }

    private void UseArray()
    {
        _slots = null;
        _slotPlusOne = new int[Table.Rows];
        for (int slot = 0; slot < _rows.Count; slot++)
        {
            _slotPlusOne[_rows[slot]] = slot + 1;
        }
    }
}
