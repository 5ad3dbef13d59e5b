namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Weighted draws without replacement in O(log n): a binary tree whose nodes hold the weight and the number of the
/// items
/// below that are present. A node is always the sum of its two children, never adjusted by differences, so the tree
/// depends on the present weights only and not on the changes that led to them.
/// </summary>
public sealed class SumTree
{
    private readonly double[] _weight;
    private readonly double[] _sum;
    private readonly int[] _present;
    private readonly int _leaves;

    /// <summary>A tree of items 0 … <paramref name="items"/> − 1, all present with weight 0.</summary>
    public SumTree(int items)
    {
        Invariant.Require(items >= 1, $"a sum tree of {items} items.");
        _leaves = 1;
        while (_leaves < items)
        {
            _leaves *= 2;
            Levels++;
        }

        _weight = new double[items];
        _sum = new double[2 * _leaves];
        _present = new int[2 * _leaves];
        _present.AsSpan(_leaves, items).Fill(1);
        for (int node = _leaves - 1; node >= 1; node--)
        {
            _present[node] = _present[2 * node] + _present[(2 * node) + 1];
        }
    }

    /// <summary>Number of items, present or not.</summary>
    public int Count => _weight.Length;

    /// <summary>Steps from the root to an item: what a draw costs.</summary>
    public int Levels { get; }

    /// <summary>How many items are present.</summary>
    public int Present => _present[1];

    /// <summary>The sum of the present items' weights.</summary>
    public double Sum => _sum[1];

    /// <summary>The weight of an item, present or not.</summary>
    public double this[int item] => _weight[item];

    /// <summary>The mass of all present items when each has its weight plus <paramref name="addend"/>.</summary>
    public double Mass(double addend) => Mass(1, addend);

    /// <summary>Whether an item can be drawn.</summary>
    public bool IsPresent(int item) => _present[_leaves + item] == 1;

    /// <summary>Gives an item a weight, finite and not negative.</summary>
    public void Set(int item, double weight)
    {
        Invariant.Require(weight >= 0 && double.IsFinite(weight), $"weight {weight} of item {item}.");
        _weight[item] = weight;
        if (IsPresent(item))
        {
            Update(item, 1);
        }
    }

    /// <summary>Takes an item out of the draws; its weight is kept.</summary>
    public void Remove(int item) => Update(item, 0);

    /// <summary>Puts it back.</summary>
    public void Restore(int item) => Update(item, 1);

    /// <summary>
    /// The item at a point of [0, <see cref="Mass(double)"/>), each present item taking up its weight plus
    /// <paramref name="addend"/>; never one without mass, whatever the rounding.
    /// </summary>
    public int Find(double point, double addend)
    {
        Invariant.Require(Mass(addend) > 0, "a draw from a tree without mass.");
        int node = 1;
        while (node < _leaves)
        {
            double left = Mass(2 * node, addend);
            double right = Mass((2 * node) + 1, addend);
            if (right <= 0 || (left > 0 && point < left))
            {
                node = 2 * node;
            }
            else
            {
                point -= left;
                node = (2 * node) + 1;
            }
        }

        return node - _leaves;
    }

    private double Mass(int node, double addend) => _sum[node] + (addend * _present[node]);

    private void Update(int item, int present)
    {
        int node = _leaves + item;
        _present[node] = present;
        _sum[node] = present * _weight[item];
        for (node /= 2; node >= 1; node /= 2)
        {
            _present[node] = _present[2 * node] + _present[(2 * node) + 1];
            _sum[node] = _sum[2 * node] + _sum[(2 * node) + 1];
        }
    }
}
