using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Working copies of consecutive rows of one table: factors padded with zeros to whole vectors, on cache lines'
/// borders, and the rows' states beside them. Grows to the largest range it was loaded with, then allocates nothing.
/// </summary>
internal sealed class MfBlockRows
{
    private const int FloatsPerLine = 16;

    private readonly int _columns;
    private readonly Vector256<float> _insideLast;
    private float[] _memory = [];
    private int _start;
    private MfRowState[] _states = [];
    private int _count;

    /// <summary>
    /// Copies of rows of <paramref name="columns"/> floats, <paramref name="rank"/> of them the factor; one more is the
    /// accumulated squared gradient.
    /// </summary>
    public MfBlockRows(int rank, int columns)
    {
        (Rank, _columns) = (rank, columns);
        Stride = StrideOf(rank);
        _insideLast = Vector256.LessThan(
            Vector256.CreateSequence<float>(Stride - Vector256<float>.Count, 1), Vector256.Create((float)rank));
    }

    /// <summary>K.</summary>
    public int Rank { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The rows, <see cref="Stride"/> floats each.</summary>
    public Span<float> Values => _memory.AsSpan(_start, _count * Stride);

    /// <summary>The rows' states.</summary>
    public Span<MfRowState> States => _states.AsSpan(0, _count);

    /// <summary>The next multiple of 8.</summary>
    public static int StrideOf(int rank) =>
        (rank + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;

    /// <summary>Copies rows as a table has them, with λ of each row.</summary>
    public void Load(ReadOnlySpan<float> rows, ReadOnlySpan<float> lambdas)
    {
        Reserve(lambdas.Length);
        Invariant.Require(
            rows.Length == _count * _columns, $"{rows.Length} values of {_count} rows with {_columns} columns.");
        bool hasSquares = _columns > Rank;
        for (int row = 0; row < _count; row++)
        {
            ReadOnlySpan<float> source = rows[(row * _columns)..];
            Vector256<float> squares = source.Length >= Stride ? Copy(source, row) : CopyLast(source, row);
            _states[row] = hasSquares
                ? new MfRowState(lambdas[row], source[Rank], MfBlockKernels.AddLanes(squares))
                : new MfRowState(lambdas[row], 0, 0);
        }
    }

    /// <summary>
    /// Writes after − before of every value, as a table's increments; <paramref name="before"/> is what was loaded.
    /// </summary>
    public void Subtract(ReadOnlySpan<float> before, Span<float> increments)
    {
        Invariant.Require(
            before.Length == _count * _columns && increments.Length == before.Length,
            $"{increments.Length} increments and {before.Length} values of {_count} rows with {_columns} columns.");
        bool hasSquares = _columns > Rank;
        for (int row = 0; row < _count; row++)
        {
            ReadOnlySpan<float> old = before[(row * _columns)..];
            Span<float> target = increments[(row * _columns)..];
            ReadOnlySpan<float> after = _memory.AsSpan(_start + (row * Stride), Stride);
            if (target.Length >= Stride)
            {
                Subtract(after, old, target);
            }
            else
            {
                for (int column = 0; column < Rank; column++)
                {
                    target[column] = after[column] - old[column];
                }
            }

            if (hasSquares)
            {
                target[Rank] = _states[row].Squares - old[Rank];
            }
        }
    }

    /// <summary>
    /// Whole vectors: what is written beyond the row is the beginning of the next one, which is written after it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(ReadOnlySpan<float> after, ReadOnlySpan<float> before, Span<float> target)
    {
        ref float left = ref MemoryMarshal.GetReference(after);
        ref float right = ref MemoryMarshal.GetReference(before);
        ref float to = ref MemoryMarshal.GetReference(target);
        for (nuint column = 0; column < (nuint)after.Length; column += (nuint)Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref left, column) - Vector256.LoadUnsafe(ref right, column))
                .StoreUnsafe(ref to, column);
        }
    }

    /// <summary>
    /// Copies a row that others follow, zeros after the factor; returns the squares of its values, by lane.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Copy(ReadOnlySpan<float> source, int row)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(_memory.AsSpan(_start + (row * Stride), Stride));
        nuint last = (nuint)(Stride - Vector256<float>.Count);
        Vector256<float> squares = default;
        Vector256<float> values;
        for (nuint column = 0; column < last; column += (nuint)Vector256<float>.Count)
        {
            values = Vector256.LoadUnsafe(ref from, column);
            values.StoreUnsafe(ref to, column);
            squares += values * values;
        }

        values = Vector256.LoadUnsafe(ref from, last) & _insideLast;
        values.StoreUnsafe(ref to, last);
        return squares + (values * values);
    }

    /// <summary>Copies the last row or one of the last, of which less is there than whole vectors.</summary>
    private Vector256<float> CopyLast(ReadOnlySpan<float> source, int row)
    {
        Span<float> padded = stackalloc float[Stride];
        source[..Rank].CopyTo(padded);
        return Copy(padded, row);
    }

    /// <summary>Room for rows, on a cache line's border.</summary>
    private void Reserve(int rows)
    {
        _count = rows;
        if (_states.Length >= rows)
        {
            return;
        }

        _states = new MfRowState[rows];
        _memory = GC.AllocateArray<float>((rows * Stride) + FloatsPerLine, pinned: true);
        long address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) / sizeof(float);
        _start = (int)((FloatsPerLine - (address % FloatsPerLine)) % FloatsPerLine);
    }
}
