using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>
/// Products of sparse rows and dense matrices that are stored feature by feature: feature j has the
/// <c>width</c> values W_j = W[j · width …]. Every value of a result is its own sum over the row's nonzeros in order,
/// so that vectors only do several at once, and every CPU gets the same bits. Multiply and add are separate.
/// </summary>
internal static class RowProducts
{
    /// <summary>result = Σ_j x_j W_j, of length width; features beyond the matrix count as 0.</summary>
    public static void Multiply(SparseVector x, ReadOnlySpan<double> matrix, Span<double> result) =>
        Multiply(x.Indices, x.Values, matrix, result.Length, result);

    /// <summary>
    /// The same for a row by its indices and values, where W_j begins at <paramref name="stride"/> · j.
    /// </summary>
    public static void Multiply(
        ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> matrix, int stride,
        Span<double> result)
    {
        result.Clear();
        int features = matrix.Length / stride;
        for (int n = 0; n < indices.Length && indices[n] < features; n++)
        {
            AddScaled(matrix.Slice(indices[n] * stride, result.Length), values[n], result);
        }
    }

    /// <summary>W_j += x_j · y for every nonzero of the row.</summary>
    public static void AddOuter(
        ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> y, Span<double> matrix)
    {
        for (int n = 0; n < indices.Length; n++)
        {
            AddScaled(y, values[n], matrix.Slice(indices[n] * y.Length, y.Length));
        }
    }

    /// <summary>to += factor · from.</summary>
    public static void AddScaled(ReadOnlySpan<double> from, double factor, Span<double> to)
    {
        int lanes = Vector256<double>.Count;
        ref double source = ref MemoryMarshal.GetReference(from);
        ref double target = ref MemoryMarshal.GetReference(to);
        Vector256<double> factors = Vector256.Create(factor);
        int i = 0;
        for (; i <= to.Length - lanes; i += lanes)
        {
            Vector256<double> sum = Vector256.LoadUnsafe(ref target, (nuint)i)
                + (Vector256.LoadUnsafe(ref source, (nuint)i) * factors);
            sum.StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < to.Length; i++)
        {
            to[i] += from[i] * factor;
        }
    }

    /// <summary>‖x‖².</summary>
    public static double SquaredNorm(SparseVector x)
    {
        double sum = 0;
        foreach (double value in x.Values)
        {
            sum += value * value;
        }

        return sum;
    }
}
