using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Picks by weight, without replacement, among the items not in flight; the heaviest comes first, equals in the order
/// drawn (any fixed order would let a dependency filter starve the last of many equals). With the weights that look at
/// changes, items that no pull has touched yet come before all others (the bootstrap), drawn uniformly. While all
/// weights
/// are 0, all items are equal. A weight that is not finite (a diverging run) counts as a very large one.
/// </summary>
public sealed class PriorityPolicy : ISchedulingPolicy
{
    private const double LargestWeight = 1e100;
    private const int FewWeights = 10;
    private const double BaseOfFewWeights = 0.1;
    private readonly SchedulingOptions _options;
    private readonly Pcg32 _chance;
    private readonly SumTree _weights;
    private readonly SumTree _untouched;
    private readonly bool[] _isTouched;
    private readonly List<int> _drawn = [];
    private readonly int[] _drawnAs;
    private readonly IComparer<int> _heaviestFirst;
    private int _nonzeroWeights;

    /// <summary>Draws from items 0 … <paramref name="items"/> − 1 by the options' weight.</summary>
    public PriorityPolicy(SchedulingOptions options, int items, Seed seed)
    {
        _options = options.InUse;
        _chance = seed.Split("priority picks").CreateGenerator();
        _weights = new SumTree(items);
        _untouched = new SumTree(items);
        _isTouched = new bool[items];
        _drawnAs = new int[items];
        _heaviestFirst = Comparer<int>.Create((left, right) =>
        {
            int order = _weights[right].CompareTo(_weights[left]);
            return order != 0 ? order : _drawnAs[left].CompareTo(_drawnAs[right]);
        });
    }

    /// <summary>What is added to every weight: η, or the base.</summary>
    public double Addend
    {
        get
        {
            if (_options.Weight == PriorityWeight.AbsoluteChange)
            {
                return _nonzeroWeights <= FewWeights
                    ? BaseOfFewWeights
                    : _options.BaseFactor!.Value * (_weights.Sum / _nonzeroWeights);
            }

            return _options.Eta > 0 || _nonzeroWeights > 0 ? _options.Eta!.Value : 1;
        }
    }

    /// <summary>True once every item was touched, or where the weight needs no bootstrap.</summary>
    public bool PrioritiesCount => _options.Weight == PriorityWeight.SquaredValue || _untouched.Present == 0;

    /// <summary>What the item is drawn in proportion to, once priorities count.</summary>
    public double WeightOf(int item) => _weights[item] + Addend;

    /// <inheritdoc/>
    public long Pick(int round, int count, IReadOnlyList<bool> inFlight, List<int> picked)
    {
        int wanted = picked.Count + count;
        double addend = Addend;
        long draws = 0;
        if (!PrioritiesCount)
        {
            int first = picked.Count;
            draws += Draw(_untouched, addend: 1, wanted, inFlight, picked);
            Restore(_untouched);
            for (int index = first; index < picked.Count; index++)
            {
                _weights.Remove(picked[index]);
                _drawn.Add(picked[index]);
            }
        }

        int start = picked.Count;
        draws += Draw(_weights, addend, wanted, inFlight, picked);
        Restore(_weights);
        picked.Sort(start, picked.Count - start, _heaviestFirst);
        return draws * (_weights.Levels + 1);
    }

    /// <inheritdoc/>
    public void Observe(int item, double before, double after)
    {
        double change = after - before;
        double weight = _options.Weight switch
        {
            PriorityWeight.SquaredValue => after * after,
            PriorityWeight.SquaredChange => change * change,
            _ => Math.Abs(change),
        };
        SetWeight(item, weight <= LargestWeight ? weight : LargestWeight);
        if (!_isTouched[item])
        {
            _isTouched[item] = true;
            _untouched.Remove(item);
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        double[] weights = new double[_weights.Count];
        for (int item = 0; item < weights.Length; item++)
        {
            weights[item] = _weights[item];
        }

        state.Write(_chance.State);
        state.WriteSpan<double>(weights);
        state.WriteSpan<bool>(_isTouched);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _chance.State = state.Read<ulong>();
        double[] weights = state.ReadArray<double>();
        bool[] isTouched = state.ReadArray<bool>();
        Invariant.Require(
            weights.Length == _weights.Count && isTouched.Length == _weights.Count,
            $"the state of {weights.Length} priorities, where there are {_weights.Count}.");
        for (int item = 0; item < weights.Length; item++)
        {
            SetWeight(item, weights[item]);
            _isTouched[item] = isTouched[item];
            if (isTouched[item])
            {
                _untouched.Remove(item);
            }
            else
            {
                _untouched.Restore(item);
            }
        }
    }

    private void SetWeight(int item, double weight)
    {
        _nonzeroWeights += (weight > 0 ? 1 : 0) - (_weights[item] > 0 ? 1 : 0);
        _weights.Set(item, weight);
    }

    /// <summary>
    /// Draws until enough are picked or no mass is left; what was drawn is out of the tree until it is restored.
    /// </summary>
    private int Draw(SumTree tree, double addend, int wanted, IReadOnlyList<bool> inFlight, List<int> picked)
    {
        int draws = 0;
        while (picked.Count < wanted && tree.Mass(addend) > 0)
        {
            int item = tree.Find(_chance.NextDouble() * tree.Mass(addend), addend);
            tree.Remove(item);
            _drawn.Add(item);
            _drawnAs[item] = draws++;
            if (!inFlight[item])
            {
                picked.Add(item);
            }
        }

        return draws;
    }

    private void Restore(SumTree tree)
    {
        foreach (int item in _drawn)
        {
            tree.Restore(item);
        }

        _drawn.Clear();
    }
}
