namespace Petuum.Lab.Analysis.Charts;

/// <summary>A matrix of values as colours, with a colour bar; where there is room, cells carry their value.</summary>
public sealed record HeatMapChart : Chart
{
    /// <summary>What the columns are.</summary>
    public required string ColumnLabel { get; init; }

    /// <summary>The names of the columns from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What the rows are.</summary>
    public required string RowLabel { get; init; }

    /// <summary>The names of the rows from top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>One list per row, one value per column; what is missing or not finite is an empty cell.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>What the colour means, with unit and scale.</summary>
    public required Axis Value { get; init; }

    /// <summary>
    /// The value at the neutral colour of a two-sided palette, such as 1 for ratios on a log axis; null for the
    /// one-sided palette.
    /// </summary>
    public double? Centre { get; init; }

    /// <inheritdoc/>
    public override bool IsEmpty => Rows.Count == 0 || Columns.Count == 0 || !Values.Take(Rows.Count).Any(
        row => row.Take(Columns.Count).Any(
            value => double.IsFinite(value) && (Value.Scale == AxisScale.Linear || value > 0)));
}
