using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>
/// Observed entries of a users × items matrix. Immutable. Users and items are numbered densely from 0 in ascending
/// order of their original ids, so the numbering does not depend on the order of the lines. Ratings keep the order of
/// the file, may be any finite number (0 and negatives too), and a (user, item) pair may occur more than once: every
/// line is an observation.
/// </summary>
public sealed class Ratings
{
    private readonly int[] _user;
    private readonly int[] _item;
    private readonly double[] _value;
    private readonly long[] _userIds;
    private readonly long[] _itemIds;

    /// <summary>
    /// Takes over the arrays: rating n is <c>value[n]</c> by <c>user[n]</c> of <c>item[n]</c>, both dense indices.
    /// </summary>
    /// <exception cref="InvariantException">
    /// Lengths that differ, an index without an id, ids not strictly ascending, a value that is not finite.
    /// </exception>
    public Ratings(int[] user, int[] item, double[] value, long[] userIds, long[] itemIds)
    {
        Invariant.Require(
            user.Length == value.Length && item.Length == value.Length,
            $"{user.Length} users and {item.Length} items for {value.Length} ratings.");
        RequireAscending(userIds);
        RequireAscending(itemIds);
        for (int n = 0; n < value.Length; n++)
        {
            Invariant.Require(
                (uint)user[n] < (uint)userIds.Length && (uint)item[n] < (uint)itemIds.Length
                    && double.IsFinite(value[n]),
                $"rating {n} is {value[n]} by user {user[n]} of item {item[n]}.");
        }

        _user = user;
        _item = item;
        _value = value;
        _userIds = userIds;
        _itemIds = itemIds;
    }

    /// <summary>The number of ratings.</summary>
    public int Count => _value.Length;

    /// <summary>
    /// The number of users: indices 0 … Users − 1. Some may have no rating here (a generator's, a worker's share).
    /// </summary>
    public int Users => _userIds.Length;

    /// <summary>The number of items: indices 0 … Items − 1.</summary>
    public int Items => _itemIds.Length;

    /// <summary>The user index of every rating.</summary>
    public ReadOnlySpan<int> User => _user;

    /// <summary>The item index of every rating.</summary>
    public ReadOnlySpan<int> Item => _item;

    /// <summary>Every rating's value.</summary>
    public ReadOnlySpan<double> Value => _value;

    /// <summary>The original id of every user index; strictly ascending.</summary>
    public ReadOnlySpan<long> UserIds => _userIds;

    /// <summary>The original id of every item index; strictly ascending.</summary>
    public ReadOnlySpan<long> ItemIds => _itemIds;

    /// <summary>How many ratings each user has.</summary>
    public int[] CountsOfUsers() => Counted(_user, Users);

    /// <summary>How many ratings each item has.</summary>
    public int[] CountsOfItems() => Counted(_item, Items);

    /// <summary>Numbers the ids densely; rating n is <c>value[n]</c> by the user of id <c>users[n]</c>.</summary>
    public static Ratings FromIds(ReadOnlySpan<long> users, ReadOnlySpan<long> items, double[] value)
    {
        (int[] user, long[] userIds) = DenseIds.Number(users);
        (int[] item, long[] itemIds) = DenseIds.Number(items);
        return new Ratings(user, item, value, userIds, itemIds);
    }

    /// <summary>
    /// The ratings whose user is in <paramref name="range"/>, in order. Indices stay those of the whole, so that all
    /// workers mean the same rows.
    /// </summary>
    public Ratings SelectUsers(IndexRange range) => Select(range, static (user, range) => range.Contains(user));

    /// <summary>
    /// The ratings of the users that hash to <paramref name="part"/> (<see cref="Partition.OwnerOf"/> of the original
    /// id), in order; indices stay those of the whole.
    /// </summary>
    public Ratings SelectHashed(DataPart part) =>
        Select((part, ids: _userIds), static (user, state) =>
            Partition.OwnerOf(state.ids[user], state.part.Count) == state.part.Index);

    /// <summary>
    /// The same ratings in another numbering, usually the whole file's: a part that was read alone knows only its own
    /// users and items.
    /// </summary>
    /// <exception cref="InvariantException">
    /// A user or item that is not among the ids, or ids that do not ascend.
    /// </exception>
    public Ratings Renumber(ReadOnlySpan<long> userIds, ReadOnlySpan<long> itemIds) => new(
        DenseIds.Translate(_user, _userIds, userIds),
        DenseIds.Translate(_item, _itemIds, itemIds),
        _value,
        userIds.ToArray(),
        itemIds.ToArray());

    /// <summary>The parts one after the other, numbered anew over all their users and items.</summary>
    public static Ratings Concat(IReadOnlyList<Ratings> parts)
    {
        long[] userIds = DenseIds.Union(parts, static part => part._userIds);
        long[] itemIds = DenseIds.Union(parts, static part => part._itemIds);
        List<int> user = [];
        List<int> item = [];
        List<double> value = [];
        foreach (Ratings part in parts)
        {
            user.AddRange(DenseIds.Translate(part._user, part._userIds, userIds));
            item.AddRange(DenseIds.Translate(part._item, part._itemIds, itemIds));
            value.AddRange(part._value);
        }

        return new Ratings([.. user], [.. item], [.. value], userIds, itemIds);
    }

    private Ratings Select<TState>(TState state, Func<int, TState, bool> keepsUser)
    {
        bool[] keeps = new bool[Users];
        for (int user = 0; user < keeps.Length; user++)
        {
            keeps[user] = keepsUser(user, state);
        }

        List<int> users = [];
        List<int> items = [];
        List<double> values = [];
        for (int n = 0; n < Count; n++)
        {
            if (keeps[_user[n]])
            {
                users.Add(_user[n]);
                items.Add(_item[n]);
                values.Add(_value[n]);
            }
        }

        return new Ratings([.. users], [.. items], [.. values], _userIds, _itemIds);
    }

    private static int[] Counted(int[] indices, int count)
    {
        int[] counts = new int[count];
        foreach (int index in indices)
        {
            counts[index]++;
        }

        return counts;
    }

    private static void RequireAscending(long[] ids)
    {
        for (int index = 1; index < ids.Length; index++)
        {
            Invariant.Require(ids[index - 1] < ids[index], $"id {ids[index]} follows {ids[index - 1]}.");
        }
    }
}
