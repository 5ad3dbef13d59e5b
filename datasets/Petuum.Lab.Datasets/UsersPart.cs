namespace Petuum.Lab.Datasets;

/// <summary>
/// Some users' ratings of a file that somebody else has read whole: ratings come in any order, so that all lines are
/// read and few are kept.
/// </summary>
/// <param name="userIds">The ids of all users, ascending.</param>
/// <param name="itemIds">The ids of all items, ascending.</param>
/// <param name="users">The users that are meant.</param>
public sealed class UsersPart(long[] userIds, long[] itemIds, IndexRange users)
{
    /// <summary>The ids of all users, ascending.</summary>
    public ReadOnlySpan<long> UserIds => userIds;

    /// <summary>The ids of all items, ascending.</summary>
    public ReadOnlySpan<long> ItemIds => itemIds;

    /// <summary>
    /// Asked once for each rating of the file, in order; false leaves it out, whoever rated. Null: none is left out.
    /// </summary>
    public Func<bool>? IsMeant { get; init; }

    /// <summary>Whether the next rating is one of these.</summary>
    internal bool Keeps(long user) =>
        IsMeant?.Invoke() != false && userIds.AsSpan(users.Start, users.Count).BinarySearch(user) >= 0;
}
