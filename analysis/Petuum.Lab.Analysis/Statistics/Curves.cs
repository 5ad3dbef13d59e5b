namespace Petuum.Lab.Analysis.Statistics;

/// <summary>What lies between two points of a curve.</summary>
public enum Interpolation
{
    /// <summary>The straight line between them.</summary>
    Linear,

    /// <summary>The value of the earlier one, as for a quantity that changes at events.</summary>
    Step,
}

/// <summary>Which side of a target counts as having reached it.</summary>
public enum Reach
{
    /// <summary>At the target or below, as for a loss.</summary>
    AtMost,

    /// <summary>At the target or above, as for a likelihood.</summary>
    AtLeast,
}

/// <summary>What the band around a centre shows.</summary>
public enum BandKind
{
    /// <summary>Median; from the smallest to the largest seed.</summary>
    MinMax,

    /// <summary>Median; from the first to the third quartile.</summary>
    Quartiles,

    /// <summary>Mean; its 95 % confidence interval by Student's t.</summary>
    Confidence95,
}

/// <summary>
/// Work on curves whose abscissae do not fall: one curve is one run, several are the seeds of one set-up.
/// </summary>
public static class Curves
{
    /// <summary>
    /// The curve's values at the points of <paramref name="grid"/> (ascending). NaN outside of the curve and, for
    /// linear interpolation, next to a point that is NaN. Of several points with one abscissa the last counts.
    /// </summary>
    /// <exception cref="ArgumentException">The curve's abscissae fall or are NaN, or the grid does not
    /// ascend.</exception>
    public static double[] Sample(
        IReadOnlyList<CurvePoint> curve, IReadOnlyList<double> grid, Interpolation interpolation = Interpolation.Linear)
    {
        RequireAscending(curve);
        var values = new double[grid.Count];
        int next = 0;
        for (int i = 0; i < grid.Count; i++)
        {
            if (i > 0 && !(grid[i] >= grid[i - 1]))
            {
                throw new ArgumentException($"The grid falls from {grid[i - 1]:R} to {grid[i]:R}.", nameof(grid));
            }

            while (next < curve.Count && curve[next].X <= grid[i])
            {
                next++;
            }

            values[i] = At(curve, next, grid[i], interpolation);
        }

        return values;
    }

    /// <summary>
    /// A grid that suits every one of <paramref name="curves"/>: <paramref name="count"/> equal steps over the range
    /// of abscissae that all of them cover; empty if there is none.
    /// </summary>
    public static double[] CommonGrid(IReadOnlyList<IReadOnlyList<CurvePoint>> curves, int count = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (curves.Count == 0 || curves.Any(curve => curve.Count == 0))
        {
            return [];
        }

        double from = curves.Max(curve => curve[0].X);
        double to = curves.Min(curve => curve[^1].X);
        if (!(from <= to))
        {
            return [];
        }

        return from == to ? [from] : Descriptive.Divide(from, to, count - 1);
    }

    /// <summary>
    /// The band of several seeds on a common grid. Where a seed has no value (it ended, or is NaN) the band is NaN,
    /// so that a line drawn from it breaks.
    /// </summary>
    public static CurveBand Band(
        IReadOnlyList<IReadOnlyList<CurvePoint>> curves,
        IReadOnlyList<double> grid,
        BandKind kind = BandKind.MinMax,
        Interpolation interpolation = Interpolation.Linear)
    {
        double[][] samples = curves.Select(curve => Sample(curve, grid, interpolation)).ToArray();
        var centre = new CurvePoint[grid.Count];
        var lower = new double[grid.Count];
        var upper = new double[grid.Count];
        var column = new double[curves.Count];
        for (int i = 0; i < grid.Count; i++)
        {
            for (int seed = 0; seed < column.Length; seed++)
            {
                column[seed] = samples[seed][i];
            }

            double middle = kind == BandKind.Confidence95 ? Descriptive.Mean(column) : Descriptive.Median(column);
            centre[i] = new CurvePoint(grid[i], middle);
            (lower[i], upper[i]) = Edges(column, kind);
        }

        return new CurveBand(centre, lower, upper) { Samples = samples };
    }

    /// <summary>
    /// Where the curve first reaches <paramref name="target"/> (clocks, time or bytes to an objective), on the
    /// straight line from the point before; at the point itself if there is none before or it is not finite; null if
    /// the curve never gets there.
    /// </summary>
    /// <exception cref="ArgumentException">The curve's abscissae fall or are NaN.</exception>
    public static double? FirstCrossing(
        IReadOnlyList<CurvePoint> curve, double target, Reach reach = Reach.AtMost)
    {
        RequireAscending(curve);
        for (int i = 0; i < curve.Count; i++)
        {
            double y = curve[i].Y;
            if (reach == Reach.AtMost ? !(y <= target) : !(y >= target))
            {
                continue;
            }

            bool interpolates = i > 0 && double.IsFinite(curve[i - 1].Y) && double.IsFinite(y);
            return interpolates
                ? Descriptive.Between(curve[i - 1].X, curve[i].X, Share(curve[i - 1].Y, y, target))
                : curve[i].X;
        }

        return null;
    }

    /// <summary>
    /// Which share of the way from <paramref name="from"/> to <paramref name="to"/> the value is; no overflow.
    /// </summary>
    private static double Share(double from, double to, double value) =>
        ((value / 2) - (from / 2)) / ((to / 2) - (from / 2));

    private static double At(
        IReadOnlyList<CurvePoint> curve, int next, double x, Interpolation interpolation)
    {
        if (next == 0)
        {
            return double.NaN;
        }

        CurvePoint before = curve[next - 1];
        if (before.X == x || (interpolation == Interpolation.Step && next < curve.Count))
        {
            return before.Y;
        }

        return next == curve.Count
            ? double.NaN
            : Descriptive.Between(before.Y, curve[next].Y, Share(before.X, curve[next].X, x));
    }

    private static (double Low, double High) Edges(double[] column, BandKind kind) => kind switch
    {
        BandKind.MinMax => Descriptive.Range(column),
        BandKind.Quartiles => (Descriptive.Quantile(column, 0.25), Descriptive.Quantile(column, 0.75)),
        _ => Descriptive.ConfidenceInterval(column),
    };

    private static void RequireAscending(IReadOnlyList<CurvePoint> curve)
    {
        for (int i = 0; i < curve.Count; i++)
        {
            if (double.IsNaN(curve[i].X) || (i > 0 && curve[i].X < curve[i - 1].X))
            {
                throw new ArgumentException(
                    $"Point {i} of the curve, at {curve[i].X:R}, does not follow the one before.", nameof(curve));
            }
        }
    }
}
