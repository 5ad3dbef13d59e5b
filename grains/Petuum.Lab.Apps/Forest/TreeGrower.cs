using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// Grows C4.5 trees on bootstrap samples, each from the seed and its number alone. Owned by one caller at a time.
/// </summary>
internal sealed class TreeGrower
{
    private readonly ClassData _data;
    private readonly ForestColumns _columns;
    private readonly ForestOptions _options;
    private readonly Seed _seed;
    private readonly SplitFinder _finder;
    private readonly Information _information;
    private readonly int _tried;
    private readonly int[] _weights;
    private readonly int[] _counts;
    private readonly int[] _order;
    private readonly int[] _rows;
    private readonly uint[] _packed;
    private readonly int[] _spareRows;
    private readonly uint[] _sparePacked;
    private readonly List<ForestNode> _nodes = [];
    private readonly List<(int Feature, Cut Cut)> _cuts = [];
    private readonly Stack<Pending> _pending = new();

    /// <summary>Makes room.</summary>
    /// <param name="data">What is learnt from.</param>
    /// <param name="columns">The same, by columns.</param>
    /// <param name="information">Terms up to <see cref="DrawsOf"/>.</param>
    /// <param name="options">Options.</param>
    /// <param name="seed">The seed of all trees.</param>
    public TreeGrower(
        ClassData data, ForestColumns columns, Information information, ForestOptions options, Seed seed)
    {
        (_data, _columns, _options, _seed, _information) = (data, columns, options, seed, information);
        _tried = options.Features ?? DefaultFeatures(data.Features);
        _finder = new SplitFinder(information, data.Classes.Length, options.LeafMin, data.Rows);
        _weights = new int[data.Rows];
        _counts = new int[data.Classes.Length];
        _order = new int[columns.Varying.Length];
        _rows = new int[data.Rows];
        _packed = new uint[data.Rows];
        _spareRows = new int[data.Rows];
        _sparePacked = new uint[data.Rows];
    }

    /// <summary>How often the last tree drew each row; 0: the row is out of its bag.</summary>
    public ReadOnlySpan<int> Weights => _weights;

    /// <summary>Samples times features that were looked at since the grower was made.</summary>
    public long Work { get; private set; }

    /// <summary>√p, rounded.</summary>
    public static int DefaultFeatures(int features) => Math.Max(1, (int)Math.Round(Math.Sqrt(features)));

    /// <summary>Draws of a tree from so many rows.</summary>
    public static int DrawsOf(int rows, double share) => Math.Max(1, (int)Math.Round(rows * share));

    /// <summary>Nodes of a tree, at most.</summary>
    public static long NodesMax(int rows, ForestOptions options)
    {
        long leaves = Math.Min(
            options.Depth < 62 ? 1L << options.Depth : long.MaxValue,
            Math.Max(1, DrawsOf(rows, options.Share) / options.LeafMin));
        return (2 * leaves) - 1;
    }

