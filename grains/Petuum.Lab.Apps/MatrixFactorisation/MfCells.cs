using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// A worker's ratings as it visits them: cell by cell, in a cell tile by tile (users outside), so that the rows of a
/// tile stay in the second-level cache, and in a tile in random order.
/// </summary>
internal sealed class MfCells
{
    private readonly MfGrid _grid;
    private readonly int[] _cellStart;
    private readonly MfRating[] _ratings;

    /// <summary>
    /// Sorts the ratings of one worker's users: two passes and a shuffle of each tile from a seed of its own.
    /// </summary>
    public MfCells(MfGrid grid, MfData data, int worker, Seed seed)
    {
        _grid = grid;
        int firstRange = worker * grid.Chunks;
        IndexRange users = grid.UsersOf(worker);
        long firstTile = grid.FirstTile(firstRange, 0);
        int[] next = new int[grid.FirstTile(firstRange + grid.Chunks - 1, grid.Blocks) - firstTile + 1];
        Count(data, users, firstTile, next);
        _cellStart = new int[(grid.Chunks * grid.Blocks) + 1];
        for (int cell = 0; cell < grid.Chunks * grid.Blocks; cell++)
        {
            (int chunk, int block) = Math.DivRem(cell, grid.Blocks);
            _cellStart[cell] = next[grid.FirstTile(firstRange + chunk, block) - firstTile];
        }

        _cellStart[^1] = next[^1];
        int[] tileStart = [.. next];
        _ratings = new MfRating[next[^1]];
        Scatter(data, users, firstTile, next);
        for (int tile = 0; tile < tileStart.Length - 1; tile++)
        {
            seed.Split("order of ratings", firstTile + tile).CreateGenerator()
                .Shuffle(_ratings.AsSpan(tileStart[tile], tileStart[tile + 1] - tileStart[tile]));
        }
    }

    /// <summary>The ratings of a cell, in the order they are visited.</summary>
    public ReadOnlySpan<MfRating> this[int block, int chunk]
    {
        get
        {
            int cell = (chunk * _grid.Blocks) + block;
            return _ratings.AsSpan(_cellStart[cell], _cellStart[cell + 1] - _cellStart[cell]);
        }
    }

    /// <summary>Where each tile begins.</summary>
    private void Count(MfData data, IndexRange users, long firstTile, int[] start)
    {
        for (int user = users.Start; user < users.End; user++)
        {
            foreach (int item in data.ItemsOf(user))
            {
                start[_grid.TileOf(user, item) - firstTile + 1]++;
            }
        }

        for (int tile = 1; tile < start.Length; tile++)
        {
            start[tile] += start[tile - 1];
        }
    }

    private void Scatter(MfData data, IndexRange users, long firstTile, int[] next)
    {
        for (int user = users.Start; user < users.End; user++)
        {
            ReadOnlySpan<int> items = data.ItemsOf(user);
            ReadOnlySpan<float> values = data.ValuesOf(user);
            int range = _grid.UserTiles.RangeOf(user);
            int local = user - _grid.Users(range / _grid.Chunks, range % _grid.Chunks).Start;
            for (int n = 0; n < items.Length; n++)
            {
                int block = _grid.ItemTiles.RangeOf(items[n]);
                _ratings[next[_grid.TileOf(user, items[n]) - firstTile]++] =
                    new MfRating(local, items[n] - _grid.Items(block).Start, values[n]);
            }
        }
    }
}
