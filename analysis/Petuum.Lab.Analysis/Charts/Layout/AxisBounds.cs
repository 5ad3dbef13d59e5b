namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Chooses the bounds of an axis: what it states, else what the data need.</summary>
public static class AxisBounds
{
    private const double RelativeSpanMin = 1e-6;

    /// <summary>
    /// A scale that shows <paramref name="values"/> (those without a position are ignored), widened by
    /// <paramref name="padding"/> of its length where the axis states no bound, and never shorter than can be drawn.
    /// Widening does not cross zero on a linear scale. A bound that the axis states holds if it can be drawn; of two
    /// that do not ascend neither does.
    /// </summary>
    public static PlotScale For(Axis axis, IEnumerable<double> values, double padding = 0)
    {
        (double low, double high) = RangeOf(axis, values);
        double? min = Stated(axis.Min, axis.Scale);
        double? max = Stated(axis.Max, axis.Scale);
        if (min >= max)
        {
            (min, max) = (null, null);
        }

        low = min ?? Math.Min(low, max ?? low);
        high = max ?? Math.Max(high, min ?? high);
        return axis.Scale == AxisScale.Linear
            ? Linear(low, high, min is null ? padding : 0, max is null ? padding : 0)
            : Logarithmic(low, high, min is null ? padding : 0, max is null ? padding : 0);
    }

    private static (double Low, double High) RangeOf(Axis axis, IEnumerable<double> values)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (PlotScale.IsPlottable(value, axis.Scale))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        return low <= high ? (low, high) : axis.Scale == AxisScale.Linear ? (0, 1) : (1, 10);
    }

    private static double? Stated(double? bound, AxisScale kind) =>
        bound is { } value && PlotScale.IsPlottable(value, kind) ? value : null;

    private static PlotScale Linear(double low, double high, double padBelow, double padAbove)
    {
        double magnitude = Math.Max(Math.Abs(low), Math.Abs(high));
        double span = high - low;
        double spanMin = magnitude == 0 ? 1 : Math.Max(magnitude * RelativeSpanMin, 1e-290);
        if (span < spanMin)
        {
            double half = magnitude == 0 ? 0.5 : Math.Max(magnitude * 0.05, 1e-290);
            double middle = low + (span / 2);
            return Within(middle - half, middle + half, AxisScale.Linear);
        }

        double min = low - (padBelow * span);
        double max = high + (padAbove * span);
        return Within(low >= 0 ? Math.Max(min, 0) : min, high <= 0 ? Math.Min(max, 0) : max, AxisScale.Linear);
    }

    private static PlotScale Logarithmic(double low, double high, double padBelow, double padAbove)
    {
        double from = Decades.Log10(low);
        double to = Decades.Log10(high);
        double span = to - from;
        if (span < 0.01)
        {
            return Within(low / 1.5, high * 1.5, AxisScale.Log10);
        }

        double min = padBelow == 0 ? low : Decades.Pow10(from - (padBelow * span));
        double max = padAbove == 0 ? high : Decades.Pow10(to + (padAbove * span));
        return Within(min, max, AxisScale.Log10);
    }

    private static PlotScale Within(double min, double max, AxisScale kind)
    {
        double lowest = kind == AxisScale.Linear ? -PlotScale.MagnitudeMax : 1e-300;
        double highest = PlotScale.MagnitudeMax;
        min = Math.Clamp(min, lowest, highest);
        max = Math.Clamp(max, lowest, highest);
        return new PlotScale(min, max, kind);
    }
}
