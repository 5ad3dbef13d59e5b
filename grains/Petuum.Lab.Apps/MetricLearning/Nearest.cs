namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>The nearest few of what is added, nearest first; of equally near ones the first that was added.</summary>
internal sealed class Nearest(int most)
{
    private readonly int[] _items = new int[most];
    private readonly double[] _distances = new double[most];
    private int _count;

    /// <summary>What they are.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Keeps an item if it is near enough.</summary>
    public void Add(int item, double distance)
    {
        int place = _count;
        while (place > 0 && distance < _distances[place - 1])
        {
            place--;
        }

        if (place == most)
        {
            return;
        }

        _count = Math.Min(_count + 1, most);
        _items.AsSpan(place, _count - 1 - place).CopyTo(_items.AsSpan(place + 1));
        _distances.AsSpan(place, _count - 1 - place).CopyTo(_distances.AsSpan(place + 1));
        (_items[place], _distances[place]) = (item, distance);
    }
}
