namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// A picture as a value: what is shown, never how it is drawn. Each kind is a record of its own; a report and an <see
/// cref="IChartWriter"/> find the renderer of a kind through <see cref="ChartKinds{TRenderer}"/>. Lists are not
/// copied: do not change them afterwards.
/// </summary>
public abstract record Chart
{
    /// <summary>What the reader should see, on one or two lines.</summary>
    public required string Title { get; init; }

    /// <summary>The set-up in one line (program, data, workers), or empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Small print below the chart: seeds, what a band means, source; or empty.</summary>
    public string Caption { get; init; } = "";

    /// <summary>A sentence for those who cannot see the picture; if empty, one is composed from the data.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether there is nothing to draw; writers then say "no data".</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>What the chart says, for those who do not see it.</summary>
    public string Alternative => Description.Length > 0
        ? Description
        : $"{(IsEmpty ? "A chart without data." : Summarize())} {Subtitle}".TrimEnd();

    /// <summary>The data behind the chart.</summary>
    public abstract ChartTable ToTable();

    /// <summary>The data behind the chart as CSV.</summary>
    public string ToCsv() => ToTable().ToCsv();

    /// <summary>What a chart that is not empty says, in a sentence or two.</summary>
    protected abstract string Summarize();

    /// <summary>The first dozen names of a list as the end of a sentence.</summary>
    protected static string List<T>(IReadOnlyList<T> items, Func<T, string> name)
    {
        const int NamesMax = 12;
        string names = string.Join(", ", items.Take(NamesMax).Select(name));
        return items.Count > NamesMax ? $"{names} and {items.Count - NamesMax} more." : $"{names}.";
    }
}

/// <summary>How values become positions.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equally far apart.</summary>
    Linear,

    /// <summary>Equal ratios are equally far apart; values ≤ 0 have no position and break a line.</summary>
    Log10,
}

/// <summary>
/// One axis. A <paramref name="Unit"/> that takes prefixes (s, ms, µs, B, kB, MB, B/s, Hz …) is shown in the prefix
/// that suits the values; any other text is shown as it is, and no unit is the empty string.
/// </summary>
/// <param name="Label">What is measured, without the unit.</param>
/// <param name="Unit">The unit of the data, or empty.</param>
/// <param name="Scale">Linear or logarithmic.</param>
/// <param name="Min">The lower bound, or null to take it from the data.</param>
/// <param name="Max">The upper bound, or null to take it from the data.</param>
public sealed record Axis(
    string Label, string Unit = "", AxisScale Scale = AxisScale.Linear, double? Min = null, double? Max = null)
{
    /// <summary>Values beyond this (either way) have no place, so that differences of two stay finite.</summary>
    public const double MagnitudeMax = 1e300;

    /// <summary>The least value that has a place on a log axis.</summary>
    public const double LogMin = 1e-300;

    /// <summary>Whether the axis counts (clocks, lags, workers), so that marks stand at whole numbers only.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether a value can be shown: a number, finite, and positive on a log axis.</summary>
    public bool HasPlace(double value) =>
        Math.Abs(value) <= MagnitudeMax && (Scale == AxisScale.Linear || value >= LogMin);
}

/// <summary>The least and the greatest value that an axis has to show.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest; never below <paramref name="Min"/>.</param>
public readonly record struct AxisRange(double Min, double Max)
{
    /// <summary>
    /// The range of the values that have a place on an axis; null if there are none. Bounds that the axis states
    /// replace its ends, unless they would leave nothing between them.
    /// </summary>
    public static AxisRange? Of(Axis axis, IEnumerable<double> values)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double value in values.Where(axis.HasPlace))
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        if (min > max)
        {
            return null;
        }

        double low = axis.Min is { } from && axis.HasPlace(from) ? from : min;
        double high = axis.Max is { } to && axis.HasPlace(to) ? to : max;
        return low <= high ? new AxisRange(low, high) : new AxisRange(min, max);
    }
}

/// <summary>
/// The colours that a chart may name (Okabe and Ito 2008, adapted to light and dark grounds). A writer gives series
/// without a colour these in this order, so the first six differ for every common kind of colour vision.
/// </summary>
public enum ChartColor
{
    /// <summary>Blue; compute.</summary>
    Blue,

    /// <summary>Vermillion, a reddish orange; wait.</summary>
    Vermillion,

    /// <summary>Bluish green.</summary>
    Green,

    /// <summary>Reddish purple.</summary>
    Purple,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Sky blue; send.</summary>
    Sky,

    /// <summary>Grey: references, baselines, what is not the point.</summary>
    Grey,
}
