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
    internal IRowInitializer Users(Ratings ratings, IRowInitializer fresh) =>
        new ModelInitializer(Model, MfProgram.UserTable, RowsOf(ratings.UserIds, UserIds), fresh);

    internal IRowInitializer Items(Ratings ratings, IRowInitializer fresh) =>
        new ModelInitializer(Model, MfProgram.ItemTable, RowsOf(ratings.ItemIds, ItemIds), fresh);

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
}
