using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Petuum.Lab.Core;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// Consecutive columns of a matrix, numbered from 0; rows keep the numbers they have in the matrix. Nothing is copied.
/// </summary>
internal readonly ref struct ColumnBlock
{
    private readonly ReadOnlySpan<int> _offsets;
    private readonly ReadOnlySpan<int> _rows;
    private readonly ReadOnlySpan<double> _values;

    /// <summary>The columns of <paramref name="range"/>.</summary>
    /// <exception cref="InvariantException">The matrix is not by columns.</exception>
    public ColumnBlock(SparseMatrix columns, IndexRange range)
    {
        Invariant.Require(columns.Layout == SparseLayout.Columns, "coordinate descent needs columns.");
        _offsets = columns.Offsets.Slice(range.Start, range.Count + 1);
        _rows = columns.Indices;
        _values = columns.Values;
    }

    /// <summary>How many columns there are.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>Nonzeros of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NonzerosOf(int column) => _offsets[column + 1] - _offsets[column];

    /// <summary>The rows of a column's nonzeros, ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> RowsOf(int column) => Slice(_rows, column);

    /// <summary>The values of a column's nonzeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<double> ValuesOf(int column) => Slice(_values, column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<T> Slice<T>(ReadOnlySpan<T> entries, int column)
        where T : unmanaged => MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(entries), _offsets[column]), NonzerosOf(column));
}
