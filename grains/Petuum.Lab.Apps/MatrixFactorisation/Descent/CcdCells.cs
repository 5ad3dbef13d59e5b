using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation.Descent;

/// <summary>
/// A worker's ratings with their residuals, cell by cell (its users and one block of items), in a cell user by user.
/// </summary>
internal sealed class CcdCells
{
    private readonly int _users;
    private readonly int[] _start;
    private readonly int[] _item;

    /// <summary>The residuals are the ratings: nothing is explained yet.</summary>
    public CcdCells(MfGrid grid, MfData data, int worker)
    {
        IndexRange users = grid.Users(worker, 0);
        _users = users.Count;
        _start = new int[(grid.Blocks * _users) + 1];
        for (int user = 0; user < _users; user++)
        {
            foreach (int item in data.ItemsOf(users.Start + user))
            {
                _start[(grid.ItemTiles.RangeOf(item) * _users) + user + 1]++;
            }
        }

        for (int place = 1; place < _start.Length; place++)
        {
            _start[place] += _start[place - 1];
        }

        int[] next = [.. _start];
        (_item, Residuals) = (new int[_start[^1]], new float[_start[^1]]);
        for (int user = 0; user < _users; user++)
        {
            ReadOnlySpan<int> items = data.ItemsOf(users.Start + user);
            ReadOnlySpan<float> values = data.ValuesOf(users.Start + user);
            for (int n = 0; n < items.Length; n++)
            {
                int block = grid.ItemTiles.RangeOf(items[n]);
                int at = next[(block * _users) + user]++;
                (_item[at], Residuals[at]) = (items[n] - grid.Items(block).Start, values[n]);
            }
        }
    }

    /// <summary>r_ij of every rating, in the order of the cells.</summary>
    public float[] Residuals { get; }

    /// <summary>The cell of a block.</summary>
    public CcdCell this[int block]
    {
        get
        {
            ReadOnlySpan<int> start = _start.AsSpan(block * _users, _users + 1);
            (int first, int count) = (start[0], start[^1] - start[0]);
            return new CcdCell(start, _item.AsSpan(first, count), Residuals.AsSpan(first, count));
        }
    }
}

/// <summary>The ratings of a worker's users for a block of items.</summary>
/// <param name="start">Where each user's begin, and the end: less the first of these, places in the others.</param>
/// <param name="items">Their items, from the block's first.</param>
/// <param name="residuals">Their residuals.</param>
internal readonly ref struct CcdCell(ReadOnlySpan<int> start, ReadOnlySpan<int> items, Span<float> residuals)
{
    private readonly ReadOnlySpan<int> _start = start;

    /// <summary>Items, from the block's first.</summary>
    public readonly ReadOnlySpan<int> Items = items;

    /// <summary>Residuals.</summary>
    public readonly Span<float> Residuals = residuals;

    /// <summary>Number of users.</summary>
    public int Users => _start.Length - 1;

    /// <summary>The places of a user's ratings.</summary>
    public (int Start, int End) Of(int user) => (_start[user] - _start[0], _start[user + 1] - _start[0]);
}
