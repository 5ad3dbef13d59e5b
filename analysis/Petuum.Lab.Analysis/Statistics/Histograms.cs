namespace Petuum.Lab.Analysis.Statistics;

/// <summary>Samples into bins.</summary>
public static class Histograms
{
    /// <summary>
    /// One bin a whole number, centred on it, from the smallest to the largest seen; if that would be more than
    /// <paramref name="binsMax"/>, each bin takes the same number of neighbours. No values, no bins.
    /// </summary>
    /// <param name="counts">Pairs of a value and how often it occurs, in any order; values may repeat.</param>
    /// <param name="binsMax">The most bins to make, ≥ 1.</param>
    public static IReadOnlyList<HistogramBin> OfCounts(
        IReadOnlyList<(long Value, long Count)> counts, int binsMax = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binsMax, 1);
        if (counts.Count == 0)
        {
            return [];
        }

        long min = counts.Min(pair => pair.Value);
        Int128 distinct = (Int128)counts.Max(pair => pair.Value) - min + 1;
        Int128 width = (distinct + binsMax - 1) / binsMax;
        var totals = new long[(int)((distinct + width - 1) / width)];
        foreach ((long value, long count) in counts)
        {
            totals[(int)(((Int128)value - min) / width)] += count;
        }

        return totals
            .Select((count, i) => new HistogramBin(
                (double)(min + (i * width)) - 0.5, (double)(min + ((i + 1) * width)) - 0.5, count))
            .ToArray();
    }

    /// <summary>Whole numbers, such as lags in clocks, one bin each; see <see cref="OfCounts"/>.</summary>
    public static IReadOnlyList<HistogramBin> OfIntegers(ReadOnlySpan<int> values, int binsMax = 200)
    {
        var counts = new (long Value, long Count)[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            counts[i] = (values[i], 1);
        }

        return OfCounts(counts, binsMax);
    }

    /// <summary>
    /// <paramref name="binCount"/> bins of equal width from the smallest to the largest value; one bin if they are
    /// equal. Values that are not finite are left out.
    /// </summary>
    public static IReadOnlyList<HistogramBin> OfDoubles(ReadOnlySpan<double> values, int binCount = 40)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        double[] finite = values.ToArray().Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return [];
        }

        (double min, double max) = Descriptive.Range(finite);
        if (min == max)
        {
            return [new HistogramBin(min, max, finite.Length)];
        }

        return WithEdges(finite, Descriptive.Divide(min, max, binCount));
    }

    /// <summary>Bins between given edges, so that several samples share them; values outside are left out.</summary>
    /// <param name="values">The sample.</param>
    /// <param name="edges">Finite and not falling, at least two.</param>
    /// <exception cref="ArgumentException">The edges fall, or are fewer than two.</exception>
    public static IReadOnlyList<HistogramBin> WithEdges(ReadOnlySpan<double> values, IReadOnlyList<double> edges)
    {
        if (edges.Count < 2 || Enumerable.Range(1, edges.Count - 1).Any(i => !(edges[i] >= edges[i - 1])))
        {
            throw new ArgumentException("Bins need at least two edges, and none below the one before.", nameof(edges));
        }

        double[] sorted = edges.ToArray();
        var totals = new long[sorted.Length - 1];
        foreach (double value in values)
        {
            if (value >= sorted[0] && value <= sorted[^1])
            {
                totals[Math.Min(LastAtMost(sorted, value), totals.Length - 1)]++;
            }
        }

        return totals.Select((count, i) => new HistogramBin(sorted[i], sorted[i + 1], count)).ToArray();
    }

    /// <summary>The same bins with shares of all instead of counts; unchanged if all counts are 0.</summary>
    public static IReadOnlyList<HistogramBin> Shares(IReadOnlyList<HistogramBin> bins)
    {
        double total = 0;
        foreach (HistogramBin bin in bins)
        {
            total += bin.Count;
        }

        return total == 0 ? bins : bins.Select(bin => bin with { Count = bin.Count / total }).ToArray();
    }

    private static int LastAtMost(double[] sorted, double value)
    {
        int low = 0;
        int high = sorted.Length;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] <= value ? (middle, high) : (low, middle);
        }

        return low;
    }
}
