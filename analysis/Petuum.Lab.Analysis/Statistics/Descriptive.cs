namespace Petuum.Lab.Analysis.Statistics;

/// <summary>
/// Numbers about a sample. Sums run from the first value to the last, so the result depends on the order given and
/// on nothing else. An empty sample, and one that holds NaN, gives NaN.
/// </summary>
public static class Descriptive
{
    /// <summary>The arithmetic mean.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>
    /// The sample's standard deviation (n − 1 below the fraction bar), in two passes; NaN below two values.
    /// </summary>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
        {
            return double.NaN;
        }

        double mean = Mean(values);
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / (values.Length - 1));
    }

    /// <summary>The median: the middle value, or the mean of the middle two.</summary>
    public static double Median(ReadOnlySpan<double> values) => Quantile(values, 0.5);

    /// <summary>
    /// The quantile at <paramref name="probability"/> by linear interpolation of the order statistics (type 7 of
    /// Hyndman and Fan 1996, the default of R and NumPy).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1].</exception>
    public static double Quantile(ReadOnlySpan<double> values, double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, "A probability lies between 0 and 1.");
        }

        if (values.IsEmpty || HasNaN(values))
        {
            return double.NaN;
        }

        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double position = probability * (sorted.Length - 1);
        int below = Math.Min((int)position, sorted.Length - 1);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return Between(sorted[below], sorted[above], position - below);
    }

    /// <summary>The smallest and the largest value.</summary>
    public static (double Min, double Max) Range(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty || HasNaN(values))
        {
            return (double.NaN, double.NaN);
        }

        double min = values[0];
        double max = values[0];
        foreach (double value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    /// <summary>
    /// The two-sided confidence interval of the mean by Student's t; both ends are NaN below two values.
    /// </summary>
    /// <param name="values">The sample, one value a seed.</param>
    /// <param name="confidence">The level, such as 0.95.</param>
    public static (double Low, double High) ConfidenceInterval(ReadOnlySpan<double> values, double confidence = 0.95)
    {
        if (values.Length < 2)
        {
            return (double.NaN, double.NaN);
        }

        double half = StudentT.Critical(confidence, values.Length - 1)
            * StandardDeviation(values) / Math.Sqrt(values.Length);
        double mean = Mean(values);
        return (mean - half, mean + half);
    }

    /// <summary>
    /// The point a share of the way from one value to another; exact at both ends, never outside of them.
    /// </summary>
    internal static double Between(double from, double to, double share)
    {
        if (from == to || share <= 0)
        {
            return from;
        }

        double between = (from * (1 - share)) + (to * share);
        return share >= 1 ? to : Math.Clamp(between, Math.Min(from, to), Math.Max(from, to));
    }

    /// <summary>
    /// The ends of <paramref name="parts"/> equal parts of a range; never falling, exact at both ends.
    /// </summary>
    internal static double[] Divide(double from, double to, int parts)
    {
        var ends = new double[parts + 1];
        ends[0] = from;
        for (int i = 1; i <= parts; i++)
        {
            ends[i] = Math.Max(ends[i - 1], Between(from, to, (double)i / parts));
        }

        return ends;
    }

    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
