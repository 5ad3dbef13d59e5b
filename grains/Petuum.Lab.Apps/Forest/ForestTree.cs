using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Forest;

/// <summary>A node of a tree. A split's right child is the one after its left child.</summary>
/// <param name="Feature">The feature that is looked at; of a leaf −1 − its class.</param>
/// <param name="Threshold">x ≤ threshold goes left; of a leaf 0.</param>
/// <param name="Left">The left child, after this node; of a leaf 0.</param>
public readonly record struct ForestNode(int Feature, float Threshold, int Left)
{
    /// <summary>Whether it tells a class.</summary>
    public bool IsLeaf => Feature < 0;

    /// <summary>The class of a leaf.</summary>
    public int Class => -1 - Feature;

    /// <summary>A leaf of a class.</summary>
    public static ForestNode Leaf(int @class) => new(-1 - @class, 0, 0);
}

/// <summary>
/// A tree of a forest, the root first. A row of the table of trees holds three values a node: feature + 1, or of a leaf
/// −(class + 1), so that a node's first value is never 0; threshold; left child.
/// </summary>
public sealed class ForestTree
{
    /// <summary>Values of a node in a row.</summary>
    public const int Columns = 3;

    private readonly ForestNode[] _nodes;

    /// <summary>A tree of nodes, at least one.</summary>
    public ForestTree(ReadOnlySpan<ForestNode> nodes) => _nodes = nodes.ToArray();

    /// <summary>The nodes, the root first.</summary>
    public ReadOnlySpan<ForestNode> Nodes => _nodes;

    /// <summary>Reads a row of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">Its table of trees.</param>
    /// <param name="row">Which tree.</param>
    /// <param name="features">Features that samples have.</param>
    /// <param name="classes">Classes that leaves may tell.</param>
    /// <returns>The tree; null if the row holds none, or one that cannot be.</returns>
    public static ForestTree? Read(Model model, TableId table, int row, int features, int classes)
    {
        ReadOnlySpan<double> values = model.Sparse<double>(table, row, out ReadOnlySpan<int> columns);
        if (columns.IsEmpty)
        {
            return null;
        }

        double[] nodes = new double[((columns[^1] / Columns) + 1) * Columns];
        for (int entry = 0; entry < columns.Length; entry++)
        {
            nodes[columns[entry]] = values[entry];
        }

        ForestNode[] read = new ForestNode[nodes.Length / Columns];
        for (int node = 0; node < read.Length; node++)
        {
            ReadOnlySpan<double> of = nodes.AsSpan(node * Columns, Columns);
            bool isLeaf = of[0] < 0 && of[0] >= -classes && of[1] == 0 && of[2] == 0;
            bool isSplit = of[0] >= 1 && of[0] <= features && float.IsFinite((float)of[1])
                && of[2] > node && of[2] < read.Length - 1;
            if (!isLeaf && !isSplit)
            {
                return null;
            }

            read[node] = isLeaf
                ? ForestNode.Leaf((int)-of[0] - 1)
                : new ForestNode((int)of[0] - 1, (float)of[1], (int)of[2]);
        }

        return new ForestTree(read);
    }

    /// <summary>The class of a sample.</summary>
    public int ClassOf(ReadOnlySpan<float> sample)
    {
        ref readonly ForestNode node = ref _nodes[0];
        while (!node.IsLeaf)
        {
            node = ref _nodes[node.Left + (sample[node.Feature] <= node.Threshold ? 0 : 1)];
        }

        return node.Class;
    }

    /// <summary>Splits between the root and the deepest leaf.</summary>
    public int Depth()
    {
        int[] depths = new int[_nodes.Length];
        int deepest = 0;
        for (int node = 0; node < _nodes.Length; node++)
        {
            deepest = Math.Max(deepest, depths[node]);
            if (!_nodes[node].IsLeaf)
            {
                depths[_nodes[node].Left] = depths[_nodes[node].Left + 1] = depths[node] + 1;
            }
        }

        return deepest;
    }

    /// <summary>Increments an empty row to the tree.</summary>
    internal void Write(ChangeOutput output, TableId table, int row)
    {
        for (int node = 0; node < _nodes.Length; node++)
        {
            ForestNode of = _nodes[node];
            output.Increment<double>(table, row, node * Columns, of.IsLeaf ? of.Feature : of.Feature + 1);
            if (!of.IsLeaf)
            {
                output.Increment<double>(table, row, (node * Columns) + 1, of.Threshold);
                output.Increment<double>(table, row, (node * Columns) + 2, of.Left);
            }
        }
    }
}
