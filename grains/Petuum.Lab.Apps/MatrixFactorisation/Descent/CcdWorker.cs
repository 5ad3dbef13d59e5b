using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation.Descent;

/// <summary>
/// A worker of coordinate descent by rank (CCD++): it keeps the residuals of its users' ratings without the rank at
/// hand. Round by round a block of items comes by with its column h_t; sums over the block's ratings go into the
/// worker's own for w_t, or along with the block for h_t. Who has the block last minimises over its h_t and puts the
/// next rank's column in its place.
/// </summary>
internal sealed class CcdWorker : IWorkerProgram
{
    private readonly MfOptions _options;
    private readonly MfGrid _grid;
    private readonly MfWeights _weights;
    private readonly IndexRange _users;
    private readonly CcdCells _cells;
    private readonly float[] _factors;
    private readonly float[] _factorsBefore;
    private readonly double[] _products;
    private readonly double[] _squares;
    private readonly float[] _block;
    private readonly float[] _blockBefore;
    private readonly double[] _blockSums;

    public CcdWorker(MfOptions options, MfGrid grid, MfData data, MfWeights weights, int worker)
    {
        (_options, _grid, _weights) = (options, grid, weights);
        _users = grid.Users(worker, 0);
        _cells = new CcdCells(grid, data, worker);
        (_factors, _factorsBefore) = (new float[_users.Count], new float[_users.Count]);
        (_products, _squares) = (new double[_users.Count], new double[_users.Count]);
        int items = Enumerable.Range(0, grid.Blocks).Max(block => grid.Items(block).Count);
        (_block, _blockBefore, _blockSums) = (new float[items], new float[items], new double[2 * items]);
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        (int block, bool closes) = CcdRotation.BlockOf(unit);
        CcdStage stage = StageOf(unit);
        IndexRange items = _grid.Items(block);
        if (stage.Kind == CcdKind.Users || (closes && stage.Kind == CcdKind.Items))
        {
            reads.AddRange(MfProgram.ColumnTable, items.Start, items.Count);
        }

        if (stage.Kind == CcdKind.Open || (closes && stage.Kind == CcdKind.Items))
        {
            reads.AddRange(MfProgram.ItemTable, items.Start, items.Count);
        }

        if (stage.Kind == CcdKind.Open || (stage.BeginsRank && stage.Phase == 0))
        {
            reads.AddRange(MfProgram.UserTable, _users.Start, _users.Count);
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        (int block, bool closes) = CcdRotation.BlockOf(unit);
        CcdStage stage = StageOf(unit);
        IndexRange items = _grid.Items(block);
        CcdCell cell = _cells[block];
        switch (stage.Kind)
        {
            case CcdKind.Open:
                Open(cell, rows, items, closes, output);
                break;
            case CcdKind.Users:
                VisitForUsers(stage, cell, rows, items, output);
                break;
            default:
                VisitForItems(stage, cell, rows, items, closes, output);
                break;
        }

        long work = (long)cell.Items.Length * (stage.Kind == CcdKind.Open ? _options.Rank : 1);
        output.Report(work, samples: stage.BeginsRank && stage.Rank == 0 ? cell.Items.Length : 0);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.WriteSpan<float>(_cells.Residuals);
        state.WriteSpan<float>(_factors);
        state.WriteSpan<float>(_factorsBefore);
        state.WriteSpan<double>(_products);
        state.WriteSpan<double>(_squares);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.ReadSpan(_cells.Residuals.AsSpan());
        state.ReadSpan(_factors.AsSpan());
        state.ReadSpan(_factorsBefore.AsSpan());
        state.ReadSpan(_products.AsSpan());
        state.ReadSpan(_squares.AsSpan());
    }

    private CcdStage StageOf(in WorkUnit unit) => CcdStage.Of(unit.Round, _grid.Blocks, _options);

    /// <summary>Residuals of all ranks; the column of rank 0 begins to go round.</summary>
    private void Open(in CcdCell cell, RowView rows, IndexRange items, bool closes, PushOutput output)
    {
        ReadOnlySpan<float> factors = rows.DenseRange<float>(0, items.Count);
        ReadOnlySpan<float> users = rows.DenseRange<float>(items.Count, _users.Count);
        CcdKernels.Open(cell, users, factors, _options.Rank);
        if (!closes)
        {
            return;
        }

        Span<double> column = output.IncrementRange<double>(MfProgram.ColumnTable, items.Start, items.Count);
        for (int item = 0; item < items.Count; item++)
        {
            column[(item * CcdColumn.Columns) + CcdColumn.Factor] = factors[item * _options.Rank];
        }
    }

    private void VisitForUsers(
        CcdStage stage, in CcdCell cell, RowView rows, IndexRange items, PushOutput output)
    {
        ReadOnlySpan<double> column = rows.DenseRange<double>(0, items.Count);
        Span<float> factors = CcdColumn.Copy(column, CcdColumn.Factor, _block);
        if (stage.BeginsRank && stage.Phase == 0)
        {
            BeginRank(stage.Rank, rows.DenseRange<float>(items.Count, _users.Count));
        }

        if (stage.BeginsRank)
        {
            Span<float> before = CcdColumn.Copy(column, CcdColumn.Before, _blockBefore);
            CcdKernels.Exchange(
                cell, new CcdFactors(_factorsBefore, before), new CcdFactors(_factors, factors));
        }

        CcdKernels.AddToUsers(cell, factors, _products, _squares);
        if (stage.Phase == _grid.Blocks - 1)
        {
            MinimiseUsers(stage.Rank, output);
        }
    }

    private void BeginRank(int rank, ReadOnlySpan<float> users)
    {
        _factors.CopyTo(_factorsBefore, 0);
        for (int user = 0; user < _users.Count; user++)
        {
            _factors[user] = users[(user * _options.Rank) + rank];
        }
    }

    /// <summary>All blocks came by: w_t of this worker's users.</summary>
    private void MinimiseUsers(int rank, PushOutput output)
    {
        Span<float> increments =
            output.IncrementRange<float>(MfProgram.UserTable, _users.Start, _users.Count);
        for (int user = 0; user < _users.Count; user++)
        {
            float before = _factors[user];
            double lambda = _weights.LambdaOfUser(_users.Start + user);
            float change = CcdKernels.Minimiser(_products[user], _squares[user], lambda, before) - before;
            increments[(user * _options.Rank) + rank] = change;
            _factors[user] = before + change;
        }

        Array.Clear(_products);
        Array.Clear(_squares);
    }

    private void VisitForItems(
        CcdStage stage, in CcdCell cell, RowView rows, IndexRange items, bool closes, PushOutput output)
    {
        Span<double> sums = _blockSums.AsSpan(0, 2 * items.Count);
        sums.Clear();
        CcdKernels.AddToItems(cell, _factors, sums);
        Span<double> column = output.IncrementRange<double>(MfProgram.ColumnTable, items.Start, items.Count);
        if (closes)
        {
            MinimiseItems(stage, rows, items, sums, column, output);
            return;
        }

        for (int item = 0; item < items.Count; item++)
        {
            column[(item * CcdColumn.Columns) + CcdColumn.Product] = sums[2 * item];
            column[(item * CcdColumn.Columns) + CcdColumn.Squares] = sums[(2 * item) + 1];
        }
    }

    /// <summary>All workers had the block: its h_t; and where the rank ends, the next rank's column instead.</summary>
    private void MinimiseItems(
        CcdStage stage,
        RowView rows,
        IndexRange items,
        ReadOnlySpan<double> sums,
        Span<double> increments,
        PushOutput output)
    {
        bool endsRank = stage.EndsRank(_options);
        int rank = _options.Rank;
        ReadOnlySpan<double> column = rows.DenseRange<double>(0, items.Count);
        ReadOnlySpan<float> factors = rows.DenseRange<float>(items.Count, items.Count);
        Span<float> changes = output.IncrementRange<float>(MfProgram.ItemTable, items.Start, items.Count);
        for (int item = 0; item < items.Count; item++)
        {
            ReadOnlySpan<double> row = column.Slice(item * CcdColumn.Columns, CcdColumn.Columns);
            double product = row[CcdColumn.Product] + sums[2 * item];
            double squares = row[CcdColumn.Squares] + sums[(2 * item) + 1];
            double lambda = _weights.LambdaOfItem(items.Start + item);
            ReadOnlySpan<float> old = factors.Slice(item * rank, rank);
            float change = CcdKernels.Minimiser(product, squares, lambda, old[stage.Rank]) - old[stage.Rank];
            changes[(item * rank) + stage.Rank] = change;
            float factor = old[stage.Rank] + change;
            (double next, double before) = (factor, row[CcdColumn.Before]);
            if (endsRank)
            {
                (next, before) = (rank == 1 ? factor : old[(stage.Rank + 1) % rank], factor);
            }

            Span<double> target = increments.Slice(item * CcdColumn.Columns, CcdColumn.Columns);
            target[CcdColumn.Factor] = next - row[CcdColumn.Factor];
            target[CcdColumn.Before] = before - row[CcdColumn.Before];
            target[CcdColumn.Product] = -row[CcdColumn.Product];
            target[CcdColumn.Squares] = -row[CcdColumn.Squares];
        }
    }
}
