using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// The rotation's kernels without a platform: factors stay in working copies, threads meet at a barrier between phases.
/// </summary>
internal sealed class BareFactorisation
{
    private readonly MfOptions _options;
    private readonly MfGrid _grid;
    private readonly MfCells[] _cells;
    private readonly MfBlockRows[] _users;
    private readonly MfBlockRows[] _items;
    private readonly MfStep _step;

    public BareFactorisation(Ratings ratings, MfOptions options, int threads, Seed seed)
    {
        _options = options;
        _grid = new MfGrid(new MfData(ratings), options, threads);
        MfData data = new(ratings);
        MfLambdas lambdas = new(options, data);
        _cells = [.. Enumerable.Range(0, threads).Select(thread => new MfCells(_grid, data, thread, seed))];
        MfProgram program = new(ratings, null, options, seed);
        _users =
        [
            .. Enumerable.Range(0, threads * options.ChunksInUse).Select(range =>
                First(
                    program.Tables[0],
                    _grid.Users(range / options.ChunksInUse, range % options.ChunksInUse),
                    lambdas.OfUsers)),
        ];
        _items =
        [
            .. Enumerable.Range(0, _grid.Blocks).Select(block =>
                First(program.Tables[1], _grid.Items(block), lambdas.OfItems)),
        ];
        _step = new MfSteps(options, RatingScale.Of(ratings)).At(0);
    }

    /// <summary>Passes over the data; returns the ratings visited.</summary>
    public long Run(int epochs)
    {
        long[] visited = new long[_cells.Length];
        using Barrier barrier = new(_cells.Length);
        Thread[] others =
            [.. Enumerable.Range(1, _cells.Length - 1).Select(thread => new Thread(() => Work(thread)))];
        Array.ForEach(others, thread => thread.Start());
        Work(0);
        Array.ForEach(others, thread => thread.Join());
        return visited.Sum();

        void Work(int thread)
        {
            for (int phase = 0; phase < epochs * _grid.Blocks; phase++)
            {
                int block = (int)((((long)thread * _grid.Blocks / _cells.Length) + phase) % _grid.Blocks);
                for (int chunk = 0; chunk < _grid.Chunks; chunk++)
                {
                    ReadOnlySpan<MfRating> ratings = _cells[thread][block, chunk];
                    MfBlockRows users = _users[(thread * _grid.Chunks) + chunk];
                    MfBlockKernels.Learn(ratings, users, _items[block], _step);
                    visited[thread] += ratings.Length;
                }

                barrier.SignalAndWait();
            }
        }
    }

    /// <summary>The root mean squared error.</summary>
    public double Error(Ratings ratings)
    {
        double squares = 0;
        for (int n = 0; n < ratings.Count; n++)
        {
            (int range, int block) =
                (_grid.UserTiles.RangeOf(ratings.User[n]), _grid.ItemTiles.RangeOf(ratings.Item[n]));
            int user = ratings.User[n] - _grid.Users(range / _grid.Chunks, range % _grid.Chunks).Start;
            int item = ratings.Item[n] - _grid.Items(block).Start;
            double error = ratings.Value[n] - Kernels.Dot<float>(Row(_users[range], user), Row(_items[block], item));
            squares += error * error;
        }

        return Math.Sqrt(squares / ratings.Count);
    }

    private static ReadOnlySpan<float> Row(MfBlockRows rows, int row) =>
        rows.Values.Slice(row * rows.Stride, rows.Stride);

    private MfBlockRows First(TableDefinition table, IndexRange range, LambdasOf lambdas)
    {
        float[] values = new float[range.Count * table.Shape.Columns];
        for (int row = 0; row < range.Count; row++)
        {
            table.Initializer!.Initialize(
                range.Start + row, values.AsSpan(row * table.Shape.Columns, table.Shape.Columns));
        }

        MfBlockRows rows = new(_options.Rank, table.Shape.Columns);
        rows.Load(values, lambdas(range));
        return rows;
    }

    private delegate ReadOnlySpan<float> LambdasOf(IndexRange range);
}
