namespace Petuum.Lab.Analysis.Statistics;

/// <summary>How far two set-ups can be told apart from the seeds at hand.</summary>
/// <param name="Compared">The grid points where both bands have values.</param>
/// <param name="Overlapping">Those of them where the bands touch or overlap.</param>
public readonly record struct BandOverlap(int Compared, int Overlapping)
{
    /// <summary>The share of the compared points where the bands overlap; NaN if nothing could be compared.</summary>
    public double Share => (double)Overlapping / Compared;

    /// <summary>
    /// Whether the curves overlap within noise: on at least <paramref name="share"/> of the points compared, and on
    /// one at least.
    /// </summary>
    public bool IsWithinNoise(double share = 0.9) => Compared > 0 && Share >= share;
}

/// <summary>Whether a difference is more than the spread over seeds.</summary>
public static class Noise
{
    /// <summary>Compares two bands point by point.</summary>
    /// <exception cref="ArgumentException">The bands are not on one grid.</exception>
    public static BandOverlap Compare(CurveBand first, CurveBand second)
    {
        if (!first.Centre.Select(point => point.X).SequenceEqual(second.Centre.Select(point => point.X)))
        {
            throw new ArgumentException("The bands are on different grids; sample both on one.", nameof(second));
        }

        int compared = 0;
        int overlapping = 0;
        for (int i = 0; i < first.Centre.Count; i++)
        {
            double gap = Math.Max(first.Lower[i], second.Lower[i]);
            double end = Math.Min(first.Upper[i], second.Upper[i]);
            if (!double.IsNaN(gap) && !double.IsNaN(end))
            {
                compared++;
                overlapping += gap <= end ? 1 : 0;
            }
        }

        return new BandOverlap(compared, overlapping);
    }

    /// <summary>Compares the seeds of two set-ups: min–max bands on a grid that all curves cover.</summary>
    public static BandOverlap Compare(
        IReadOnlyList<IReadOnlyList<CurvePoint>> first,
        IReadOnlyList<IReadOnlyList<CurvePoint>> second,
        int count = 200)
    {
        double[] grid = Curves.CommonGrid([.. first, .. second], count);
        return Compare(Curves.Band(first, grid), Curves.Band(second, grid));
    }

    /// <summary>
    /// The ratio of the medians of two samples (a speed-up, say), with the smallest and largest ratio that any pair
    /// of their values has; NaN throughout unless both samples are positive and not empty.
    /// </summary>
    public static Ratio RatioOfMedians(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator)
    {
        (double numeratorMin, double numeratorMax) = Descriptive.Range(numerator);
        (double denominatorMin, double denominatorMax) = Descriptive.Range(denominator);
        if (!(numeratorMin > 0 && denominatorMin > 0))
        {
            return new Ratio(double.NaN, double.NaN, double.NaN);
        }

        return new Ratio(
            Descriptive.Median(numerator) / Descriptive.Median(denominator),
            numeratorMin / denominatorMax,
            numeratorMax / denominatorMin);
    }
}

/// <summary>A ratio with its spread.</summary>
/// <param name="Value">The ratio of the medians.</param>
/// <param name="Low">The smallest ratio of any pair.</param>
/// <param name="High">The largest ratio of any pair.</param>
public readonly record struct Ratio(double Value, double Low, double High)
{
    /// <summary>Whether every pair agrees that the ratio is above 1, or every pair that it is below.</summary>
    public bool IsClear => Low > 1 || High < 1;
}
