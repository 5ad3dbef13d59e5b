using System.Numerics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>The tables of a <see cref="LinearProgram"/>, all of dense rows of doubles.</summary>
public static class LinearTables
{
    /// <summary>Samples in a row of <see cref="Prediction"/> at most.</summary>
    public const int SamplesPerRow = 1024;

    /// <summary>Coefficients in a row of <see cref="Beta"/> at most.</summary>
    public const int CoefficientsPerRow = 64;

    /// <summary>
    /// <c>prediction</c>: Xβ, sample i in column i mod <see cref="SamplesPerRow"/> of row i / <see
    /// cref="SamplesPerRow"/>; workers read all of it and increment it.
    /// </summary>
    public static TableId Prediction { get; } = new(0);

    /// <summary><c>beta</c>: coefficient j in column j mod 64 of row j / 64; its worker increments it.</summary>
    public static TableId Beta { get; } = new(1);

    /// <summary>
    /// <c>certificate</c>: one row, what surveys found, put by the scheduler; columns as in <see cref="Certificate"/>.
    /// </summary>
    public static TableId Certificate { get; } = new(2);

    /// <summary>Their names, by <see cref="TableId"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["prediction", "beta", "certificate"];

    /// <summary>The tables for so many samples and features, with these first values; empty means 0.</summary>
    internal static IReadOnlyList<TableDefinition> Create(int samples, int features, double[] prediction, double[] beta)
    {
        int width = Math.Min(samples, SamplesPerRow);
        int columns = Math.Min(features, CoefficientsPerRow);
        return
        [
            new TableDefinition(
                Prediction, Names[0], RowsFor(samples, width), Dense(width), Sharding.Range, ServerRule.Add,
                prediction.Length == 0 ? null : new CopyInitializer(prediction)),
            new TableDefinition(
                Beta, Names[1], RowsFor(features, columns), Dense(columns), Sharding.Range, ServerRule.Add,
                beta.Length == 0 ? null : new CopyInitializer(beta)),
            new TableDefinition(Certificate, Names[2], 1, Dense(Linear.Certificate.Width), Sharding.Range),
        ];
    }

    /// <summary>Rows of predictions or of coefficients, whichever are more.</summary>
    public static int RowsOfLargest(RegressionData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Math.Max(
            RowsFor(Math.Max(1, data.Rows), SamplesPerRow), RowsFor(Math.Max(1, data.Columns), CoefficientsPerRow));
    }

    /// <summary>β, of length <paramref name="features"/>.</summary>
    public static double[] CoefficientsOf(Model model, int features) => CoefficientsIn(model, features).ToArray();

    /// <summary>β where the model has it.</summary>
    internal static ReadOnlySpan<double> CoefficientsIn(Model model, int features) =>
        model.DenseRange<double>(Beta, 0, model.Tables[Beta.Index].Rows)[..features];

    private static RowShape Dense(int columns) => new(ElementType.Double, RowKind.Dense, columns);

    private static int RowsFor(int entries, int width) => ((entries - 1) / width) + 1;

    /// <summary>Row after row of a vector; what is beyond it is 0.</summary>
    private sealed class CopyInitializer(double[] from) : IRowInitializer
    {
        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            int first = row * values.Length;
            for (int column = 0; column < values.Length && first + column < from.Length; column++)
            {
                values[column] = T.CreateChecked(from[first + column]);
            }
        }
    }
}

/// <summary>What is known about the optimum: a row of the table <c>certificate</c>.</summary>
/// <param name="Surveys">Surveys of one prediction by all workers so far; 0: nothing is known.</param>
/// <param name="IsFresh">β has not changed since the latest of them.</param>
/// <param name="Largest">‖Xᵀr‖∞ as it was found then (no smaller than λ counts, see the README).</param>
/// <param name="Violation">The largest violation of the optimality conditions then, over λ.</param>
/// <param name="Dual">The best lower bound of the optimum of any survey.</param>
/// <param name="Columns">Columns that screening has left.</param>
/// <param name="Damping">σ at present.</param>
internal readonly record struct Certificate(
    int Surveys, bool IsFresh, double Largest, double Violation, double Dual, double Columns, double Damping)
{
    /// <summary>Columns of the row.</summary>
    public const int Width = 7;

    /// <summary>From a row.</summary>
    public static Certificate From(ReadOnlySpan<double> row) =>
        new((int)row[0], row[1] == 1, row[2], row[3], row[4], row[5], row[6]);

    /// <summary>Into a row.</summary>
    public void CopyTo(Span<double> row)
    {
        (row[0], row[1], row[2], row[3]) = (Surveys, IsFresh ? 1 : 0, Largest, Violation);
        (row[4], row[5], row[6]) = (Dual, Columns, Damping);
    }
}
