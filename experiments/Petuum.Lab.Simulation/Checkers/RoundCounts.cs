namespace Petuum.Lab.Simulation.Checkers;

/// <summary>Completed rounds of some machines, and the smallest of them: a checker's own count.</summary>
internal sealed class RoundCounts
{
    private readonly int[] _completed;
    private int _atMin;

    public RoundCounts(int machines)
    {
        _completed = new int[machines];
        _atMin = machines;
    }

    /// <summary>Rounds that all have completed.</summary>
    public int Min { get; private set; }

    public int this[int machine] => _completed[machine];

    /// <summary>A machine has completed one more round; true if <see cref="Min"/> rose.</summary>
    public bool Complete(int machine)
    {
        int before = _completed[machine]++;
        if (before > Min || --_atMin > 0)
        {
            return false;
        }

        Min = int.MaxValue;
        foreach (int completed in _completed)
        {
            _atMin = completed < Min ? 1 : _atMin + (completed == Min ? 1 : 0);
            Min = Math.Min(Min, completed);
        }

        return true;
    }

    /// <summary>The machines that are furthest behind, as "0, 3", at most eight.</summary>
    public string Slowest()
    {
        List<int> slowest = [];
        for (int machine = 0; machine < _completed.Length && slowest.Count < 8; machine++)
        {
            if (_completed[machine] == Min)
            {
                slowest.Add(machine);
            }
        }

        return string.Join(", ", slowest);
    }
}
