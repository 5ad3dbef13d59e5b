namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// Bars made of parts, in groups: compute, wait and send (parts) under SSP and ESSP (bars) for each staleness (groups).
/// One bar a group is a plain stacked chart, one part a plain bar chart. Groups that name a panel stand in panels over
/// one value axis. The value axis is linear.
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

    /// <summary>The groups by panel, in the order in which panels first occur; one without a name for all.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<BarGroup> Groups)> Panels =>
        [.. Groups.GroupBy(group => group.Panel, StringComparer.Ordinal)
            .Select(panel => (panel.Key, (IReadOnlyList<BarGroup>)[.. panel]))];

    /// <summary>Whether a part of a bar can be shown; what is missing, negative or not finite is left out.</summary>
    public static bool HasHeight(double value) => value is > 0 and <= Axis.MagnitudeMax;

    /// <inheritdoc/>
    public override ChartTable ToTable()
    {
        (BarGroup Group, Bar Bar)[] all =
            [.. Groups.SelectMany(group => group.Bars.Select(bar => (group, bar)))];
        string[] seeds = SeedValues.Names(all.Select(row => row.Bar.Seeds));
        bool paneled = Groups.Any(group => group.Panel.Length > 0);
        string unit = Value.Unit.Length > 0 ? $" ({Value.Unit})" : "";
        return new ChartTable([
            .. paneled ? [new ChartColumn("panel", all.Select(row => row.Group.Panel))] : Array.Empty<ChartColumn>(),
            new(CategoryLabel.Length > 0 ? CategoryLabel : "group", all.Select(row => row.Group.Name)),
            new("bar", all.Select(row => row.Bar.Name)),
            .. Parts.Select((part, index) => new ChartColumn(part.Name + unit, all.Select(
                row => index < row.Bar.Values.Count ? row.Bar.Values[index] : (double?)null))),
            new("least total" + unit, all.Select(row => row.Bar.TotalLow)),
            new("greatest total" + unit, all.Select(row => row.Bar.TotalHigh)),
            .. seeds.Select(seed => new ChartColumn(
                $"total of {seed}{unit}", all.Select(row => SeedValues.At(row.Bar.Seeds, seed, 0)))),
        ]);
    }

    /// <inheritdoc/>
    protected override string Summarize() => $"Stacked bars of {Value.Label} by {CategoryLabel}: "
        + $"{List(Parts, part => part.Name)} For {List(Groups, group => group.Name)}";
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
public sealed record BarGroup(string Name, IReadOnlyList<Bar> Bars)
{
    /// <summary>The panel that it stands in; empty for a chart without panels.</summary>
    public string Panel { get; init; } = "";
}

/// <summary>One bar.</summary>
/// <param name="Name">The label right below it; empty for none.</param>
/// <param name="Values">The heights of its parts; what is missing, negative or not finite is left out.</param>
/// <param name="TotalLow">The lower end of the whisker around the total (over seeds), or null for none.</param>
/// <param name="TotalHigh">The upper end of the whisker, or null for none.</param>
public sealed record Bar(
    string Name, IReadOnlyList<double> Values, double? TotalLow = null, double? TotalHigh = null)
{
    /// <summary>The total of each seed.</summary>
    public IReadOnlyList<SeedValues> Seeds { get; init; } = [];
}
