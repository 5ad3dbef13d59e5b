using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Ratings grouped by user, so that a worker's users are one range; made once for all workers, or of one's users alone.
/// </summary>
internal sealed class MfData
{
    private readonly int[] _start;
    private readonly int[] _item;
    private readonly float[] _value;

    /// <summary>All ratings.</summary>
    public MfData(Ratings ratings)
        : this(ratings, ratings.CountsOfUsers(), ratings.CountsOfItems())
    {
    }

    /// <summary>Some users' ratings.</summary>
    /// <param name="ratings">Those ratings, over all users and items.</param>
    /// <param name="userCounts">How many every user has.</param>
    /// <param name="itemCounts">How many every item has, of all users.</param>
    public MfData(Ratings ratings, int[] userCounts, int[] itemCounts)
    {
        (Users, Items, Count) = (ratings.Users, ratings.Items, ratings.Count);
        (UserCounts, ItemCounts) = (userCounts, itemCounts);
        _start = new int[Users + 1];
        foreach (int user in ratings.User)
        {
            _start[user + 1]++;
        }

        for (int user = 0; user < Users; user++)
        {
            _start[user + 1] += _start[user];
        }

        int[] next = _start.AsSpan(0, Users).ToArray();
        (_item, _value) = (new int[Count], new float[Count]);
        for (int n = 0; n < Count; n++)
        {
            int at = next[ratings.User[n]]++;
            (_item[at], _value[at]) = (ratings.Item[n], (float)ratings.Value[n]);
        }
    }

    public int Users { get; }

    public int Items { get; }

    /// <summary>Ratings that are here.</summary>
    public int Count { get; }

    /// <summary>Ratings of each user, here or not.</summary>
    public int[] UserCounts { get; }

    /// <summary>Ratings of each item, here or not.</summary>
    public int[] ItemCounts { get; }

    public int CountOf(int user) => UserCounts[user];

    public ReadOnlySpan<int> ItemsOf(int user) => _item.AsSpan(_start[user].._start[user + 1]);

    public ReadOnlySpan<float> ValuesOf(int user) => _value.AsSpan(_start[user].._start[user + 1]);
}
