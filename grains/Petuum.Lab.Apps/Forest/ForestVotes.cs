using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// The table of votes: a row a sample, those learnt from first, then those to be tested on. Columns 0 … J − 1 count the
/// votes of all trees for each class, columns J … 2J − 1 those of the trees that did not draw the sample.
/// </summary>
internal static class ForestVotes
{
    /// <summary>The class of the most votes, of equal ones the first.</summary>
    public static int Winner(ReadOnlySpan<int> votes)
    {
        int best = 0;
        for (int label = 1; label < votes.Length; label++)
        {
            best = votes[label] > votes[best] ? label : best;
        }

        return best;
    }

    /// <summary>Adds a tree's vote on every sample to rows of 2J values.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="data">The samples.</param>
    /// <param name="drawn">How often the tree drew each; empty: never.</param>
    /// <param name="votes">As many rows as samples.</param>
    public static void Add(ForestTree tree, ClassData data, ReadOnlySpan<int> drawn, Span<int> votes)
    {
        int classes = data.Classes.Length;
        for (int row = 0; row < data.Rows; row++)
        {
            int label = tree.ClassOf(data.RowsAt(row, 1));
            Span<int> of = votes.Slice(2 * row * classes, 2 * classes);
            of[label]++;
            of[classes + label] += drawn.IsEmpty || drawn[row] == 0 ? 1 : 0;
        }
    }

    /// <summary>Scores some of a model's samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="first">The row of the first of them.</param>
    /// <param name="data">The samples.</param>
    /// <param name="outOfBag">Whether votes of trees that drew a sample are left out.</param>
    public static VoteScore Score(Model model, int first, ClassData data, bool outOfBag)
    {
        int classes = data.Classes.Length;
        int right = 0;
        int voted = 0;
        for (int row = 0; row < data.Rows; row++)
        {
            ReadOnlySpan<int> votes = model.Dense<int>(ForestProgram.VoteTable, first + row)
                .Slice(outOfBag ? classes : 0, classes);
            if (votes.ContainsAnyExcept(0))
            {
                voted++;
                right += Winner(votes) == data.Labels[row] ? 1 : 0;
            }
        }

        return new VoteScore(right, voted, data.Rows);
    }
}

/// <summary>How often the most votes are right.</summary>
/// <param name="Right">Samples whose label has the most votes.</param>
/// <param name="Voted">Samples with any vote.</param>
/// <param name="Samples">Samples.</param>
internal readonly record struct VoteScore(int Right, int Voted, int Samples)
{
    /// <summary>Of those with any vote; 0 if there are none.</summary>
    public double Accuracy => (double)Right / Math.Max(1, Voted);

    /// <summary>Of all, those without a vote counted as wrong.</summary>
    public double Error => (double)(Samples - Right) / Math.Max(1, Samples);
}
