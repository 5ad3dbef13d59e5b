namespace Petuum.Lab.Simulation.Checkers;

/// <summary>What one machine sent another of one kind of message and the other has not taken yet, in order.</summary>
internal sealed class ChannelLog
{
    private Entry[] _underWay = [];
    private int _first;
    private int _count;

    /// <summary>Messages taken.</summary>
    public long Received { get; private set; }

    /// <summary>Rounds ended by messages sent.</summary>
    public int EndedClocks { get; private set; }

    /// <summary>Clock of the oldest message under way; the largest integer if there is none.</summary>
    public int OldestClock => _count == 0 ? int.MaxValue : _underWay[_first].Clock;

    public void Send(long sequence, int clock, bool endsClock, ulong checksum)
    {
        if (_count == _underWay.Length)
        {
            Entry[] grown = new Entry[Math.Max(4, 2 * _count)];
            for (int index = 0; index < _count; index++)
            {
                grown[index] = _underWay[(_first + index) % _count];
            }

            (_underWay, _first) = (grown, 0);
        }

        _underWay[(_first + _count) % _underWay.Length] = new Entry(sequence, clock, checksum);
        _count++;
        EndedClocks += endsClock ? 1 : 0;
    }

    /// <summary>The oldest message under way is taken; false if there is none.</summary>
    public bool TryReceive(out long sequence, out ulong checksum)
    {
        if (_count == 0)
        {
            (sequence, checksum) = (-1, 0);
            return false;
        }

        (sequence, checksum) = (_underWay[_first].Sequence, _underWay[_first].Checksum);
        _first = (_first + 1) % _underWay.Length;
        _count--;
        Received++;
        return true;
    }

    /// <summary>What was expected, for people.</summary>
    public string Describe(long sequence) => sequence < 0 ? "none: all that was sent has been taken" : $"{sequence}";

    private readonly record struct Entry(long Sequence, int Clock, ulong Checksum);
}
