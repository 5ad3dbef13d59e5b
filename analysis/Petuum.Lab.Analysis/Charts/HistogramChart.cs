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

    /// <summary>
    /// Whether all samples that have bins have the same ones, so that bars may stand side by side.
    /// </summary>
    public bool HasOneGrid
    {
        get
        {
            HistogramSeries[] filled = [.. Series.Where(series => series.Bins.Count > 0)];
            return filled.Length > 0 && Array.TrueForAll(filled, series => series.Bins.Select(EdgesOf)
                .SequenceEqual(filled[0].Bins.Select(EdgesOf)));

            static (double Low, double High) EdgesOf(HistogramBin bin) => (bin.Low, bin.High);
        }
    }

    /// <inheritdoc/>
    public override ChartTable ToTable()
    {
        (string Series, HistogramBin Bin)[] all =
            [.. Series.SelectMany(series => series.Bins.Select(bin => (series.Name, bin)))];
        return new ChartTable([
            new("series", all.Select(row => row.Series)),
            new(X with { Label = "from" }, all.Select(row => (double?)row.Bin.Low)),
            new(X with { Label = "to" }, all.Select(row => (double?)row.Bin.High)),
            new(Y, all.Select(row => (double?)row.Bin.Count), "count"),
        ]);
    }

    /// <inheritdoc/>
    protected override string Summarize() => $"Histogram of {X.Label}: " + List(Series, series =>
        series.Bins.Count == 0
            ? $"{series.Name}, empty"
            : $"{series.Name} from {Quantity.Number(series.Bins[0].Low)} to {Quantity.Number(series.Bins[^1].High)}");
}

/// <summary>One sample.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Bins">Its bins, ascending; see <see cref="Histograms"/>.</param>
/// <param name="Color">Its colour, or null for the next one of the palette.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<HistogramBin> Bins, ChartColor? Color = null);
