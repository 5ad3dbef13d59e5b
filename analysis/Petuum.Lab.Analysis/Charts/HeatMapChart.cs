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

    /// <summary>What each seed gave, row by row, each as long as <see cref="Columns"/>; none if not known.</summary>
    public IReadOnlyList<SeedValues> Seeds { get; init; } = [];

    /// <inheritdoc/>
    public override bool IsEmpty => Rows.Count == 0 || Columns.Count == 0 || !Values.Take(Rows.Count).Any(
        row => row.Take(Columns.Count).Any(
            value => double.IsFinite(value) && (Value.Scale == AxisScale.Linear || value > 0)));

    /// <summary>The value of a cell, or null if it is missing.</summary>
    public double? At(int row, int column) =>
        row < Values.Count && column < Values[row].Count ? Values[row][column] : null;

    /// <inheritdoc/>
    public override ChartTable ToTable()
    {
        (int Row, int Column)[] cells = [.. Enumerable.Range(0, Rows.Count).SelectMany(
            row => Enumerable.Range(0, Columns.Count).Select(column => (row, column)))];
        return new ChartTable([
            new(RowLabel.Length > 0 ? RowLabel : "row", cells.Select(cell => Rows[cell.Row])),
            new(ColumnLabel.Length > 0 ? ColumnLabel : "column", cells.Select(cell => Columns[cell.Column])),
            new(Value, cells.Select(cell => At(cell.Row, cell.Column))),
            .. SeedValues.Names([Seeds]).Select(seed => new ChartColumn(seed, cells.Select(
                cell => SeedValues.At(Seeds, seed, (cell.Row * Columns.Count) + cell.Column)))),
        ]);
    }

    /// <inheritdoc/>
    protected override string Summarize()
    {
        AxisRange? range = AxisRange.Of(Value with { Min = null, Max = null }, Values.SelectMany(row => row));
        string from = range is { } known
            ? $", from {Quantity.Of(known.Min, Value)} to {Quantity.Of(known.Max, Value)}"
            : "";
        return $"Heat map of {Value.Label}{from}, {Rows.Count} rows ({RowLabel}) by {Columns.Count} columns "
            + $"({ColumnLabel}).";
    }
}
