using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>Ratings grouped by user, so that a worker's users are one range; made once for all workers.</summary>
internal sealed class MfData
{
    private readonly int[] _start;
    private readonly int[] _item;
    private readonly float[] _value;

    public MfData(Ratings ratings)
    {
        (Users, Items, Count) = (ratings.Users, ratings.Items, ratings.Count);
        _start = new int[Users + 1];
        ItemCounts = new int[Items];
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
            ItemCounts[ratings.Item[n]]++;
        }
    }

    public int Users { get; }

    public int Items { get; }

    public int Count { get; }

    /// <summary>Ratings of each item.</summary>
    public int[] ItemCounts { get; }

    public int CountOf(int user) => _start[user + 1] - _start[user];

    public ReadOnlySpan<int> ItemsOf(int user) => _item.AsSpan(_start[user], CountOf(user));

    public ReadOnlySpan<float> ValuesOf(int user) => _value.AsSpan(_start[user], CountOf(user));
}
