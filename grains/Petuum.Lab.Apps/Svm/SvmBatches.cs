using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Svm;

/// <summary>
/// The rows that a worker takes up: a new random order each pass, a share of it each round. A batch ends where its pass
/// does.
/// </summary>
internal sealed class SvmBatches
{
    private readonly IndexRange _rows;
    private readonly Seed _seed;
    private readonly int[] _order;
    private readonly int _batch;
    private int _pass;
    private int _start;
    private int _end;

    public SvmBatches(IndexRange rows, double share, Seed seed)
    {
        (_rows, _seed, _batch) = (rows, seed, BatchOf(rows.Count, share));
        _order = new int[rows.Count];
        Shuffle();
    }

    /// <summary>The present batch; empty before the first.</summary>
    public ReadOnlySpan<int> Rows => _order.AsSpan(_start, _end - _start);

    /// <summary>Rows of a batch.</summary>
    public static int BatchOf(int rows, double share) => (int)Math.Ceiling(share * rows);

    /// <summary>Goes on to the next batch.</summary>
    public void Next()
    {
        if (_end == _order.Length)
        {
            _pass++;
            _end = 0;
            Shuffle();
        }

        (_start, _end) = (_end, Math.Min(_end + _batch, _order.Length));
    }

    public void Save(StateWriter state)
    {
        state.Write(_pass);
        state.Write(_start);
        state.Write(_end);
    }

    public void Load(StateReader state)
    {
        _pass = state.Read<int>();
        _start = state.Read<int>();
        _end = state.Read<int>();
        Shuffle();
    }

    /// <summary>The order of a pass depends on the seed and its number alone.</summary>
    private void Shuffle()
    {
        for (int index = 0; index < _order.Length; index++)
        {
            _order[index] = _rows.Start + index;
        }

        _seed.Split("order of rows", _pass).CreateGenerator().Shuffle(_order.AsSpan());
    }
}
