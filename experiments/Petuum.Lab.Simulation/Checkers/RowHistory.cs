namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// For every row, the version at which it was last changed by an update of a round ≤ k, for every k that some reader
/// may still
/// ask about. One row's entries ascend in clock and in version; an entry that a later one of the same or an earlier
/// round
/// supersedes is dropped, so there are about as many as the clocks that workers are apart.
/// </summary>
internal sealed class RowHistory(int rows)
{
    private readonly int[] _counts = new int[rows];
    private int[] _clocks = new int[4 * rows];
    private long[] _versions = new long[4 * rows];
    private int _stride = 4;

    /// <summary>
    /// An update of round <paramref name="clock"/> changed a row; nobody asks about rounds before
    /// <paramref name="oldest"/>.
    /// </summary>
    public void Append(int row, long version, int clock, int oldest)
    {
        int count = _counts[row];
        int start = row * _stride;
        while (count > 0 && _clocks[start + count - 1] >= clock)
        {
            count--;
        }

        if (count == _stride)
        {
            count = Forget(start, count, oldest);
        }

        if (count == _stride)
        {
            Grow();
            start = row * _stride;
        }

        (_clocks[start + count], _versions[start + count]) = (clock, version);
        _counts[row] = count + 1;
    }

    /// <summary>
    /// The version of the last change by an update of a round ≤ <paramref name="clock"/>; 0 if there was none.
    /// </summary>
    public long LastChange(int row, int clock)
    {
        int start = row * _stride;
        int at = start + _counts[row] - 1;
        while (at >= start && _clocks[at] > clock)
        {
            at--;
        }

        return at < start ? 0 : _versions[at];
    }

    /// <summary>Drops entries that the next one answers for, to everyone who may still ask.</summary>
    private int Forget(int start, int count, int oldest)
    {
        int dropped = 0;
        while (dropped + 1 < count && _clocks[start + dropped + 1] <= oldest)
        {
            dropped++;
        }

        Array.Copy(_clocks, start + dropped, _clocks, start, count - dropped);
        Array.Copy(_versions, start + dropped, _versions, start, count - dropped);
        return count - dropped;
    }

    private void Grow()
    {
        int stride = 2 * _stride;
        int[] clocks = new int[stride * _counts.Length];
        long[] versions = new long[stride * _counts.Length];
        for (int row = 0; row < _counts.Length; row++)
        {
            Array.Copy(_clocks, row * _stride, clocks, row * stride, _counts[row]);
            Array.Copy(_versions, row * _stride, versions, row * stride, _counts[row]);
        }

        (_clocks, _versions, _stride) = (clocks, versions, stride);
    }
}
