namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// What a swept number buys: speed-up, efficiency and waiting against workers, shards, staleness or latency. The three
/// measures stand in panels beside each other over one horizontal axis.
/// </summary>
public sealed record ScalingChart : Chart
{
    /// <summary>The swept value.</summary>
    public required Axis X { get; init; }

    /// <summary>What <see cref="ScalingPoint.Rate"/> is: work per second, with its unit.</summary>
    public required Axis Rate { get; init; }

    /// <summary>
    /// Whether twice the value should be twice as fast, as for workers. Only then there are an ideal line and an
    /// efficiency.
    /// </summary>
    public bool IsResource { get; init; }

    /// <summary>The curves, in the order of the legend.</summary>
    public required IReadOnlyList<ScalingSeries> Series { get; init; }

    /// <summary>The panels that there are, from left to right.</summary>
    public IReadOnlyList<ScalingPanel> Panels => IsResource
        ? [ScalingPanel.SpeedUp, ScalingPanel.Efficiency, ScalingPanel.Waiting]
        : [ScalingPanel.SpeedUp, ScalingPanel.Waiting];

    /// <summary>What the first panel's ideal line runs through: (value, speed-up); empty without one.</summary>
    public IReadOnlyList<(double X, double SpeedUp)> Ideal
    {
        get
        {
            double[] values = [
                .. Series.SelectMany(series => series.Points).Select(point => point.X).Where(X.HasPlace)];
            return IsResource && values.Length > 0 && values.Min() is > 0 and double least
                ? [.. values.Distinct().Order().Select(value => (value, value / least))]
                : [];
        }
    }

    /// <inheritdoc/>
    public override bool IsEmpty => !Series.Any(series => series.Points.Any(
        point => X.HasPlace(point.X) && (double.IsFinite(series.SpeedUp(point)) || double.IsFinite(point.Waiting))));

    /// <summary>The title of a panel, which is its vertical axis's, too.</summary>
    public static string TitleOf(ScalingPanel panel) => panel switch
    {
        ScalingPanel.SpeedUp => "speed-up",
        ScalingPanel.Efficiency => "efficiency",
        ScalingPanel.Waiting => "share of time waiting",
        _ => throw new ArgumentOutOfRangeException(nameof(panel), panel, "not a panel"),
    };

    /// <inheritdoc/>
    public override ChartTable ToTable()
    {
        (ScalingSeries Series, ScalingPoint Point)[] all =
            [.. Series.SelectMany(series => series.Points.Select(point => (series, point)))];
        string[] seeds = SeedValues.Names(all.Select(row => row.Point.Seeds));
        return new ChartTable([
            new("series", all.Select(row => row.Series.Name)),
            new(X, all.Select(row => (double?)row.Point.X), "x"),
            new(TitleOf(ScalingPanel.SpeedUp), all.Select(row => (double?)row.Series.SpeedUp(row.Point))),
            new(TitleOf(ScalingPanel.Efficiency), all.Select(row => IsResource
                ? row.Series.Efficiency(row.Point)
                : (double?)null)),
            new(TitleOf(ScalingPanel.Waiting), all.Select(row => (double?)row.Point.Waiting)),
            new(Rate, all.Select(row => (double?)row.Point.Rate), "rate"),
            .. seeds.Select(seed => new ChartColumn(
                $"rate of {seed}", all.Select(row => SeedValues.At(row.Point.Seeds, seed, 0)))),
        ]);
    }

    /// <inheritdoc/>
    protected override string Summarize() =>
        $"{string.Join(", ", Panels.Select(TitleOf))} against {X.Label}. " + List(Series, series =>
            series.Points.Count == 0
                ? $"{series.Name}, empty"
                : $"{series.Name}: {Quantity.Number(series.SpeedUp(series.Points[^1]))} times as fast at "
                    + $"{Quantity.Of(series.Points[^1].X, X)}");
}

/// <summary>A measure of a scaling chart.</summary>
public enum ScalingPanel
{
    /// <summary>How many times as fast as at the series' first value.</summary>
    SpeedUp,

    /// <summary>Speed-up by what would be ideal.</summary>
    Efficiency,

    /// <summary>The share of the workers' time that they waited.</summary>
    Waiting,
}

/// <summary>One curve in every panel.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Its points by ascending value; the first is what the others are compared to.</param>
/// <param name="Color">Its colour, or null for the next one of the palette.</param>
public sealed record ScalingSeries(string Name, IReadOnlyList<ScalingPoint> Points, ChartColor? Color = null)
{
    /// <summary>How many times as fast as the first point.</summary>
    public double SpeedUp(ScalingPoint point) => point.Rate / Points[0].Rate;

    /// <summary>The speed-up by the ratio of the swept values.</summary>
    public double Efficiency(ScalingPoint point) => SpeedUp(point) / (point.X / Points[0].X);

    /// <summary>What a panel shows of a point.</summary>
    public double Value(ScalingPoint point, ScalingPanel panel) => panel switch
    {
        ScalingPanel.SpeedUp => SpeedUp(point),
        ScalingPanel.Efficiency => Efficiency(point),
        ScalingPanel.Waiting => point.Waiting,
        _ => throw new ArgumentOutOfRangeException(nameof(panel), panel, "not a panel"),
    };
}

/// <summary>What was measured at one swept value.</summary>
/// <param name="X">The value.</param>
/// <param name="Rate">Work per second, the median over seeds.</param>
/// <param name="Waiting">The share of the workers' time that they waited, from 0 to 1.</param>
public sealed record ScalingPoint(double X, double Rate, double Waiting)
{
    /// <summary>The rate of each seed.</summary>
    public IReadOnlyList<SeedValues> Seeds { get; init; } = [];
}
