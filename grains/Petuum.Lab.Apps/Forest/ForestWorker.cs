using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// A worker grows its part of a clock's trees, puts each into its row, and adds its votes. It reads nothing and has no
/// state: a tree follows from the seed and its number.
/// </summary>
internal sealed class ForestWorker(
    TreeGrower grower, ClassData data, ClassData? test, ForestOptions options, int worker, int workers)
    : IWorkerProgram
{
    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        IndexRange mine = TreesOf(unit);
        if (mine.Count == 0)
        {
            return;
        }

        long before = grower.Work;
        int testRows = test?.Rows ?? 0;
        Span<int> votes = output.IncrementRange<int>(ForestProgram.VoteTable, 0, data.Rows + testRows);
        int columns = 2 * data.Classes.Length;
        for (int number = mine.Start; number < mine.End; number++)
        {
            ForestTree tree = grower.Grow(number);
            tree.Write(output, ForestProgram.TreeTable, number);
            ForestVotes.Add(tree, data, grower.Weights, votes);
            if (test is not null)
            {
                ForestVotes.Add(tree, test, [], votes[(data.Rows * columns)..]);
            }
        }

        output.Report(
            work: grower.Work - before + ((long)mine.Count * (data.Rows + testRows)),
            samples: (long)mine.Count * TreeGrower.DrawsOf(data.Rows, options.Share));
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }

    /// <summary>The worker's part of the round's trees: parts differ by at most one.</summary>
    private IndexRange TreesOf(in WorkUnit unit)
    {
        int first = (int)Math.Min((long)unit.Round * options.Batch, options.Trees);
        int count = Math.Min(options.Batch, options.Trees - first);
        IndexRange part = Partition.ByCount(
            count, new DataPart((worker * unit.Count) + unit.Index, workers * unit.Count));
        return new IndexRange(first + part.Start, first + part.End);
    }
}
