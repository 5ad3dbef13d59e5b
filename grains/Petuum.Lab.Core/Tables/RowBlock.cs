using System.Numerics;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Tables;

/// <summary>Rows by slot: the storage behind shards, caches and oplogs.</summary>
public abstract class RowBlock
{
    private protected RowBlock(RowShape shape) => Shape = shape;

    /// <summary>Shape of every row.</summary>
    public RowShape Shape { get; }

    /// <summary>Slots in use; new ones are zero.</summary>
    public int Slots { get; private protected set; }

    /// <summary>A block of <paramref name="slots"/> zero rows.</summary>
    public static RowBlock Create(RowShape shape, int slots)
    {
        RowBlock block = (shape.Element, shape.Kind) switch
        {
            (ElementType.Float, RowKind.Dense) => new DenseRowBlock<float>(shape),
            (ElementType.Double, RowKind.Dense) => new DenseRowBlock<double>(shape),
            (ElementType.Int, RowKind.Dense) => new DenseRowBlock<int>(shape),
            (ElementType.Float, _) => new SparseRowBlock<float>(shape),
            (ElementType.Double, _) => new SparseRowBlock<double>(shape),
            _ => new SparseRowBlock<int>(shape),
        };
        block.Extend(slots);
        return block;
    }

    /// <summary>Makes slots up to <paramref name="slots"/> − 1 usable.</summary>
    public abstract void Extend(int slots);

    /// <summary>Forgets all rows; <see cref="Slots"/> becomes 0.</summary>
    public abstract void Clear();

    /// <summary>Applies one row of a batch to a slot.</summary>
    public void Apply(int slot, RowBatch batch, int index, RowOperation operation, ServerRule rule) =>
        ApplyRange(slot, batch, index, count: 1, operation, rule);

    /// <summary>Applies consecutive rows of a batch to consecutive slots.</summary>
    public abstract void ApplyRange(
        int slot, RowBatch batch, int index, int count, RowOperation operation, ServerRule rule);

    /// <summary>Adds a row of another block of the same shape, by a server rule.</summary>
    public void Add(int slot, RowBlock other, int otherSlot, ServerRule rule) =>
        AddRange(slot, other, otherSlot, count: 1, rule);

    /// <summary>Adds rows at consecutive slots of another block of the same shape, by a server rule.</summary>
    public abstract void AddRange(int slot, RowBlock other, int otherSlot, int count, ServerRule rule);

    /// <summary>Overwrites with a row of another block of the same shape.</summary>
    public abstract void Put(int slot, RowBlock other, int otherSlot);

    /// <summary>Appends a slot's row to a batch.</summary>
    public void AppendTo(RowBatch batch, int row, int slot) =>
        AppendRangeTo(batch, new ReadOnlySpan<int>(in row), slot);

    /// <summary>Appends the rows at consecutive slots to a batch, under these ids.</summary>
    public abstract void AppendRangeTo(RowBatch batch, ReadOnlySpan<int> rows, int slot);

    /// <summary>
    /// Appends all rows to a batch, under these ids. What is left of this block is to be cleared or overwritten.
    /// </summary>
    public virtual void MoveAllTo(RowBatch batch, ReadOnlySpan<int> rows) => AppendRangeTo(batch, rows, 0);

    /// <summary>
    /// Overwrites all rows with those of a batch that nobody else holds. What is left of it is to be released.
    /// </summary>
    public virtual void TakeAll(RowBatch batch) =>
        ApplyRange(0, batch, 0, Slots, RowOperation.Put, ServerRule.Add);

    /// <summary>
    /// Σ|δ| of a slot, or Σ|δ/value| against another block's slot where values are given and not 0 ([B] §4).
    /// </summary>
    public abstract double Magnitude(int slot, RowBlock? values, int valueSlot);

    /// <summary>Fills a slot, empty before, with its first values.</summary>
    public abstract void Initialize(int slot, int row, IRowInitializer initializer);

    /// <summary>Bytes of the slot's row on the wire.</summary>
    public abstract int RowBytes(int slot);

    /// <summary>
    /// How many rows from a slot on have states of so many bytes together, <paramref name="beside"/> more for each; at
    /// least one.
    /// </summary>
    public abstract int CountWithin(int slot, int bytes, int beside);

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public abstract long StateBytes(int slot, int count);

    /// <summary>Writes the rows at consecutive slots.</summary>
    public abstract void Save(StateWriter state, int slot, int count);

    /// <summary>Overwrites the rows at consecutive slots with as many of a block of the same shape.</summary>
    /// <exception cref="InvariantException">The state is of another block, or too short.</exception>
    public abstract void Load(StateReader state, int slot, int count);
}

