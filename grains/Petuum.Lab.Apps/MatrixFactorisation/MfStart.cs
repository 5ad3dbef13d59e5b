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
public sealed record MfStart(Model Model, long[] UserIds, long[] ItemIds)
{
    internal IRowInitializer Users(Ratings ratings, MfOptions options, IRowInitializer fresh) =>
        new Rows(Model, MfProgram.UserTable, RowsOf(ratings.UserIds, UserIds), Kept(options), fresh);

    internal IRowInitializer Items(Ratings ratings, MfOptions options, IRowInitializer fresh) =>
        new Rows(Model, MfProgram.ItemTable, RowsOf(ratings.ItemIds, ItemIds), Kept(options), fresh);

    /// <summary>The columns that go on; a version begins anew, as what it counts does.</summary>
    private static int Kept(MfOptions options) =>
        options.StepRule == StepRule.AdaRevision ? options.Rank : options.Columns;

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
