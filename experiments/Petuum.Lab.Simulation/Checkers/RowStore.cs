using System.Numerics;
using System.Runtime.InteropServices;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// Rows by place, as a checker keeps them: its own arithmetic, element by element in the order of the columns, none of
/// the tables' code.
/// </summary>
internal abstract class RowStore(RowShape shape)
{
    /// <summary>Shape of every row.</summary>
    public RowShape Shape { get; } = shape;

    public static RowStore Create(RowShape shape) => shape.Element switch
    {
        ElementType.Float => Create<float>(shape),
        ElementType.Double => Create<double>(shape),
        _ => Create<int>(shape),
    };

    /// <summary>Makes places below <paramref name="count"/> usable; new ones are zero.</summary>
    public abstract void Reserve(int count);

    /// <summary>Makes a row zero.</summary>
    public abstract void Clear(int place);

    /// <summary>Gives a row its first values.</summary>
    public abstract void Initialize(int place, int row, IRowInitializer initializer);

    /// <summary>Overwrites with, or adds by a server rule, a row of a message.</summary>
    public abstract void Apply(int place, RowBatch batch, int index, RowOperation operation, ServerRule rule);

    /// <summary>Overwrites with, or adds by a server rule, a row of a program's output.</summary>
    public abstract void Apply(int place, RowBlock block, int slot, RowOperation operation, ServerRule rule);

    /// <summary>Overwrites with, or adds by a server rule, a row of another store of the same shape.</summary>
    public abstract void Apply(int place, RowStore other, int from, RowOperation operation, ServerRule rule);

    /// <summary>True if a row of a message is the same to the bit.</summary>
    public abstract bool Equals(int place, RowBatch batch, int index);

    /// <summary>True if a row that was read is the same to the bit.</summary>
    public abstract bool Equals(int place, RowView view, int index);

    /// <summary>The first column in which a row of a message differs, with both values.</summary>
    public abstract string Difference(int place, RowBatch batch, int index);

    private static RowStore Create<T>(RowShape shape)
        where T : unmanaged, INumber<T> =>
        shape.Kind == RowKind.Dense ? new DenseRowStore<T>(shape) : new SparseRowStore<T>(shape);
}

/// <summary>Dense rows in one array.</summary>
internal sealed class DenseRowStore<T>(RowShape shape) : RowStore(shape)
    where T : unmanaged, INumber<T>
{
    private T[] _values = [];

    public override void Reserve(int count)
    {
        if (_values.Length < count * Shape.Columns)
        {
            Array.Resize(ref _values, Math.Max(count, _values.Length / Shape.Columns * 2) * Shape.Columns);
        }
    }

    public override void Clear(int place) => Row(place).Clear();

    public override void Initialize(int place, int row, IRowInitializer initializer) =>
        initializer.Initialize(row, Row(place));

    public override void Apply(int place, RowBatch batch, int index, RowOperation operation, ServerRule rule) =>
        Apply(Row(place), batch.Row<T>(index), operation, rule);

    public override void Apply(int place, RowBlock block, int slot, RowOperation operation, ServerRule rule) =>
        Apply(Row(place), ((DenseRowBlock<T>)block).Row(slot), operation, rule);

    public override void Apply(int place, RowStore other, int from, RowOperation operation, ServerRule rule) =>
        Apply(Row(place), ((DenseRowStore<T>)other).Row(from), operation, rule);

    public override bool Equals(int place, RowBatch batch, int index) => SameBits(Row(place), batch.Row<T>(index));

    public override bool Equals(int place, RowView view, int index) => SameBits(Row(place), view.Dense<T>(index));

    public override string Difference(int place, RowBatch batch, int index)
    {
        Span<T> expected = Row(place);
        Span<T> seen = batch.Row<T>(index);
        for (int column = 0; column < expected.Length; column++)
        {
            if (!SameBits(expected.Slice(column, 1), seen.Slice(column, 1)))
            {
                return $"column {column} is {seen[column]:R}, expected {expected[column]:R}";
            }
        }

        return "nothing differs";
    }

    private static bool SameBits(ReadOnlySpan<T> one, ReadOnlySpan<T> other) =>
        MemoryMarshal.AsBytes(one).SequenceEqual(MemoryMarshal.AsBytes(other));

    private static void Apply(Span<T> target, ReadOnlySpan<T> source, RowOperation operation, ServerRule rule)
    {
        if (operation == RowOperation.Put)
        {
            source.CopyTo(target);
            return;
        }

        source = source[..target.Length];
        bool clamps = rule == ServerRule.AddNonNegative;
        for (int column = 0; column < target.Length; column++)
        {
            T sum = target[column] + source[column];
            target[column] = clamps && sum < T.Zero ? T.Zero : sum;
        }
    }

    public Span<T> Row(int place) => _values.AsSpan(place * Shape.Columns, Shape.Columns);
}

