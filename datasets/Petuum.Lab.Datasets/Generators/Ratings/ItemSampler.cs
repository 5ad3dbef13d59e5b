using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>Draws different items for a user, popular ones more often.</summary>
internal sealed class ItemSampler
{
    /// <summary>Draws per wanted item before the other method is taken.</summary>
    private const int Patience = 16;
    private readonly Seed _seed;
    private readonly double[] _weight;
    private readonly double[] _weightUpTo;
    private readonly int[] _drawnBy;
    private readonly double[] _arrival;
    private readonly int[] _order;

    public ItemSampler(LowRankOptions options, Seed seed)
    {
        _seed = seed;
        _weight = new double[options.Items];
        _weightUpTo = new double[options.Items];
        _drawnBy = new int[options.Items];
        _arrival = new double[options.Items];
        _order = new int[options.Items];
        int[] popularity = new int[options.Items];
        for (int item = 0; item < popularity.Length; item++)
        {
            popularity[item] = item + 1;
        }

        seed.Split("item popularity").CreateGenerator().Shuffle<int>(popularity);
        double sum = 0;
        for (int item = 0; item < popularity.Length; item++)
        {
            _weight[item] = options.PopularitySkew == 0 ? 1
                : DeterministicMath.Pow(popularity[item], -options.PopularitySkew);
            sum += _weight[item];
            _weightUpTo[item] = sum;
        }
    }

    /// <summary>Fills <paramref name="items"/> with different items in ascending order.</summary>
    public void Draw(int user, Span<int> items)
    {
        if (items.Length * 4L > _weight.Length || !TryDrawOneByOne(user, items))
        {
            DrawByArrival(user, items);
        }

        items.Sort();
    }

    /// <summary>One after the other, again when an item was drawn before; quick while most items are free.</summary>
    private bool TryDrawOneByOne(int user, Span<int> items)
    {
        Pcg32 chance = _seed.Split("items one by one", user).CreateGenerator();
        int mark = user + 1;
        int found = 0;
        for (long tries = 0; found < items.Length && tries < (long)items.Length * Patience; tries++)
        {
            int place = _weightUpTo.AsSpan().BinarySearch(chance.NextDouble() * _weightUpTo[^1]);
            int item = Math.Min(place < 0 ? ~place : place + 1, _weight.Length - 1);
            if (_drawnBy[item] != mark)
            {
                _drawnBy[item] = mark;
                items[found++] = item;
            }
        }

        return found == items.Length;
    }

    /// <summary>
    /// Every item arrives after an exponential time of its weight, the first ones are taken: the same distribution
    /// (Efraimidis and Spirakis 2006), at the cost of all items.
    /// </summary>
    private void DrawByArrival(int user, Span<int> items)
    {
        Pcg32 chance = _seed.Split("items by arrival", user).CreateGenerator();
        for (int item = 0; item < _order.Length; item++)
        {
            _order[item] = item;
            _arrival[item] = -DeterministicMath.Log(1 - chance.NextDouble()) / _weight[item];
        }

        _arrival.AsSpan().Sort(_order.AsSpan());
        _order.AsSpan(0, items.Length).CopyTo(items);
    }
}
