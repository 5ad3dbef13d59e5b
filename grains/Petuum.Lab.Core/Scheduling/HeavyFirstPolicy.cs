using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Heaviest item first, to the worker with the least to do so far: STRADS' job pool ([S16] §4) and Graham's LPT rule,
/// at
/// most 4/3 − 1/(3P) times the best possible longest load. Ties go to the lower item and the lower worker.
/// </summary>
public sealed class HeavyFirstPolicy : IAssignmentPolicy
{
    private readonly double[] _weights;
    private readonly int[] _order;
    private readonly PriorityQueue<int, (double Load, int Worker)> _loads;
    private readonly int _workers;

    /// <summary>Items by what they cost, finite and not negative.</summary>
    public HeavyFirstPolicy(IReadOnlyList<double> weights, int workers)
    {
        Invariant.Require(workers >= 1, $"an assignment to {workers} workers.");
        _workers = workers;
        _weights = [.. weights];
        _order = [.. Enumerable.Range(0, _weights.Length)];
        _loads = new PriorityQueue<int, (double Load, int Worker)>(workers);
        Array.ForEach(_weights, Check);
    }

    /// <inheritdoc/>
    public long Assign(int round, IReadOnlyList<List<int>> assigned)
    {
        Array.Sort(_order, (left, right) =>
        {
            int order = _weights[right].CompareTo(_weights[left]);
            return order != 0 ? order : left.CompareTo(right);
        });
        _loads.Clear();
        for (int worker = 0; worker < _workers; worker++)
        {
            _loads.Enqueue(worker, (0, worker));
        }

        foreach (int item in _order)
        {
            _loads.TryDequeue(out int worker, out (double Load, int Worker) least);
            assigned[worker].Add(item);
            _loads.Enqueue(worker, (least.Load + _weights[item], worker));
        }

        return _order.Length;
    }

    /// <inheritdoc/>
    public void Observe(int item, double weight)
    {
        Check(weight);
        _weights[item] = weight;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.WriteSpan<double>(_weights);

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        double[] weights = state.ReadArray<double>();
        Invariant.Require(weights.Length == _weights.Length, $"{weights.Length} weights for {_weights.Length} items.");
        weights.CopyTo(_weights, 0);
    }

    private static void Check(double weight) =>
        Invariant.Require(weight >= 0 && double.IsFinite(weight), $"an item of weight {weight}.");
}
