using System.Numerics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>Factors of an earlier run to go on from; its users and items are told by their original ids.</summary>
/// <param name="Model">Both tables, of the same rank.</param>
/// <param name="UserIds">The original id of every row of users, ascending.</param>
/// <param name="ItemIds">The original id of every row of items, ascending.</param>
/// <param name="StepRule">The rule of its steps, which says what a column more than the rank is.</param>
public sealed record MfStart(Model Model, long[] UserIds, long[] ItemIds, StepRule StepRule)
{
    internal IRowInitializer Users(Ratings ratings, MfOptions options, IRowInitializer fresh) =>
        new Rows(Model, MfProgram.UserTable, RowsOf(ratings.UserIds, UserIds), Kept(options), fresh);

    internal IRowInitializer Items(Ratings ratings, MfOptions options, IRowInitializer fresh) =>
        new Rows(Model, MfProgram.ItemTable, RowsOf(ratings.ItemIds, ItemIds), Kept(options), fresh);

    /// <summary>The columns that go on: squares of adaptive steps to adaptive steps; a version begins anew.</summary>
    private int Kept(MfOptions options) =>
        StepRule == StepRule.Adaptive && options.StepRule == StepRule.Adaptive ? options.Columns : options.Rank;

    /// <summary>The row of each id; below 0 for those that are not known.</summary>
    private static int[] RowsOf(ReadOnlySpan<long> ids, long[] known)
    {
        int[] rows = new int[ids.Length];
        for (int index = 0; index < rows.Length; index++)
        {
            rows[index] = Array.BinarySearch(known, ids[index]);
        }

        return rows;
    }

    /// <summary>
    /// Rows of a model over fresh ones: a model may have a column less or more than the table, by its steps' rule.
    /// </summary>
    private sealed class Rows(Model model, TableId table, int[] rowOf, int kept, IRowInitializer fresh)
        : IRowInitializer
    {
        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            fresh.Initialize(row, values);
            if (rowOf[row] >= 0)
            {
                ReadOnlySpan<T> known = model.Dense<T>(table, rowOf[row]);
                known[..Math.Min(known.Length, kept)].CopyTo(values);
            }
        }
    }
}