/// <summary>Dense rows, one after the other in one array.</summary>
public sealed class DenseRowBlock<T> : RowBlock
    where T : unmanaged, INumber<T>
{
    private T[] _values = [];

    internal DenseRowBlock(RowShape shape)
        : base(shape)
    {
    }

    /// <summary>The row at a slot.</summary>
    public Span<T> Row(int slot) => _values.AsSpan(slot * Shape.Columns, Shape.Columns);

    /// <summary>The rows at consecutive slots, one after the other.</summary>
    public Span<T> Rows(int slot, int count) => _values.AsSpan(slot * Shape.Columns, count * Shape.Columns);

    /// <inheritdoc/>
    public override void Extend(int slots)
    {
        if (slots <= Slots)
        {
            return;
        }

        if (_values.Length < (long)slots * Shape.Columns)
        {
            int room = Math.Max(slots, Math.Min(2 * Slots, Array.MaxLength / Shape.Columns));
            Array.Resize(ref _values, room * Shape.Columns);
        }

        _values.AsSpan(Slots * Shape.Columns, (slots - Slots) * Shape.Columns).Clear();
        Slots = slots;
    }

    /// <inheritdoc/>
    public override void Clear() => Slots = 0;

    /// <inheritdoc/>
    public override void ApplyRange(
        int slot, RowBatch batch, int index, int count, RowOperation operation, ServerRule rule)
    {
        Span<T> target = Rows(slot, count);
        ReadOnlySpan<T> source = batch.DenseRows<T>(index, count);
        if (operation == RowOperation.Put)
        {
            source.CopyTo(target);
            return;
        }

        Add(target, source, rule);
    }

    /// <inheritdoc/>
    public override void AddRange(int slot, RowBlock other, int otherSlot, int count, ServerRule rule) =>
        Add(Rows(slot, count), ((DenseRowBlock<T>)other).Rows(otherSlot, count), rule);

    /// <inheritdoc/>
    public override void Put(int slot, RowBlock other, int otherSlot) =>
        ((DenseRowBlock<T>)other).Row(otherSlot).CopyTo(Row(slot));

    /// <inheritdoc/>
    public override void AppendRangeTo(RowBatch batch, ReadOnlySpan<int> rows, int slot) =>
        Rows(slot, rows.Length).CopyTo(batch.AppendDense<T>(rows));

    /// <inheritdoc/>
    public override void MoveAllTo(RowBatch batch, ReadOnlySpan<int> rows)
    {
        Invariant.Require(rows.Length == Slots, $"{Slots} rows moved under {rows.Length} ids.");
        if (batch.Count > 0)
        {
            AppendRangeTo(batch, rows, 0);
            return;
        }

        batch.TakeDense(rows, ref _values);
    }

    /// <inheritdoc/>
    public override void TakeAll(RowBatch batch)
    {
        Invariant.Require(batch.Count == Slots, $"{batch.Count} rows for a block of {Slots}.");
        batch.GiveDense(ref _values);
    }

    /// <inheritdoc/>
    public override double Magnitude(int slot, RowBlock? values, int valueSlot)
    {
        Span<T> deltas = Row(slot);
        Span<T> against = values is null ? [] : ((DenseRowBlock<T>)values).Row(valueSlot);
        double sum = 0;
        for (int column = 0; column < deltas.Length; column++)
        {
            double delta = Math.Abs(double.CreateTruncating(deltas[column]));
            double value = against.IsEmpty ? 0 : Math.Abs(double.CreateTruncating(against[column]));
            sum += value > 0 ? delta / value : delta;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Initialize(int slot, int row, IRowInitializer initializer) =>
        initializer.Initialize(row, Row(slot));

    /// <inheritdoc/>
    public override int RowBytes(int slot) => 4 + (Shape.Columns * Shape.ElementBytes);

    /// <inheritdoc/>
    public override int CountWithin(int slot, int bytes, int beside) =>
        (int)Math.Clamp(bytes / (StateBytes(slot, 1) + beside), 1, Slots - slot);

    /// <inheritdoc/>
    public override long StateBytes(int slot, int count) => (long)count * Shape.Columns * Shape.ElementBytes;

    /// <inheritdoc/>
    public override void Save(StateWriter state, int slot, int count) => state.WriteValues<T>(Rows(slot, count));

    /// <inheritdoc/>
    public override void Load(StateReader state, int slot, int count) => state.ReadValues(Rows(slot, count));

    private static void Add(Span<T> target, ReadOnlySpan<T> source, ServerRule rule)
    {
        Invariant.Require(rule != ServerRule.AdaRevision, "gradients were added to a row; only its shard makes steps.");
        RowKernels.Add(target, source);
        if (rule == ServerRule.AddNonNegative)
        {
            RowKernels.ClampToNonNegative(target);
        }
    }
}