/// <summary>Sparse rows, each its columns in ascending order and their values; sums of zero are dropped.</summary>
internal sealed class SparseRowStore<T>(RowShape shape) : RowStore(shape)
    where T : unmanaged, INumber<T>
{
    private readonly List<int> _mergedColumns = [];
    private readonly List<T> _mergedValues = [];
    private int[][] _columns = [];
    private T[][] _values = [];
    private int[] _lengths = [];

    public override void Reserve(int count)
    {
        int old = _lengths.Length;
        if (old < count)
        {
            int size = Math.Max(count, 2 * old);
            Array.Resize(ref _lengths, size);
            Array.Resize(ref _columns, size);
            Array.Resize(ref _values, size);
            _columns.AsSpan(old).Fill([]);
            _values.AsSpan(old).Fill([]);
        }
    }

    public override void Clear(int place) => _lengths[place] = 0;

    public override void Initialize(int place, int row, IRowInitializer initializer)
    {
        T[] values = new T[Shape.Columns];
        initializer.Initialize<T>(row, values);
        int[] columns = [.. Enumerable.Range(0, values.Length).Where(column => values[column] != T.Zero)];
        Apply(place, columns, [.. columns.Select(column => values[column])], RowOperation.Put, ServerRule.Add);
    }

    public override void Apply(int place, RowBatch batch, int index, RowOperation operation, ServerRule rule) =>
        Apply(place, batch.ColumnsOf(index), batch.Row<T>(index), operation, rule);

    public override void Apply(int place, RowBlock block, int slot, RowOperation operation, ServerRule rule)
    {
        SparseRowBlock<T> source = (SparseRowBlock<T>)block;
        Apply(place, source.Columns(slot), source.Values(slot), operation, rule);
    }

    public override void Apply(int place, RowStore other, int from, RowOperation operation, ServerRule rule)
    {
        SparseRowStore<T> source = (SparseRowStore<T>)other;
        Apply(place, source.Columns(from), source.Values(from), operation, rule);
    }

    public override bool Equals(int place, RowBatch batch, int index) =>
        SameBits(place, batch.ColumnsOf(index), batch.Row<T>(index));

    public override bool Equals(int place, RowView view, int index)
    {
        ReadOnlySpan<T> values = view.Sparse<T>(index, out ReadOnlySpan<int> columns);
        return SameBits(place, columns, values);
    }

    public override string Difference(int place, RowBatch batch, int index) =>
        $"entries are {Describe(batch.ColumnsOf(index), batch.Row<T>(index))}, "
        + $"expected {Describe(Columns(place), Values(place))}";

    private static string Describe(ReadOnlySpan<int> columns, ReadOnlySpan<T> values)
    {
        List<string> entries = [];
        for (int entry = 0; entry < Math.Min(columns.Length, 8); entry++)
        {
            entries.Add($"{columns[entry]}:{values[entry]:R}");
        }

        return $"[{string.Join(' ', entries)}{(columns.Length > 8 ? " …" : string.Empty)}]";
    }

    private bool SameBits(int place, ReadOnlySpan<int> columns, ReadOnlySpan<T> values) =>
        Columns(place).SequenceEqual(columns)
        && MemoryMarshal.AsBytes(Values(place)).SequenceEqual(MemoryMarshal.AsBytes(values));

    private ReadOnlySpan<int> Columns(int place) => _columns[place].AsSpan(0, _lengths[place]);

    private ReadOnlySpan<T> Values(int place) => _values[place].AsSpan(0, _lengths[place]);

    private void Apply(
        int place, ReadOnlySpan<int> columns, ReadOnlySpan<T> values, RowOperation operation, ServerRule rule)
    {
        if (operation == RowOperation.Put)
        {
            Replace(place, columns, values);
            return;
        }

        Merge(place, columns, values, rule == ServerRule.AddNonNegative);
        Replace(place, CollectionsMarshal.AsSpan(_mergedColumns), CollectionsMarshal.AsSpan(_mergedValues));
    }

    private void Merge(int place, ReadOnlySpan<int> columns, ReadOnlySpan<T> deltas, bool clamps)
    {
        _mergedColumns.Clear();
        _mergedValues.Clear();
        ReadOnlySpan<int> oldColumns = Columns(place);
        ReadOnlySpan<T> oldValues = Values(place);
        int old = 0;
        int delta = 0;
        while (old < oldColumns.Length || delta < columns.Length)
        {
            int oldColumn = old < oldColumns.Length ? oldColumns[old] : int.MaxValue;
            int newColumn = delta < columns.Length ? columns[delta] : int.MaxValue;
            T value = oldColumn <= newColumn ? oldValues[old++] : T.Zero;
            value = newColumn > oldColumn ? value : newColumn < oldColumn ? deltas[delta++] : value + deltas[delta++];
            if (value != T.Zero && !(clamps && value < T.Zero))
            {
                _mergedColumns.Add(Math.Min(oldColumn, newColumn));
                _mergedValues.Add(value);
            }
        }
    }

    private void Replace(int place, ReadOnlySpan<int> columns, ReadOnlySpan<T> values)
    {
        if (_columns[place].Length < columns.Length)
        {
            int size = Math.Max(4, 2 * columns.Length);
            (_columns[place], _values[place]) = (new int[size], new T[size]);
        }

        columns.CopyTo(_columns[place]);
        values.CopyTo(_values[place]);
        _lengths[place] = columns.Length;
    }
}
