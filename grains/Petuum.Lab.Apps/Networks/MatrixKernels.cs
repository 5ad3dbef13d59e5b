using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core;

namespace Petuum.Lab.Apps.Networks;

/// <summary>Where the values of a left factor are: row m and step k at m · Row + k · Step.</summary>
/// <param name="Row">From one row to the next.</param>
/// <param name="Step">From one term of the sum to the next; 1 for rows, the stride for columns (the transpose).</param>
internal readonly record struct Strides(int Row, int Step);

/// <summary>
/// C = A·B and C = C + A·B in single precision. Every element is one chain of fused multiply-adds over the terms in
/// order, c ← a_mk · b_kn + c from k = 0, starting from 0 or from what C holds: so neither blocking nor the CPU changes
/// a bit. Rows of B and C are padded to whole vectors of 8.
/// </summary>
internal static class MatrixKernels
{
    private const int Lanes = 8;

    private interface ICount
    {
        static abstract int Value { get; }
    }

    /// <summary>The least multiple of 8 that is not less.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>C (m × n) = A (m × depth) · B (depth × n), added to what C holds if <paramref name="adds"/>.</summary>
    /// <param name="a">A, wherever its strides say.</param>
    /// <param name="strides">Where.</param>
    /// <param name="b">B, rows of n values.</param>
    /// <param name="c">C, rows of n values.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C, a multiple of 8.</param>
    /// <param name="depth">Terms of a sum.</param>
    /// <param name="adds">Whether C is added to.</param>
    public static void Multiply(
        ReadOnlySpan<float> a,
        Strides strides,
        ReadOnlySpan<float> b,
        Span<float> c,
        int m,
        int n,
        int depth,
        bool adds)
    {
        Invariant.Require(n % Lanes == 0, $"{n} columns are not padded to vectors of {Lanes}.");
        Invariant.Require(
            b.Length >= (long)depth * n && c.Length >= (long)m * n,
            $"{b.Length} and {c.Length} values for {depth} × {n} and {m} × {n}.");
        if (m == 0 || depth == 0)
        {
            c[..(adds ? 0 : m * n)].Clear();
            return;
        }

        Invariant.Require(
            a.Length > ((long)(m - 1) * strides.Row) + ((long)(depth - 1) * strides.Step),
            $"{a.Length} values for {m} × {depth} of strides {strides.Row} and {strides.Step}.");
        int column = 0;
        for (; column + (2 * Lanes) <= n; column += 2 * Lanes)
        {
            Panel<Two>(a, strides, b[column..], c[column..], m, n, depth, adds);
        }

        if (column < n)
        {
            Panel<One>(a, strides, b[column..], c[column..], m, n, depth, adds);
        }
    }

    /// <summary>B (columns × padded rows) = Aᵀ, of A with <paramref name="stride"/> values a row; pads are 0.</summary>
    public static void Transpose(ReadOnlySpan<float> a, int rows, int columns, int stride, Span<float> b)
    {
        int padded = Padded(rows);
        for (int column = 0; column < columns; column++)
        {
            Span<float> target = b.Slice(column * padded, padded);
            for (int row = 0; row < rows; row++)
            {
                target[row] = a[(row * stride) + column];
            }

            target[rows..].Clear();
        }
    }

    /// <summary>Adds the rows of A, one after the other, to <paramref name="sum"/>.</summary>
    public static void AddRows(ReadOnlySpan<float> a, int rows, Span<float> sum)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = a.Slice(row * sum.Length, sum.Length);
            for (int column = 0; column < sum.Length; column++)
            {
                sum[column] += values[column];
            }
        }
    }

    private static void Panel<TVectors>(
        ReadOnlySpan<float> a,
        Strides strides,
        ReadOnlySpan<float> b,
        Span<float> c,
        int m,
        int n,
        int depth,
        bool adds)
        where TVectors : struct, ICount
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        ref float result = ref MemoryMarshal.GetReference(c);
        int row = 0;
        for (; row + 4 <= m; row += 4)
        {
            Tile<Four, TVectors>(
                ref Unsafe.Add(ref left, (nint)row * strides.Row), strides, ref right,
                ref Unsafe.Add(ref result, (nint)row * n), n, depth, adds);
        }

        for (; row < m; row++)
        {
            Tile<One, TVectors>(
                ref Unsafe.Add(ref left, (nint)row * strides.Row), strides, ref right,
                ref Unsafe.Add(ref result, (nint)row * n), n, depth, adds);
        }
    }

    /// <summary>1 or 4 rows of one or two vectors, which stay in registers over the whole sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows, TVectors>(
        ref float a, Strides strides, ref float b, ref float c, nint n, int depth, bool adds)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default, c30 = default, c31 = default;
        if (adds)
        {
            (c00, c01) = (Load(ref c, n, 0, 0), Load(ref c, n, 0, 1));
            (c10, c11) = (Load(ref c, n, 1, 0), Load(ref c, n, 1, 1));
            (c20, c21) = (Load(ref c, n, 2, 0), Load(ref c, n, 2, 1));
            (c30, c31) = (Load(ref c, n, 3, 0), Load(ref c, n, 3, 1));
        }

        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref b);
            Vector256<float> b1 = TVectors.Value > 1 ? Vector256.LoadUnsafe(ref b, Lanes) : default;
            Vector256<float> x = Vector256.Create(a);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = TVectors.Value > 1 ? Vector256.FusedMultiplyAdd(x, b1, c01) : c01;
            if (TRows.Value > 1)
            {
                Vector256<float> y = Vector256.Create(Unsafe.Add(ref a, strides.Row));
                c10 = Vector256.FusedMultiplyAdd(y, b0, c10);
                c11 = TVectors.Value > 1 ? Vector256.FusedMultiplyAdd(y, b1, c11) : c11;
                Vector256<float> z = Vector256.Create(Unsafe.Add(ref a, 2 * (nint)strides.Row));
                c20 = Vector256.FusedMultiplyAdd(z, b0, c20);
                c21 = TVectors.Value > 1 ? Vector256.FusedMultiplyAdd(z, b1, c21) : c21;
                Vector256<float> w = Vector256.Create(Unsafe.Add(ref a, 3 * (nint)strides.Row));
                c30 = Vector256.FusedMultiplyAdd(w, b0, c30);
                c31 = TVectors.Value > 1 ? Vector256.FusedMultiplyAdd(w, b1, c31) : c31;
            }

            a = ref Unsafe.Add(ref a, strides.Step);
            b = ref Unsafe.Add(ref b, n);
        }

        Store(ref c, n, 0, c00, c01);
        Store(ref c, n, 1, c10, c11);
        Store(ref c, n, 2, c20, c21);
        Store(ref c, n, 3, c30, c31);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Load(ref float c, nint n, int row, int vector) =>
            row < TRows.Value && vector < TVectors.Value
                ? Vector256.LoadUnsafe(ref Unsafe.Add(ref c, (row * n) + (vector * Lanes)))
                : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Store(ref float c, nint n, int row, Vector256<float> first, Vector256<float> second)
        {
            if (row < TRows.Value)
            {
                first.StoreUnsafe(ref Unsafe.Add(ref c, row * n));
                if (TVectors.Value > 1)
                {
                    second.StoreUnsafe(ref Unsafe.Add(ref c, (row * n) + Lanes));
                }
            }
        }
    }

    private readonly struct One : ICount
    {
        public static int Value => 1;
    }

    private readonly struct Two : ICount
    {
        public static int Value => 2;
    }

    private readonly struct Four : ICount
    {
        public static int Value => 4;
    }
}
