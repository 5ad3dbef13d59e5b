namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// Bars made of parts, in groups: compute, wait and send (parts) under SSP and ESSP (bars) for each staleness (groups).
/// One bar a group is a plain stacked chart, one part a plain bar chart. The value axis is linear.
/// </summary>
public sealed record StackedBarChart : Chart
{
    private readonly Axis _value = new("");

    /// <summary>What the groups are, below the horizontal axis.</summary>
    public required string CategoryLabel { get; init; }

    /// <summary>The vertical axis; parts of a bar add up, so it must be linear.</summary>
    /// <exception cref="ArgumentException">The axis is logarithmic.</exception>
    public required Axis Value
    {
        get => _value;
        init => _value = value.Scale == AxisScale.Linear
            ? value
            : throw new ArgumentException("Parts add up on a linear axis only.", nameof(value));
    }

    /// <summary>What the parts of every bar are, from the bottom up.</summary>
    public required IReadOnlyList<BarPart> Parts { get; init; }

    /// <summary>The groups from left to right.</summary>
    public required IReadOnlyList<BarGroup> Groups { get; init; }

    /// <inheritdoc/>
    public override bool IsEmpty =>
        Parts.Count == 0 || !Groups.Any(group => group.Bars.Any(bar => bar.Values.Any(double.IsFinite)));
}

/// <summary>A part that every bar has.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Color">Its colour, or null for the next one of the palette.</param>
public sealed record BarPart(string Name, ChartColor? Color = null)
{
    /// <summary>Time spent computing.</summary>
    public static BarPart Compute { get; } = new("compute", ChartColor.Blue);

    /// <summary>Time spent waiting for rows.</summary>
    public static BarPart Wait { get; } = new("wait", ChartColor.Vermillion);

    /// <summary>Time spent sending.</summary>
    public static BarPart Send { get; } = new("send", ChartColor.Sky);
}

/// <summary>Bars that stand side by side.</summary>
/// <param name="Name">The label below them.</param>
/// <param name="Bars">The bars from left to right.</param>
public sealed record BarGroup(string Name, IReadOnlyList<Bar> Bars);

/// <summary>One bar.</summary>
/// <param name="Name">The label right below it; empty for none.</param>
/// <param name="Values">The heights of its parts; what is missing, negative or not finite is left out.</param>
/// <param name="TotalLow">The lower end of the whisker around the total (over seeds), or null for none.</param>
/// <param name="TotalHigh">The upper end of the whisker, or null for none.</param>
public sealed record Bar(
    string Name, IReadOnlyList<double> Values, double? TotalLow = null, double? TotalHigh = null);
