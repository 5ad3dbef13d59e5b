using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// How the rotation cuts the ratings: users into workers × chunks ranges and items into blocks, each balanced by
/// ratings; a cell is one range and one block. Ranges and blocks are cut further into tiles, whose rows together take
/// up at most <see cref="TileBytesMax"/>.
/// </summary>
internal sealed class MfGrid
{
    /// <summary>
    /// Working copies of the rows of a tile: half of a second-level cache of 1 MiB; a constant, so that the order of
    /// ratings is the same on every machine.
    /// </summary>
    public const int TileBytesMax = 1 << 19;

    private readonly IndexRange[] _users;
    private readonly IndexRange[] _items;

    /// <summary>Cuts ratings for some workers, by how many users and items have.</summary>
    /// <exception cref="PlanException">Fewer blocks than workers.</exception>
    public MfGrid(MfData data, MfOptions options, int workers)
    {
        int blocks = BlocksFor(options, workers);
        (Workers, Chunks) = (workers, options.ChunksInUse);
        _users = Partition.ByWeights(data.UserCounts, workers * options.ChunksInUse);
        _items = Partition.ByWeights(data.ItemCounts, blocks);
        int stride = MfBlockRows.StrideOf(options.Rank);
        int tileRows = Math.Max(1, TileBytesMax / (2 * sizeof(float) * stride));
        UserTiles = new MfTiling(_users, data.Users, tileRows);
        ItemTiles = new MfTiling(_items, data.Items, tileRows);
    }

    /// <summary>Blocks of items for some workers.</summary>
    /// <exception cref="PlanException">Fewer than workers.</exception>
    public static int BlocksFor(MfOptions options, int workers)
    {
        int blocks = options.Blocks ?? workers;
        return blocks >= workers ? blocks : throw new PlanException(
            $"a rotation of {blocks} blocks of items among {workers} workers",
            "use at least as many blocks as workers");
    }

    /// <summary>Workers that it was made for.</summary>
    public int Workers { get; }

    /// <summary>Ranges of each worker's users.</summary>
    public int Chunks { get; }

    /// <summary>Blocks of items.</summary>
    public int Blocks => _items.Length;

    /// <summary>Rounds in which every rating is visited once.</summary>
    public int RoundsPerEpoch => Blocks * Chunks;

    /// <summary>Tiles of users.</summary>
    public MfTiling UserTiles { get; }

    /// <summary>Tiles of items.</summary>
    public MfTiling ItemTiles { get; }

    /// <summary>The users of one of a worker's chunks.</summary>
    public IndexRange Users(int worker, int chunk) => _users[(worker * Chunks) + chunk];

    /// <summary>The users of all of a worker's chunks.</summary>
    public IndexRange UsersOf(int worker) => new(Users(worker, 0).Start, Users(worker, Chunks - 1).End);

    /// <summary>The items of a block.</summary>
    public IndexRange Items(int block) => _items[block];

    /// <summary>
    /// The number of the first tile of a cell. Tiles are numbered cell by cell; in a cell by tiles of users, then by
    /// tiles of items.
    /// </summary>
    public long FirstTile(int range, int block) =>
        ((long)UserTiles.FirstOf(range) * ItemTiles.Count)
        + ((long)UserTiles.CountOf(range) * ItemTiles.FirstOf(block));

    /// <summary>The number of the tile of a user and an item.</summary>
    public long TileOf(int user, int item)
    {
        (int range, int block) = (UserTiles.RangeOf(user), ItemTiles.RangeOf(item));
        return FirstTile(range, block)
            + ((long)(UserTiles.TileOf(user) - UserTiles.FirstOf(range)) * ItemTiles.CountOf(block))
            + ItemTiles.TileOf(item) - ItemTiles.FirstOf(block);
    }
}

/// <summary>Ranges of rows cut into tiles, numbered through all ranges.</summary>
internal sealed class MfTiling
{
    private readonly int[] _first;
    private readonly int[] _tileOf;
    private readonly int[] _rangeOf;

    /// <summary>Tiles of at most <paramref name="tileRows"/> of all <paramref name="rows"/>.</summary>
    public MfTiling(IndexRange[] ranges, int rows, int tileRows)
    {
        (_tileOf, _rangeOf) = (new int[rows], new int[rows]);
        _first = new int[ranges.Length + 1];
        for (int range = 0; range < ranges.Length; range++)
        {
            int count = ranges[range].Count;
            int tiles = (count + tileRows - 1) / tileRows;
            for (int row = 0; row < count; row++)
            {
                _tileOf[ranges[range].Start + row] = _first[range] + (int)((long)row * tiles / count);
                _rangeOf[ranges[range].Start + row] = range;
            }

            _first[range + 1] = _first[range] + tiles;
        }
    }

    /// <summary>Number of tiles.</summary>
    public int Count => _first[^1];

    /// <summary>The first tile of a range.</summary>
    public int FirstOf(int range) => _first[range];

    /// <summary>How many tiles a range has.</summary>
    public int CountOf(int range) => _first[range + 1] - _first[range];

    /// <summary>The tile of a row.</summary>
    public int TileOf(int row) => _tileOf[row];

    /// <summary>The range of a row.</summary>
    public int RangeOf(int row) => _rangeOf[row];
}
