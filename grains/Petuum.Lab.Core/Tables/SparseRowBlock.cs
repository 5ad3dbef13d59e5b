using System.Numerics;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Tables;

/// <summary>Sparse rows: ascending columns, no zeros.</summary>
public sealed class SparseRowBlock<T> : RowBlock
    where T : unmanaged, INumber<T>
{
    private int[][] _columns = [];
    private T[][] _values = [];
    private int[] _lengths = [];

    internal SparseRowBlock(RowShape shape)
        : base(shape)
    {
    }

    /// <summary>The columns of the row at a slot, ascending.</summary>
    public ReadOnlySpan<int> Columns(int slot) => _columns[slot].AsSpan(0, _lengths[slot]);

    /// <summary>The values of the row at a slot, one for each of its columns.</summary>
    public ReadOnlySpan<T> Values(int slot) => _values[slot].AsSpan(0, _lengths[slot]);

    /// <inheritdoc/>
    public override void Extend(int slots)
    {
        if (slots <= Slots)
        {
            return;
        }

        if (_lengths.Length < slots)
        {
            int old = _lengths.Length;
            int size = Math.Max(slots, 2 * old);
            Array.Resize(ref _lengths, size);
            Array.Resize(ref _columns, size);
            Array.Resize(ref _values, size);
            _columns.AsSpan(old).Fill([]);
            _values.AsSpan(old).Fill([]);
        }

        _lengths.AsSpan(Slots, slots - Slots).Clear();
        Slots = slots;
    }

    /// <inheritdoc/>
    public override void Clear() => Slots = 0;

    /// <summary>Adds to one entry.</summary>
    public void Add(int slot, int column, T delta)
    {
        Invariant.Require((uint)column < (uint)Shape.Columns, $"column {column} of a row with {Shape.Columns}.");
        int at = Columns(slot).BinarySearch(column);
        if (at >= 0)
        {
            _values[slot][at] += delta;
            RemoveIfZero(slot, at);
        }
        else if (delta != T.Zero)
        {
            Insert(slot, ~at, column, delta);
        }
    }

    /// <inheritdoc/>
    public override void ApplyRange(
        int slot, RowBatch batch, int index, int count, RowOperation operation, ServerRule rule)
    {
        for (int offset = 0; offset < count; offset++)
        {
            ReadOnlySpan<int> columns = batch.ColumnsOf(index + offset);
            ReadOnlySpan<T> values = batch.Row<T>(index + offset);
            if (operation == RowOperation.Put)
            {
                Replace(slot + offset, columns, values);
            }
            else
            {
                AddAll(slot + offset, columns, values, rule);
            }
        }
    }

    /// <inheritdoc/>
    public override void AddRange(int slot, RowBlock other, int otherSlot, int count, ServerRule rule)
    {
        SparseRowBlock<T> source = (SparseRowBlock<T>)other;
        for (int offset = 0; offset < count; offset++)
        {
            AddAll(slot + offset, source.Columns(otherSlot + offset), source.Values(otherSlot + offset), rule);
        }
    }

    /// <inheritdoc/>
    public override void Put(int slot, RowBlock other, int otherSlot)
    {
        SparseRowBlock<T> source = (SparseRowBlock<T>)other;
        Replace(slot, source.Columns(otherSlot), source.Values(otherSlot));
    }

    /// <inheritdoc/>
    public override void AppendRangeTo(RowBatch batch, ReadOnlySpan<int> rows, int slot)
    {
        for (int offset = 0; offset < rows.Length; offset++)
        {
            Span<T> values = batch.Append<T>(rows[offset], _lengths[slot + offset], out Span<int> columns);
            Columns(slot + offset).CopyTo(columns);
            Values(slot + offset).CopyTo(values);
        }
    }

    /// <inheritdoc/>
    public override double Magnitude(int slot, RowBlock? values, int valueSlot)
    {
        double sum = 0;
        SparseRowBlock<T>? against = (SparseRowBlock<T>?)values;
        for (int index = 0; index < _lengths[slot]; index++)
        {
            double delta = Math.Abs(double.CreateTruncating(_values[slot][index]));
            int at = against is null ? -1 : against.Columns(valueSlot).BinarySearch(_columns[slot][index]);
            sum += at < 0 ? delta : delta / Math.Abs(double.CreateTruncating(against!._values[valueSlot][at]));
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Initialize(int slot, int row, IRowInitializer initializer)
    {
        T[] values = new T[Shape.Columns];
        initializer.Initialize<T>(row, values);
        for (int column = 0; column < values.Length; column++)
        {
            Add(slot, column, values[column]);
        }
    }

    /// <inheritdoc/>
    public override int RowBytes(int slot) => 8 + (_lengths[slot] * (4 + Shape.ElementBytes));

    /// <inheritdoc/>
    public override int CountWithin(int slot, int bytes, int beside)
    {
        int count = 1;
        long total = StateBytes(slot, 1) + beside;
        while (slot + count < Slots && (total += StateBytes(slot + count, 1) + beside) <= bytes)
        {
            count++;
        }

        return count;
    }

    /// <inheritdoc/>
    public override long StateBytes(int slot, int count)
    {
        long entries = 0;
        foreach (int length in _lengths.AsSpan(slot, count))
        {
            entries += length;
        }

        return ((long)count * sizeof(int)) + (entries * (sizeof(int) + Shape.ElementBytes));
    }

    /// <summary>The lengths of all rows, then the columns and values of each.</summary>
    public override void Save(StateWriter state, int slot, int count)
    {
        state.WriteValues<int>(_lengths.AsSpan(slot, count));
        for (int end = slot + count; slot < end; slot++)
        {
            state.WriteValues(Columns(slot));
            state.WriteValues(Values(slot));
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader state, int slot, int count)
    {
        state.ReadValues(_lengths.AsSpan(slot, count));
        for (int end = slot + count; slot < end; slot++)
        {
            int length = _lengths[slot];
            Invariant.Require(
                length >= 0 && length <= Shape.Columns, $"a state with {length} entries of {Shape.Columns} columns.");
            Reserve(slot, length);
            state.ReadValues(_columns[slot].AsSpan(0, length));
            state.ReadValues(_values[slot].AsSpan(0, length));
        }
    }

    private void AddAll(int slot, ReadOnlySpan<int> columns, ReadOnlySpan<T> deltas, ServerRule rule)
    {
        for (int index = 0; index < columns.Length; index++)
        {
            Add(slot, columns[index], deltas[index]);
        }

        if (rule == ServerRule.AddNonNegative)
        {
            RemoveNegative(slot);
        }
    }

    private void Replace(int slot, ReadOnlySpan<int> columns, ReadOnlySpan<T> values)
    {
        Reserve(slot, columns.Length);
        columns.CopyTo(_columns[slot]);
        values.CopyTo(_values[slot]);
        _lengths[slot] = columns.Length;
    }

    private void Insert(int slot, int at, int column, T value)
    {
        int length = _lengths[slot];
        Reserve(slot, length + 1);
        _columns[slot].AsSpan(at, length - at).CopyTo(_columns[slot].AsSpan(at + 1));
        _values[slot].AsSpan(at, length - at).CopyTo(_values[slot].AsSpan(at + 1));
        _columns[slot][at] = column;
        _values[slot][at] = value;
        _lengths[slot]++;
    }

    private void RemoveIfZero(int slot, int at)
    {
        if (_values[slot][at] != T.Zero)
        {
            return;
        }

        int length = _lengths[slot];
        _columns[slot].AsSpan(at + 1, length - at - 1).CopyTo(_columns[slot].AsSpan(at));
        _values[slot].AsSpan(at + 1, length - at - 1).CopyTo(_values[slot].AsSpan(at));
        _lengths[slot]--;
    }

    private void RemoveNegative(int slot)
    {
        int kept = 0;
        for (int index = 0; index < _lengths[slot]; index++)
        {
            if (!(_values[slot][index] < T.Zero))
            {
                _columns[slot][kept] = _columns[slot][index];
                _values[slot][kept++] = _values[slot][index];
            }
        }

        _lengths[slot] = kept;
    }

    private void Reserve(int slot, int length)
    {
        if (_columns[slot].Length < length)
        {
            int size = Math.Max(length, Math.Max(4, 2 * _columns[slot].Length));
            Array.Resize(ref _columns[slot], size);
            Array.Resize(ref _values[slot], size);
        }
    }
}
