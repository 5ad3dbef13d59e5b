using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Forest;

/// <summary>A forest's trees, ready to be applied.</summary>
public sealed class ForestModel : IClassifier
{
    private readonly List<ForestTree> _trees = [];

    /// <summary>Takes the trees from a model's tables.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">Features that its samples had.</param>
    /// <exception cref="InvariantException">A row is no tree.</exception>
    public ForestModel(Model model, int features)
    {
        (Features, Classes) = (features, model.Tables[ForestProgram.VoteTable.Index].Shape.Columns / 2);
        for (int row = 0; row < model.Tables[ForestProgram.TreeTable.Index].Rows; row++)
        {
            if (model.Sparse<double>(ForestProgram.TreeTable, row, out _).IsEmpty)
            {
                continue;
            }

            ForestTree? tree = ForestTree.Read(model, ForestProgram.TreeTable, row, features, Classes);
            Invariant.Require(tree is not null, $"row {row} of the table of trees is no tree.");
            _trees.Add(tree!);
        }
    }

    /// <inheritdoc/>
    public int Features { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <summary>The trees that were grown, by number.</summary>
    public IReadOnlyList<ForestTree> Trees => _trees;

    /// <summary>The class of the most votes of every row, of equal ones the first, and its share of them.</summary>
    public (int[] Classes, float[] Probabilities) Predict(ClassData data)
    {
        int[] classes = new int[data.Rows];
        float[] shares = new float[data.Rows];
        int[] votes = new int[Classes];
        for (int row = 0; row < data.Rows; row++)
        {
            votes.AsSpan().Clear();
            ReadOnlySpan<float> sample = data.RowsAt(row, 1);
            foreach (ForestTree tree in _trees)
            {
                votes[tree.ClassOf(sample)]++;
            }

            classes[row] = ForestVotes.Winner(votes);
            shares[row] = (float)votes[classes[row]] / Math.Max(1, _trees.Count);
        }

        return (classes, shares);
    }
}
