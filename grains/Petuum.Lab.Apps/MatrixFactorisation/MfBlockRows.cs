using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Working copies of consecutive rows of one table: factors padded with zeros to whole vectors, on cache lines'
/// borders, and the rows' states beside them. Grows to the largest range it was loaded with, then allocates nothing.
/// </summary>
internal sealed class MfBlockRows
{
    private const int FloatsPerLine = 16;

    private readonly int _columns;
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
        Span<float> values = Values;
        bool hasSquares = _columns > Rank;
        for (int row = 0; row < lambdas.Length; row++)
        {
            ReadOnlySpan<float> source = rows.Slice(row * _columns, _columns);
            Span<float> target = values.Slice(row * Stride, Stride);
            source[..Rank].CopyTo(target);
            target[Rank..].Clear();
            _states[row] = hasSquares
                ? new MfRowState(lambdas[row], source[Rank], MfBlockKernels.SquaredNorm(target))
                : new MfRowState(lambdas[row], 0, 0);
        }
    }

    /// <summary>
    /// Writes after − before of every value, as a table's increments; <paramref name="before"/> is what was loaded.
    /// </summary>
    public void Subtract(ReadOnlySpan<float> before, Span<float> increments)
    {
        bool hasSquares = _columns > Rank;
        for (int row = 0; row < _count; row++)
        {
            ReadOnlySpan<float> old = before.Slice(row * _columns, _columns);
            Span<float> target = increments.Slice(row * _columns, _columns);
            Subtract(_memory.AsSpan(_start + (row * Stride), Rank), old, target);
            if (hasSquares)
            {
                target[Rank] = _states[row].Squares - old[Rank];
            }
        }
    }

    private static void Subtract(ReadOnlySpan<float> after, ReadOnlySpan<float> before, Span<float> target)
    {
        int column = 0;
        for (; column <= after.Length - Vector128<float>.Count; column += Vector128<float>.Count)
        {
            Vector128<float> difference =
                Vector128.Create(after.Slice(column, Vector128<float>.Count))
                - Vector128.Create(before.Slice(column, Vector128<float>.Count));
            difference.CopyTo(target[column..]);
        }

        for (; column < after.Length; column++)
        {
            target[column] = after[column] - before[column];
        }
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
