using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// A worker of the rotation: for a unit (block, chunk) it reads the rows of the block's items and of the chunk's users
/// in two ranges, does SGD on copies over the ratings of that cell, and commits the differences. It has no state of its
/// own: all that it learns is in the tables, and the epoch follows from the round.
/// </summary>
internal sealed class MfBlockWorker(
    MfOptions options, MfGrid grid, MfCells cells, MfSteps steps, MfLambdas lambdas, int worker) : IWorkerProgram
{
    private readonly MfBlockRows _users = new(options.Rank, options.Columns);
    private readonly MfBlockRows _items = new(options.Rank, options.Columns);

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        (int block, int chunk) = MfRotation.CellOf(unit);
        (IndexRange users, IndexRange items) = (grid.Users(worker, chunk), grid.Items(block));
        reads.AddRange(MfProgram.UserTable, users.Start, users.Count);
        reads.AddRange(MfProgram.ItemTable, items.Start, items.Count);
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        (int block, int chunk) = MfRotation.CellOf(unit);
        (IndexRange users, IndexRange items) = (grid.Users(worker, chunk), grid.Items(block));
        ReadOnlySpan<float> usersBefore = rows.DenseRange<float>(0, users.Count);
        ReadOnlySpan<float> itemsBefore = rows.DenseRange<float>(users.Count, items.Count);
        _users.Load(usersBefore, lambdas.OfUsers(users));
        _items.Load(itemsBefore, lambdas.OfItems(items));
        ReadOnlySpan<MfRating> ratings = cells[block, chunk];
        MfBlockKernels.Learn(ratings, _users, _items, steps.At(unit.Round / grid.RoundsPerEpoch));
        _users.Subtract(usersBefore, output.IncrementRange<float>(MfProgram.UserTable, users.Start, users.Count));
        _items.Subtract(itemsBefore, output.IncrementRange<float>(MfProgram.ItemTable, items.Start, items.Count));
        output.Report(work: (long)ratings.Length * options.Rank, samples: ratings.Length);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }
}
