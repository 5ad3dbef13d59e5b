using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Shotgun's schedule (Bradley et al. 2011): uniform over the items not in flight, without replacement. It is safe up
/// to
/// about p/ρ updates at a time, ρ the spectral radius of XᵀX with columns of length 1; beyond, it may diverge.
/// </summary>
public sealed class RandomPolicy : ISchedulingPolicy
{
    private readonly Pcg32 _chance;
    private readonly int[] _order;
    private readonly List<int> _swaps = [];

    /// <summary>Draws from items 0 … <paramref name="items"/> − 1.</summary>
    public RandomPolicy(int items, Seed seed)
    {
        Invariant.Require(items >= 1, $"random picks among {items} items.");
        _chance = seed.Split("random picks").CreateGenerator();
        _order = new int[items];
        for (int item = 0; item < items; item++)
        {
            _order[item] = item;
        }
    }

    /// <inheritdoc/>
    public long Pick(int round, int count, IReadOnlyList<bool> inFlight, List<int> picked)
    {
        int wanted = picked.Count + count;
        int drawn = 0;
        for (; drawn < _order.Length && picked.Count < wanted; drawn++)
        {
            int other = drawn + _chance.NextInt(_order.Length - drawn);
            (_order[drawn], _order[other]) = (_order[other], _order[drawn]);
            _swaps.Add(other);
            if (!inFlight[_order[drawn]])
            {
                picked.Add(_order[drawn]);
            }
        }

        UndoSwaps();
        return drawn;
    }

    /// <inheritdoc/>
    public void Observe(int item, double before, double after)
    {
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Write(_chance.State);

    /// <inheritdoc/>
    public void Load(StateReader state) => _chance.State = state.Read<ulong>();

    /// <summary>Back to ascending order, so that the generator's position is all the state there is.</summary>
    private void UndoSwaps()
    {
        for (int place = _swaps.Count - 1; place >= 0; place--)
        {
            int other = _swaps[place];
            (_order[place], _order[other]) = (_order[other], _order[place]);
        }

        _swaps.Clear();
    }
}
