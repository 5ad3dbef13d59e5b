using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>
/// Which of its rows a worker takes up: one random order for the whole run, a share of it each clock, going round.
/// </summary>
internal sealed class BatchOrder
{
    private readonly int[] _order;
    private readonly double _share;
    private int _position;

    /// <summary>
    /// An order of <paramref name="rows"/>, of which a clock takes <paramref name="share"/>, above 0, at most 1.
    /// </summary>
    public BatchOrder(IndexRange rows, double share, Seed seed)
    {
        _order = new int[rows.Count];
        for (int n = 0; n < _order.Length; n++)
        {
            _order[n] = rows.Start + n;
        }

        seed.Split("order of rows").CreateGenerator().Shuffle(_order.AsSpan());
        _share = share;
    }

    /// <summary>Passes completed.</summary>
    public int Epoch { get; private set; }

    /// <summary>The row at a distance from the position, going round.</summary>
    public int this[int distance] => _order[(int)(((long)_position + distance) % _order.Length)];

    /// <summary>The rows of a unit: the clock's share, split evenly over its units.</summary>
    public int CountOf(in WorkUnit unit)
    {
        long share = (long)Math.Ceiling(_share * _order.Length);
        return (int)((share * (unit.Index + 1) / unit.Count) - (share * unit.Index / unit.Count));
    }

    /// <summary>Goes on by so many rows.</summary>
    public void Advance(int count)
    {
        _position += count;
        if (_position >= _order.Length && _order.Length > 0)
        {
            _position -= _order.Length;
            Epoch++;
        }
    }

    /// <summary>Writes position and epoch.</summary>
    public void Save(StateWriter state)
    {
        state.Write(_position);
        state.Write(Epoch);
    }

    /// <summary>Reads them.</summary>
    public void Load(StateReader state)
    {
        _position = state.Read<int>();
        Epoch = state.Read<int>();
    }
}
