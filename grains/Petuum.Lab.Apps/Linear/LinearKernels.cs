using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// Loops over compressed columns. Sums have four lanes in a written-out order, products and sums are separate, so every
/// machine gets the same bits. They are compiled with full optimisation at the first call, as a solve of some
/// milliseconds has no time to warm up.
/// </summary>
/// <remarks>Row indices are trusted: a <see cref="Datasets.SparseMatrix"/> has checked them.</remarks>
internal static class LinearKernels
{
    /// <summary>
    /// c_j ← x_jᵀr for each of <paramref name="columns"/>; and ‖x_j‖² while the column is at hand, unless <paramref
    /// name="norms"/> is empty.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(
        in ColumnBlock block, ReadOnlySpan<int> columns, ReadOnlySpan<double> residual, Span<double> correlations,
        Span<double> norms)
    {
        ref double vector = ref MemoryMarshal.GetReference(residual);
        foreach (int column in columns)
        {
            correlations[column] = Dot(block, column, ref vector);
            if (norms.Length > 0)
            {
                norms[column] = SquaredNorm(block.ValuesOf(column));
            }
        }
    }

    /// <summary>‖x_j‖² for every column of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SquaredNorms(in ColumnBlock block, Span<double> norms)
    {
        for (int column = 0; column < norms.Length; column++)
        {
            norms[column] = SquaredNorm(block.ValuesOf(column));
        }
    }

    /// <summary>Σ w_i x_ij² for each of <paramref name="columns"/>, into the place of the column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedNorms(
        in ColumnBlock block, ReadOnlySpan<int> columns, ReadOnlySpan<double> weights, Span<double> norms)
    {
        foreach (int column in columns)
        {
            ReadOnlySpan<int> rows = block.RowsOf(column);
            ReadOnlySpan<double> values = block.ValuesOf(column);
            double sum = 0;
            for (int entry = 0; entry < rows.Length; entry++)
            {
                sum += weights[rows[entry]] * (values[entry] * values[entry]);
            }

            norms[column] = sum;
        }
    }

    /// <summary>
    /// One pass of coordinate descent on rᵀXδ's model −rᵀXδ + σ/2 ‖Xδ‖² + λ‖β + δ‖₁: for each column in order
    /// β_j ← S(β_j + x_jᵀr / h, λ / h) with h = σ‖x_j‖², r ← r − σ x_j Δβ_j. Returns the largest |h Δβ_j|, the
    /// violation of the optimality condition that was met.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Pass(
        in ColumnBlock block, ReadOnlySpan<int> columns, ReadOnlySpan<double> norms, double lambda, double damping,
        Span<double> residual, Span<double> beta)
    {
        ref double vector = ref MemoryMarshal.GetReference(residual);
        double largest = 0;
        foreach (int column in columns)
        {
            double curvature = damping * norms[column];
            double change = Change(beta[column], Dot(block, column, ref vector), curvature, lambda);
            if (change != 0)
            {
                beta[column] += change;
                Add(block, column, ref vector, -damping * change);
                largest = Larger(largest, Math.Abs(change) * curvature);
            }
        }

        return largest;
    }

    /// <summary>
    /// The same on −rᵀXδ + σ/2 (Xδ)ᵀW(Xδ) + λ‖β + δ‖₁: h = σ Σ w_i x_ij², r ← r − σ W x_j Δβ_j.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double WeightedPass(
        in ColumnBlock block, ReadOnlySpan<int> columns, ReadOnlySpan<double> norms, double lambda, double damping,
        ReadOnlySpan<double> weights, Span<double> residual, Span<double> beta)
    {
        ref double vector = ref MemoryMarshal.GetReference(residual);
        double largest = 0;
        foreach (int column in columns)
        {
            double curvature = damping * norms[column];
            double change = Change(beta[column], Dot(block, column, ref vector), curvature, lambda);
            if (change == 0)
            {
                continue;
            }

            beta[column] += change;
            largest = Larger(largest, Math.Abs(change) * curvature);
            ReadOnlySpan<int> rows = block.RowsOf(column);
            ReadOnlySpan<double> values = block.ValuesOf(column);
            double factor = damping * change;
            for (int entry = 0; entry < rows.Length; entry++)
            {
                residual[rows[entry]] -= weights[rows[entry]] * (factor * values[entry]);
            }
        }

        return largest;
    }

    /// <summary>v ← v + αx_j.</summary>
    public static void Add(in ColumnBlock block, int column, Span<double> vector, double factor) =>
        Add(block, column, ref MemoryMarshal.GetReference(vector), factor);

    /// <summary>
    /// The first place from <paramref name="start"/> on that is not 0; the vector's length if there is none.
    /// </summary>
    public static int NextNonzero(ReadOnlySpan<double> vector, int start)
    {
        int index = start;
        while (index <= vector.Length - Vector256<double>.Count
            && Vector256.Create(vector[index..]) == Vector256<double>.Zero)
        {
            index += Vector256<double>.Count;
        }

        while (index < vector.Length && vector[index] == 0)
        {
            index++;
        }

        return index;
    }

    /// <summary>
    /// S(β + g/h, λ/h) − β, with S(b, λ) = sign(b)(|b| − λ)₊: the step that is optimal for one coefficient. A column
    /// without curvature only costs its penalty: −β. NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Change(double beta, double gradient, double curvature, double lambda)
    {
        double target = gradient + (curvature * beta);
        if (target > lambda)
        {
            return curvature > 0 ? ((target - lambda) / curvature) - beta : -beta;
        }

        if (target < -lambda)
        {
            return curvature > 0 ? ((target + lambda) / curvature) - beta : -beta;
        }

        return double.IsNaN(target) ? target : -beta;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SquaredNorm(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>The larger one; NaN if one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Larger(double a, double b) => a > b ? a : b >= a ? b : double.NaN;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Dot(in ColumnBlock block, int column, ref double vector) =>
        SparseKernels.Dot(block.RowsOf(column), block.ValuesOf(column), ref vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(in ColumnBlock block, int column, ref double vector, double factor) =>
        SparseKernels.Add(block.RowsOf(column), block.ValuesOf(column), factor, ref vector);
}
