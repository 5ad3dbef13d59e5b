using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>Loops over a sparse column; sums have four lanes in a fixed order, so that every machine gets the same bits.</summary>
internal static class ColumnKernels
{
    /// <summary>xᵀv.</summary>
    public static double Dot(SparseVector column, ReadOnlySpan<double> vector)
    {
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

    /// <summary>xᵀz of two columns, by merging their rows.</summary>
    public static double Dot(SparseVector left, SparseVector right)
    {
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < left.Count && j < right.Count)
        {
            int order = left.Indices[i].CompareTo(right.Indices[j]);
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

    /// <summary>S(b, λ) = sign(b) (|b| − λ)₊; [K] prints it without the positive part (PAPERS G15).</summary>
    public static double SoftThreshold(double value, double lambda) =>
        value > lambda ? value - lambda : value < -lambda ? value + lambda : double.IsNaN(value) ? value : 0;
}
