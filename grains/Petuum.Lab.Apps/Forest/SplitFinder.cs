namespace Petuum.Lab.Apps.Forest;

/// <summary>The draws of a node by class.</summary>
internal readonly ref struct NodeCounts
{
    /// <summary>Draws of each class.</summary>
    public required ReadOnlySpan<int> Counts { get; init; }

    /// <summary>Their sum N.</summary>
    public required int Draws { get; init; }

    /// <summary>Σ n_c·log₂ n_c.</summary>
    public required long Terms { get; init; }
}

/// <summary>A split of a node: levels up to one go left, those from another on right.</summary>
/// <param name="Varies">Whether the feature has two levels in the node at all.</param>
/// <param name="Gain">N times the information gained, in units; 0 if no split leaves enough on both sides.</param>
/// <param name="Cost">N times the split's own information, in units.</param>
/// <param name="Below">The greatest level on the left.</param>
/// <param name="Above">The least level on the right.</param>
internal readonly record struct Cut(bool Varies, long Gain, long Cost, int Below, int Above)
{
    /// <summary>C4.5's gain ratio.</summary>
    public double Ratio => (double)Gain / Cost;
}

/// <summary>
/// The best threshold of one feature in one node: that of the greatest information gain, of equal ones the smallest,
/// over all levels that the node's samples have. Owned by one caller at a time.
/// </summary>
/// <remarks>
/// Samples of level 0 stay on the left from the beginning and are never sorted: of sparse features that is most.
/// </remarks>
internal sealed class SplitFinder(Information information, int classes, int leafMin, int samples)
{
    private const int WeightBits = 16;
    private readonly int[] _left = new int[classes];
    private readonly int[] _right = new int[classes];
    private readonly ulong[] _keys = new ulong[samples];
    private readonly ulong[] _spare = new ulong[samples];

    /// <summary>The most classes, and the most often that a sample is drawn.</summary>
    public static int Most => (1 << WeightBits) - 1;

    /// <summary>A sample's class and how often it was drawn.</summary>
    public static uint Pack(int label, int weight) => ((uint)label << WeightBits) | (uint)weight;

    /// <summary>The class of a packed sample.</summary>
    public static int LabelOf(uint sample) => (int)(sample >> WeightBits);

    /// <summary>How often a packed sample was drawn.</summary>
    public static int WeightOf(uint sample) => (int)(sample & ((1u << WeightBits) - 1));

    /// <summary>The best split.</summary>
    /// <param name="codes">The feature's levels, by row.</param>
    /// <param name="levels">How many it has.</param>
    /// <param name="rows">The node's rows.</param>
    /// <param name="packed">Their classes and weights.</param>
    /// <param name="node">The node's draws.</param>
    public Cut Find(
        ReadOnlySpan<ushort> codes, int levels, ReadOnlySpan<int> rows, ReadOnlySpan<uint> packed, in NodeCounts node)
    {
        int above = 0;
        for (int index = 0; index < rows.Length; index++)
        {
            ulong code = codes[rows[index]];
            _keys[above] = (code << 32) | packed[index];
            above += code == 0 ? 0 : 1;
        }

        Span<ulong> keys = _keys.AsSpan(0, above);
        KeySort.Sort(keys, _spare, levels > 256 ? 2 : 1);
        bool varies = above > 0 && (above < rows.Length || keys[0] >> 32 != keys[^1] >> 32);
        return varies ? Scan(keys, node) : default;
    }

    /// <summary>Moves samples from the left to the right, the greatest level first.</summary>
    private Cut Scan(ReadOnlySpan<ulong> keys, in NodeCounts node)
    {
        ReadOnlySpan<long> terms = information.Terms;
        int[] left = _left;
        int[] right = _right;
        node.Counts.CopyTo(left);
        right.AsSpan().Clear();
        long sum = node.Terms;
        long best = long.MinValue;
        int moved = 0;
        Cut cut = new(Varies: true, 0, 0, 0, 0);
        for (int at = keys.Length - 1; at >= 0; at--)
        {
            uint sample = (uint)keys[at];
            (int label, int weight) = (LabelOf(sample), WeightOf(sample));
            (int before, int after) = (left[label], right[label]);
            sum += terms[before - weight] - terms[before] + terms[after + weight] - terms[after];
            (left[label], right[label]) = (before - weight, after + weight);
            moved += weight;
            uint here = (uint)(keys[at] >> 32);
            uint next = at > 0 ? (uint)(keys[at - 1] >> 32) : 0;
            if (here == next || moved < leafMin)
            {
                continue;
            }

            if (node.Draws - moved < leafMin)
            {
                break;
            }

            long inside = sum - terms[moved] - terms[node.Draws - moved];
            if (inside >= best)
            {
                best = inside;
                cut = cut with
                {
                    Gain = inside + terms[node.Draws] - node.Terms,
                    Cost = terms[node.Draws] - terms[moved] - terms[node.Draws - moved],
                    Below = (int)next,
                    Above = (int)here,
                };
            }
        }

        return cut;
    }
}