    /// <summary>The tree of a number.</summary>
    public ForestTree Grow(int tree)
    {
        Pcg32 chance = _seed.Split("tree", tree).CreateGenerator();
        _columns.Varying.CopyTo(_order);
        _nodes.Clear();
        _nodes.Add(default);
        _pending.Push(new Pending(0, 0, Draw(chance), Depth: 0, Constant: 0));
        while (_pending.TryPop(out Pending next))
        {
            Grow(next, chance);
        }

        return new ForestTree(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes));
    }

    /// <summary>Draws rows with replacement; returns how many different ones.</summary>
    private int Draw(Pcg32 chance)
    {
        _weights.AsSpan().Clear();
        for (int draw = DrawsOf(_data.Rows, _options.Share); draw > 0; draw--)
        {
            _weights[chance.NextInt(_data.Rows)]++;
        }

        int drawn = 0;
        for (int row = 0; row < _weights.Length; row++)
        {
            if (_weights[row] > 0)
            {
                Invariant.Require(_weights[row] <= SplitFinder.Most, $"row {row} was drawn {_weights[row]} times.");
                (_rows[drawn], _packed[drawn]) = (row, SplitFinder.Pack(_data.Labels[row], _weights[row]));
                drawn++;
            }
        }

        return drawn;
    }

    /// <summary>Makes a node a leaf or a split.</summary>
    private void Grow(Pending node, Pcg32 chance)
    {
        int draws = Count(node, out int majority);
        bool isLeaf = node.Depth == _options.Depth || _counts[majority] == draws || draws < 2 * _options.LeafMin;
        if (isLeaf || !Choose(ref node, draws, chance, out int feature, out Cut cut))
        {
            _nodes[node.Index] = ForestNode.Leaf(majority);
            return;
        }

        int middle = Divide(node, _columns.Codes(feature), cut.Below);
        int left = _nodes.Count;
        _nodes[node.Index] = new ForestNode(feature, _columns.Between(feature, cut.Below, cut.Above), left);
        _nodes.Add(default);
        _nodes.Add(default);
        _pending.Push(new Pending(left + 1, middle, node.End, node.Depth + 1, node.Constant));
        _pending.Push(new Pending(left, node.Start, middle, node.Depth + 1, node.Constant));
    }

    /// <summary>Counts draws by class; of equally frequent classes the first is the majority.</summary>
    private int Count(Pending node, out int majority)
    {
        _counts.AsSpan().Clear();
        int draws = 0;
        foreach (uint sample in _packed.AsSpan(node.Start, node.Count))
        {
            int weight = SplitFinder.WeightOf(sample);
            _counts[SplitFinder.LabelOf(sample)] += weight;
            draws += weight;
        }

        majority = 0;
        for (int label = 1; label < _counts.Length; label++)
        {
            majority = _counts[label] > _counts[majority] ? label : majority;
        }

        return draws;
    }

    /// <summary>
    /// Tries features in random order until enough of them varied. Of those whose gain is at least the average, the one
    /// of the greatest gain ratio is taken, of equal ones the first (C4.5). Those that do not vary are put to the front
    /// of the order: they do not vary below the node either, and are not tried there.
    /// </summary>
    private bool Choose(ref Pending node, int draws, Pcg32 chance, out int feature, out Cut best)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(node.Start, node.Count);
        ReadOnlySpan<uint> packed = _packed.AsSpan(node.Start, node.Count);
        NodeCounts counts = new() { Counts = _counts, Draws = draws, Terms = _information.Of(_counts) };
        long rounding = Information.Rounding(_counts.Length);
        Int128 gains = 0;
        _cuts.Clear();
        for (int index = node.Constant, varying = 0; index < _order.Length && varying < _tried; index++)
        {
            int other = index + chance.NextInt(_order.Length - index);
            int drawn = _order[other];
            (_order[index], _order[other]) = (drawn, _order[index]);
            Cut cut = _finder.Find(_columns.Codes(drawn), _columns.LevelsOf(drawn), rows, packed, counts);
            Work += rows.Length;
            if (cut.Varies)
            {
                varying++;
            }
            else
            {
                (_order[index], _order[node.Constant]) = (_order[node.Constant], drawn);
                node = node with { Constant = node.Constant + 1 };
            }

            if (cut.Gain > rounding)
            {
                gains += cut.Gain;
                _cuts.Add((drawn, cut));
            }
        }

        (feature, best) = (-1, default);
        foreach ((int candidate, Cut cut) in _cuts)
        {
            double ratio = feature < 0 ? double.NegativeInfinity : best.Ratio;
            bool isBetter = cut.Ratio > ratio || (cut.Ratio == ratio && candidate < feature);
            if (isBetter && (Int128)cut.Gain * _cuts.Count >= gains)
            {
                (feature, best) = (candidate, cut);
            }
        }

        return feature >= 0;
    }

    /// <summary>Puts the rows that go left before those that go right; returns where these begin.</summary>
    private int Divide(Pending node, ReadOnlySpan<ushort> codes, int below)
    {
        int left = node.Start;
        int right = 0;
        for (int index = node.Start; index < node.End; index++)
        {
            (int row, uint sample) = (_rows[index], _packed[index]);
            if (codes[row] <= below)
            {
                (_rows[left], _packed[left]) = (row, sample);
                left++;
            }
            else
            {
                (_spareRows[right], _sparePacked[right]) = (row, sample);
                right++;
            }
        }

        _spareRows.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        _sparePacked.AsSpan(0, right).CopyTo(_packed.AsSpan(left));
        return left;
    }

    /// <summary>
    /// A node that is to be made, its rows, and how many features at the front of the order do not vary in it.
    /// </summary>
    private readonly record struct Pending(int Index, int Start, int End, int Depth, int Constant)
    {
        public int Count => End - Start;
    }
}
