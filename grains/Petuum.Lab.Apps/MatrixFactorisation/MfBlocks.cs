using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// The ratings as the rotation visits them. Users are cut into workers × chunks ranges and items into blocks, each
/// balanced by ratings; a cell is the ratings of one range and one block. Within a cell, ratings go tile by tile, users
/// outside, so that the rows of a tile stay in the second-level cache, and in random order within a tile.
/// </summary>
internal sealed class MfBlocks
{
    /// <summary>The working copies of a tile's rows take up at most this much.</summary>
    private const int TileBytesMax = 1 << 19;

    private readonly int _chunks;
    private readonly IndexRange[] _users;
    private readonly IndexRange[] _items;
    private readonly int[] _cellStart;
    private readonly MfRating[] _ratings;

    /// <summary>Sorts ratings: two passes and a shuffle.</summary>
    /// <exception cref="PlanException">Fewer blocks than workers.</exception>
    public MfBlocks(Ratings ratings, MfOptions options, int workers, Seed seed)
    {
        int blocks = options.Blocks ?? workers;
        if (blocks < workers)
        {
            throw new PlanException(
                $"a rotation of {blocks} blocks of items among {workers} workers",
                "use at least as many blocks as workers");
        }

        (Workers, _chunks) = (workers, options.Chunks);
        _users = Partition.UsersByRatings(ratings, workers * options.Chunks);
        _items = Partition.ItemsByRatings(ratings, blocks);
        int stride = new MfBlockRows(options.Rank, options.Columns).Stride;
        int tileRows = Math.Max(1, TileBytesMax / (2 * sizeof(float) * stride));
        Tiling users = new(_users, ratings.Users, tileRows);
        Tiling items = new(_items, ratings.Items, tileRows);
        _cellStart = new int[(_users.Length * blocks) + 1];
        _ratings = Sort(ratings, users, items, seed);
    }

    /// <summary>Workers that it was made for.</summary>
    public int Workers { get; }

    /// <summary>Blocks of items.</summary>
    public int Blocks => _items.Length;

    /// <summary>The users of one of a worker's chunks.</summary>
    public IndexRange Users(int worker, int chunk) => _users[(worker * _chunks) + chunk];

    /// <summary>The items of a block.</summary>
    public IndexRange Items(int block) => _items[block];

    /// <summary>The ratings of a cell, in the order they are visited.</summary>
    public ReadOnlySpan<MfRating> Cell(int worker, int chunk, int block)
    {
        int cell = (((worker * _chunks) + chunk) * Blocks) + block;
        return _ratings.AsSpan(_cellStart[cell], _cellStart[cell + 1] - _cellStart[cell]);
    }

    private MfRating[] Sort(Ratings ratings, Tiling users, Tiling items, Seed seed)
    {
        int[] next = new int[(users.Tiles * items.Tiles) + 1];
        ReadOnlySpan<int> user = ratings.User;
        ReadOnlySpan<int> item = ratings.Item;
        int[] place = new int[ratings.Count];
        for (int n = 0; n < place.Length; n++)
        {
            place[n] = Place(user[n], item[n]);
            next[place[n] + 1]++;
        }

        for (int tile = 1; tile < next.Length; tile++)
        {
            next[tile] += next[tile - 1];
        }

        FindCells(users, items, next);
        int[] start = [.. next];
        MfRating[] sorted = new MfRating[place.Length];
        for (int n = 0; n < place.Length; n++)
        {
            sorted[next[place[n]]++] = new MfRating(
                user[n] - _users[users.RangeOf(user[n])].Start,
                item[n] - _items[items.RangeOf(item[n])].Start,
                (float)ratings.Value[n]);
        }

        for (int tile = 0; tile < start.Length - 1; tile++)
        {
            seed.Split("order of ratings", tile).CreateGenerator()
                .Shuffle(sorted.AsSpan(start[tile], start[tile + 1] - start[tile]));
        }

        return sorted;

        // Cell by cell, in a cell by tiles of users, then by tiles of items.
        int Place(int user, int item)
        {
            (int range, int block) = (users.RangeOf(user), items.RangeOf(item));
            return (users.FirstTile(range) * items.Tiles)
                + (users.TilesOf(range) * items.FirstTile(block))
                + ((users.TileOf(user) - users.FirstTile(range)) * items.TilesOf(block))
                + items.TileOf(item) - items.FirstTile(block);
        }
    }

    private void FindCells(Tiling users, Tiling items, int[] tileStart)
    {
        for (int range = 0; range < _users.Length; range++)
        {
            for (int block = 0; block < Blocks; block++)
            {
                int tile = (users.FirstTile(range) * items.Tiles) + (users.TilesOf(range) * items.FirstTile(block));
                _cellStart[(range * Blocks) + block] = tileStart[tile];
            }
        }

        _cellStart[^1] = tileStart[^1];
    }

    /// <summary>Ranges of rows cut into tiles, numbered through all ranges.</summary>
    private sealed class Tiling
    {
        private readonly int[] _firstTile;
        private readonly int[] _tileOf;
        private readonly int[] _rangeOf;

        public Tiling(IndexRange[] ranges, int rows, int tileRows)
        {
            (_tileOf, _rangeOf) = (new int[rows], new int[rows]);
            _firstTile = new int[ranges.Length + 1];
            for (int range = 0; range < ranges.Length; range++)
            {
                int count = ranges[range].Count;
                int tiles = (count + tileRows - 1) / tileRows;
                for (int row = 0; row < count; row++)
                {
                    _tileOf[ranges[range].Start + row] = _firstTile[range] + (int)((long)row * tiles / count);
                    _rangeOf[ranges[range].Start + row] = range;
                }

                _firstTile[range + 1] = _firstTile[range] + tiles;
            }
        }

        public int Tiles => _firstTile[^1];

        public int FirstTile(int range) => _firstTile[range];

        public int TilesOf(int range) => _firstTile[range + 1] - _firstTile[range];

        public int TileOf(int row) => _tileOf[row];

        public int RangeOf(int row) => _rangeOf[row];
    }
}
