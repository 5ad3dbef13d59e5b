namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// A picture as a value: what is shown, never how it is drawn. The kinds are <see cref="LineChart"/>,
/// <see cref="StackedBarChart"/>, <see cref="HistogramChart"/>, <see cref="HeatMapChart"/> and <see
/// cref="GanttChart"/>; an <see cref="IChartWriter"/> draws every one of them. Lists are not copied: do not change
/// them afterwards.
/// </summary>
public abstract record Chart
{
    /// <summary>What the reader should see, on one or two lines.</summary>
    public required string Title { get; init; }

    /// <summary>The set-up in one line (program, data, workers), or empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Small print below the chart: seeds, what a band means, source; or empty.</summary>
    public string Caption { get; init; } = "";

    /// <summary>A sentence for those who cannot see the picture; if empty, writers compose one from the data.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether there is nothing to draw; writers then say "no data".</summary>
    public abstract bool IsEmpty { get; }
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
    /// <summary>Whether the axis counts (clocks, lags, workers), so that marks stand at whole numbers only.</summary>
    public bool IsWhole { get; init; }
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
