using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// Loops over a sparse column; sums have four lanes in a fixed order, so that every machine gets the same bits.
/// </summary>
internal static class ColumnKernels
{
    /// <summary>xᵀv.</summary>
    public static double Dot(SparseVector column, ReadOnlySpan<double> vector)
    {
        if (column.Count == vector.Length)
        {
            return Dot(column.Values, vector);
        }

        ReadOnlySpan<int> rows = column.Indices;
        ReadOnlySpan<double> values = column.Values;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int entry = 0;
        for (; entry + 3 < values.Length; entry += 4)
        {
            a += values[entry] * vector[rows[entry]];
            b += values[entry + 1] * vector[rows[entry + 1]];
            c += values[entry + 2] * vector[rows[entry + 2]];
            d += values[entry + 3] * vector[rows[entry + 3]];
        }

        for (; entry < values.Length; entry++)
        {
            a += values[entry] * vector[rows[entry]];
        }

        return (a + b) + (c + d);
    }

    /// <summary>v ← v + αx.</summary>
    public static void AddTo(Span<double> vector, SparseVector column, double factor)
    {
        ReadOnlySpan<int> rows = column.Indices;
        ReadOnlySpan<double> values = column.Values;
        for (int entry = 0; entry < values.Length; entry++)
        {
            vector[rows[entry]] += factor * values[entry];
        }
    }

    /// <summary>‖x‖².</summary>
    public static double SquaredNorm(SparseVector column)
    {
        double sum = 0;
        foreach (double value in column.Values)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>xᵀz of two columns of a matrix with this many rows, by merging their rows.</summary>
    public static double Dot(SparseVector left, SparseVector right, int rows)
    {
        if (left.Count == rows && right.Count == rows)
        {
            return Dot(left.Values, right.Values);
        }

        ReadOnlySpan<int> leftRows = left.Indices;
        ReadOnlySpan<int> rightRows = right.Indices;
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < leftRows.Length && j < rightRows.Length)
        {
            int order = leftRows[i].CompareTo(rightRows[j]);
            if (order == 0)
            {
                sum += left.Values[i++] * right.Values[j++];
            }
            else if (order < 0)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return sum;
    }

    /// <summary>Of vectors without gaps: lane k sums the entries k, k + 4, …; the rest comes last.</summary>
    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double from = ref MemoryMarshal.GetReference(left);
        ref double with = ref MemoryMarshal.GetReference(right);
        Vector256<double> lanes = Vector256<double>.Zero;
        int entry = 0;
        for (; entry <= left.Length - Vector256<double>.Count; entry += Vector256<double>.Count)
        {
            lanes += Vector256.LoadUnsafe(ref from, (nuint)entry) * Vector256.LoadUnsafe(ref with, (nuint)entry);
        }

        double rest = 0;
        for (; entry < left.Length; entry++)
        {
            rest += left[entry] * right[entry];
        }

        return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + rest;
    }

    /// <summary>S(b, λ) = sign(b) (|b| − λ)₊; [K] prints it without the positive part (PAPERS G15).</summary>
    public static double SoftThreshold(double value, double lambda) =>
        value > lambda ? value - lambda : value < -lambda ? value + lambda : double.IsNaN(value) ? value : 0;
}
