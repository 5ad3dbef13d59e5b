using System.Runtime.InteropServices;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Core.Tables;

/// <summary>
/// Many rows of one table in contiguous buffers: what messages carry. Dense: row i's values are at
/// [i·columns, (i+1)·columns). Sparse: its entries are at [End(i−1), End(i)) of columns and values.
/// Pooled and reference counted: whoever holds a reference releases it once; the last release returns the buffers.
/// Not written to any more once several hold it.
/// </summary>
public sealed class RowBatch
{
    /// <summary>How many buffers a batch consists of.</summary>
    public const int Pieces = 4;

    private readonly Shelf<RowBatch> _home;
    private readonly RowValues _values = new();
    private int[] _rows = [];
    private int[] _ends = [];
    private int[] _columns = [];
    private int _references;

    internal RowBatch(Shelf<RowBatch> home) => _home = home;

    /// <summary>The table whose rows these are.</summary>
    public TableId Table { get; private set; }

    /// <summary>Shape of the rows.</summary>
    public RowShape Shape { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Number of values of all rows together.</summary>
    public int ValueCount => Shape.Kind == RowKind.Dense ? Count * Shape.Columns : End(Count - 1);

    /// <summary>The row ids, in the order they were added.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>
    /// Size on the wire: 8 bytes of header, 4 a row id, 4 a sparse entry's column and a sparse row's length, and the
    /// values.
    /// </summary>
    public long Bytes => 8 + (Count * 4L) + ((long)ValueCount * Shape.ElementBytes)
        + (Shape.Kind == RowKind.Sparse ? ((long)ValueCount + Count) * 4 : 0);

    /// <summary>True if nobody else holds a reference.</summary>
    internal bool IsOurs => Volatile.Read(ref _references) == 1;

    /// <summary>All values, row after row.</summary>
    public Span<T> Values<T>()
        where T : unmanaged => Cast<T>(0, ValueCount);

    /// <summary>The values of the row at <paramref name="index"/>.</summary>
    public Span<T> Row<T>(int index)
        where T : unmanaged
    {
        int start = Start(index);
        return Cast<T>(start, Stop(index) - start);
    }

    /// <summary>The values of consecutive dense rows from <paramref name="index"/> on.</summary>
    public ReadOnlySpan<T> DenseRows<T>(int index, int count)
        where T : unmanaged => Cast<T>(index * Shape.Columns, count * Shape.Columns);

    /// <summary>Appends dense rows, whose values are to be written one after the other.</summary>
    public Span<T> AppendDense<T>(ReadOnlySpan<int> rows)
        where T : unmanaged
    {
        int start = Count;
        AddRows(rows);
        _values.Grow(Shape.Element, Count * Shape.Columns);
        return Cast<T>(start * Shape.Columns, rows.Length * Shape.Columns);
    }

    /// <summary>
    /// Takes over the array that holds all rows of this batch, which has none yet, and gives another for it.
    /// </summary>
    internal void TakeDense<T>(ReadOnlySpan<int> rows, ref T[] values)
        where T : unmanaged
    {
        Invariant.Require(Count == 0, $"a batch of {Count} rows took over others.");
        AddRows(rows);
        _values.Exchange(ref values);
    }

    /// <summary>Gives the array that holds all rows of this batch away, and takes another for it.</summary>
    internal void GiveDense<T>(ref T[] values)
        where T : unmanaged
    {
        Invariant.Require(IsOurs, "a batch that others hold gave its rows away.");
        _values.Exchange(ref values);
    }

    /// <summary>The columns of the sparse row at <paramref name="index"/>, ascending.</summary>
    public ReadOnlySpan<int> ColumnsOf(int index) => _columns.AsSpan(Start(index), Stop(index) - Start(index));

    /// <summary>
    /// Appends a dense row, or a sparse one of <paramref name="length"/> entries whose columns are to be written to
    /// <paramref name="columns"/>.
    /// </summary>
    public Span<T> Append<T>(int row, int length, out Span<int> columns)
        where T : unmanaged
    {
        int start = ValueCount;
        AddRows(new ReadOnlySpan<int>(in row));
        _values.Grow(Shape.Element, start + length);
        if (Shape.Kind == RowKind.Sparse)
        {
            RowValues.Grow(ref _ends, Count);
            RowValues.Grow(ref _columns, start + length);
            _ends[Count - 1] = start + length;
            columns = _columns.AsSpan(start, length);
        }
        else
        {
            columns = [];
        }

        return Cast<T>(start, length);
    }

    /// <summary>
    /// One of the <see cref="Pieces"/> buffers as bytes, for the wire: row ids, ends, columns, values; the two in the
    /// middle are empty where rows are dense.
    /// </summary>
    public Span<byte> Piece(int piece) => piece switch
    {
        0 => MemoryMarshal.AsBytes(_rows.AsSpan(0, Count)),
        1 => MemoryMarshal.AsBytes(_ends.AsSpan(0, Shape.Kind == RowKind.Sparse ? Count : 0)),
        2 => MemoryMarshal.AsBytes(_columns.AsSpan(0, Shape.Kind == RowKind.Sparse ? ValueCount : 0)),
        _ => _values.Bytes(Shape.Element)[..(ValueCount * Shape.ElementBytes)],
    };

    /// <summary>Makes room in an empty batch for rows whose <see cref="Piece"/>s are to be filled in order.</summary>
    public void Reserve(int count, int valueCount)
    {
        Invariant.Require(
            Count == 0 && count >= 0 && valueCount >= 0
            && (long)valueCount * Shape.ElementBytes <= Array.MaxLength
            && (Shape.Kind == RowKind.Sparse || valueCount == (long)count * Shape.Columns),
            $"room for {count} rows of {valueCount} values in a batch of {Count} rows.");
        RowValues.Grow(ref _rows, count);
        _values.Grow(Shape.Element, valueCount);
        if (Shape.Kind == RowKind.Sparse)
        {
            RowValues.Grow(ref _columns, valueCount);
            RowValues.Grow(ref _ends, count);
            if (count > 0)
            {
                _ends[count - 1] = valueCount;
            }
        }

        Count = count;
    }

    /// <summary>Takes one more reference.</summary>
    public RowBatch Share()
    {
        Invariant.Require(Interlocked.Increment(ref _references) > 1, "a released batch was shared.");
        return this;
    }

    /// <summary>Gives one reference back.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        Invariant.Require(left >= 0, "a batch was released more often than shared.");
        if (left == 0)
        {
            _home.Return(this);
        }
    }

    internal RowBatch Open(TableId table, RowShape shape)
    {
        (Table, Shape, Count, _references) = (table, shape, 0, 1);
        return this;
    }

    private void AddRows(ReadOnlySpan<int> rows)
    {
        RowValues.Grow(ref _rows, Count + rows.Length);
        rows.CopyTo(_rows.AsSpan(Count));
        Count += rows.Length;
    }

    private Span<T> Cast<T>(int start, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(
            _values.Bytes(Shape.Element).Slice(start * Shape.ElementBytes, count * Shape.ElementBytes));

    private int Start(int index) => Shape.Kind == RowKind.Dense ? index * Shape.Columns : End(index - 1);

    private int Stop(int index) => Shape.Kind == RowKind.Dense ? (index + 1) * Shape.Columns : _ends[index];

    private int End(int index) => index < 0 ? 0 : _ends[index];
}
