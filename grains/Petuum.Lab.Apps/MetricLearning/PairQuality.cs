using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>How well a metric tells similar pairs from dissimilar ones.</summary>
internal static class PairQuality
{
    /// <summary>‖L(x − y)‖² of every pair.</summary>
    public static double[] Distances(DmlModel model, SparseMatrix rows, RowPairs pairs)
    {
        Difference difference = new();
        double[] mapped = new double[model.Rank];
        double[] distances = new double[pairs.Count];
        for (int n = 0; n < distances.Length; n++)
        {
            difference.Set(rows.Row(pairs.First[n]), rows.Row(pairs.Second[n]));
            distances[n] = difference.Map(model.ByFeature, model.Rank, mapped);
        }

        return distances;
    }

    /// <summary>The chance that a similar pair is closer than a dissimilar one; as close counts half.</summary>
    public static double AreaUnderCurve(double[] similar, double[] dissimilar)
    {
        double[] sorted = [.. similar];
        Array.Sort(sorted);
        double closer = 0;
        foreach (double distance in dissimilar)
        {
            int below = CountBelow(sorted, distance, orEqual: false);
            closer += 0.5 * (below + CountBelow(sorted, distance, orEqual: true));
        }

        return closer / ((double)similar.Length * dissimilar.Length);
    }

    private static int CountBelow(double[] sorted, double value, bool orEqual)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBelow = sorted[middle] < value || (orEqual && sorted[middle] == value);
            (low, high) = isBelow ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
