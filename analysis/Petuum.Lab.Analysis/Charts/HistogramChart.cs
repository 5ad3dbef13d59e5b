using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts;

/// <summary>How often values occur, for one or several samples over the same axis.</summary>
public sealed record HistogramChart : Chart
{
    /// <summary>The horizontal axis, linear: the value.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis: counts or shares; on a log axis, bars start at its lower bound.</summary>
    public required Axis Y { get; init; }

    /// <summary>The samples; drawn side by side if their bins agree and there is room, else as outlines.</summary>
    public required IReadOnlyList<HistogramSeries> Series { get; init; }

    /// <inheritdoc/>
    public override bool IsEmpty => !Series.Any(series => series.Bins.Any(
        bin => double.IsFinite(bin.Low) && double.IsFinite(bin.High) && double.IsFinite(bin.Count) && bin.Count > 0));
}

/// <summary>One sample.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Bins">Its bins, ascending; see <see cref="Histograms"/>.</param>
/// <param name="Color">Its colour, or null for the next one of the palette.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<HistogramBin> Bins, ChartColor? Color = null);
