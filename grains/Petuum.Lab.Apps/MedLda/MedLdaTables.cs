using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// The tables of a <see cref="MedLdaProgram"/>: those of topic models, and two that the scheduler puts.
/// </summary>
public static class MedLdaTables
{
    /// <summary>A row a class: η, K values as drawn, then K values of its mean.</summary>
    public static TableId Classifier { get; } = new(3);

    /// <summary>
    /// One row: rounds so far, documents that were on the right side in the latest, and its Σ_d Σ_c max(0, ζ).
    /// </summary>
    public static TableId Margins { get; } = new(4);

    /// <summary>Their names, by <see cref="TableId"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. LdaTables.Names, "classifier", "margins"];

    internal static IReadOnlyList<TableDefinition> Create(
        IReadOnlyList<TableDefinition> topicTables, int classes, int topics) =>
    [
        .. topicTables,
        new TableDefinition(Classifier, Names[3], classes, Dense(2 * topics), Sharding.Hash),
        new TableDefinition(Margins, Names[4], 1, Dense(3), Sharding.Hash),
    ];

    /// <summary>The classifier's means, class after class.</summary>
    internal static double[] MeansOf(Model model)
    {
        TableDefinition table = model.Tables[Classifier.Index];
        int topics = table.Shape.Columns / 2;
        double[] means = new double[table.Rows * topics];
        for (int row = 0; row < table.Rows; row++)
        {
            model.Dense<double>(Classifier, row)[topics..].CopyTo(means.AsSpan(row * topics));
        }

        return means;
    }

    private static RowShape Dense(int columns) => new(ElementType.Double, RowKind.Dense, columns);
}
