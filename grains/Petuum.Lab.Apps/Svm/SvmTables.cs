using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.Svm;

/// <summary>The tables of a <see cref="SvmProgram"/>, of dense rows of doubles that the scheduler puts.</summary>
public static class SvmTables
{
    /// <summary>Weights in a row of <see cref="Weights"/>.</summary>
    public const int WeightsPerRow = 64;

    /// <summary>
    /// <c>weights</c>: w, feature j in column j mod 64 of row j / 64, the bias's weight last; and in each row's last
    /// column how many moves are in it.
    /// </summary>
    public static TableId Weights { get; } = new(0);

    /// <summary><c>dual</c>: one row, Σα and Σα².</summary>
    public static TableId Dual { get; } = new(1);

    /// <summary>Their names, by <see cref="TableId"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["weights", "dual"];

    /// <summary>The tables for a w of so many values.</summary>
    internal static IReadOnlyList<TableDefinition> Create(int width) =>
    [
        new TableDefinition(Weights, Names[0], RowsFor(width), Dense(WeightsPerRow + 1), Sharding.Range),
        new TableDefinition(Dual, Names[1], 1, Dense(2), Sharding.Range),
    ];

    /// <summary>Rows of <see cref="Weights"/>.</summary>
    internal static int RowsFor(int width) => ((width - 1) / WeightsPerRow) + 1;

    /// <summary>w, of length <paramref name="width"/>.</summary>
    internal static double[] WeightsOf(Model model, int width)
    {
        double[] weights = new double[width];
        for (int first = 0; first < width; first += WeightsPerRow)
        {
            int count = Math.Min(WeightsPerRow, width - first);
            model.Dense<double>(Weights, first / WeightsPerRow)[..count].CopyTo(weights.AsSpan(first));
        }

        return weights;
    }

    private static RowShape Dense(int columns) => new(ElementType.Double, RowKind.Dense, columns);
}
