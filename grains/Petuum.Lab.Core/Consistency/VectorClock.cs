namespace Petuum.Lab.Core.Consistency;

/// <summary>Completed rounds of every writer, and the smallest of them.</summary>
public sealed class VectorClock
{
    private readonly int[] _completed;
    private int _slowest;

    /// <summary>All writers have completed the same number of rounds.</summary>
    public VectorClock(int writers, int completed = 0)
    {
        _completed = new int[writers];
        _completed.AsSpan().Fill(completed);
        (_slowest, Min) = (writers, completed);
    }

    /// <summary>Rounds that every writer has completed.</summary>
    public int Min { get; private set; }

    /// <summary>Rounds that a writer has completed.</summary>
    public int this[int writer] => _completed[writer];

    /// <summary>A writer completed one more round; true if <see cref="Min"/> rose (by one).</summary>
    public bool Tick(int writer)
    {
        if (_completed[writer]++ != Min || --_slowest > 0)
        {
            return false;
        }

        Min++;
        foreach (int completed in _completed)
        {
            _slowest += completed == Min ? 1 : 0;
        }

        return true;
    }

    /// <summary>The writers that hold <see cref="Min"/> back, for explanations.</summary>
    public IEnumerable<int> Slowest()
    {
        for (int writer = 0; writer < _completed.Length; writer++)
        {
            if (_completed[writer] == Min)
            {
                yield return writer;
            }
        }
    }
}
