using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>Rows and the pairs that say which belong together.</summary>
/// <param name="Rows">X by rows.</param>
/// <param name="Similar">S.</param>
/// <param name="Dissimilar">D.</param>
public sealed record PairData(SparseMatrix Rows, RowPairs Similar, RowPairs Dissimilar)
{
    /// <summary>The space that pairs were found in, from which a metric starts; null: it starts at random.</summary>
    internal PrincipalDirections? Space { get; init; }

    /// <summary>The mean of ‖x − y‖² over the dissimilar pairs, in the space if there is one; 1 if all are 0.</summary>
    internal double MeanSquaredDistance()
    {
        Difference difference = new();
        double[] image = new double[Space?.Count ?? 0];
        double sum = 0;
        for (int n = 0; n < Dissimilar.Count; n++)
        {
            difference.Set(Rows.Row(Dissimilar.First[n]), Rows.Row(Dissimilar.Second[n]));
            if (Space is not null)
            {
                sum += difference.Map(Space.ByFeature, Space.Count, image);
                continue;
            }

            foreach (double value in difference.Values)
            {
                sum += value * value;
            }
        }

        double mean = sum / Math.Max(1, Dissimilar.Count);
        return mean > 0 ? mean : 1;
    }
}

/// <summary>x − y of two sparse rows; grows to the longest it has held, then allocates nothing.</summary>
internal sealed class Difference
{
    private int[] _indices = [];
    private double[] _values = [];
    private int _count;

    /// <summary>Features in which the rows differ, ascending.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _count);

    /// <summary>The differences.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>Merges two rows.</summary>
    public void Set(SparseVector x, SparseVector y)
    {
        if (_indices.Length < x.Count + y.Count)
        {
            (_indices, _values) = (new int[x.Count + y.Count], new double[x.Count + y.Count]);
        }

        (int i, int j, _count) = (0, 0, 0);
        while (i < x.Count || j < y.Count)
        {
            int left = i < x.Count ? x.Indices[i] : int.MaxValue;
            int right = j < y.Count ? y.Indices[j] : int.MaxValue;
            double value = (left <= right ? x.Values[i++] : 0) - (right <= left ? y.Values[j++] : 0);
            _indices[_count] = Math.Min(left, right);
            _values[_count] = value;
            _count += value != 0 ? 1 : 0;
        }
    }

    /// <summary>L(x − y) into <paramref name="mapped"/>, of length rank; returns ‖L(x − y)‖².</summary>
    public double Map(ReadOnlySpan<double> metric, int stride, Span<double> mapped)
    {
        RowProducts.Multiply(Indices, Values, metric, stride, mapped);
        return Kernels.Dot<double>(mapped, mapped);
    }
}
