using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains;

/// <summary>
/// When a job's machines are to store their states, and whether they all have. One cut is under way at a time: it is
/// offered at a clock that nobody has come to yet, dropped if somebody had all the same or could not store it, never
/// offered again then, and whole when everybody has stored it. Without a given number of clocks cuts are √(2·T_s·T_f/N)
/// apart, where T_s is what storing one has taken, T_f the mean time to failure of a silo and N the number of silos
/// ([B] §5).
/// </summary>
internal sealed class CutPlanner(JobPlan plan, int? every, int members, int silos, TimeSpan meanTimeToFailure)
{
    private const int MarginMax = 256;

    private readonly HashSet<Endpoint> _stored = [];
    private int _last;
    private int _refused;
    private int _margin = 1;
    private TimeSpan _lastAt;
    private TimeSpan _cost = TimeSpan.FromMilliseconds(100);

    /// <summary>The clock that the epoch goes on from.</summary>
    public required int Start
    {
        get;
        init => (field, _last) = (value, value);
    }

    /// <summary>The cut under way; null if there is none.</summary>
    public int? Outstanding { get; private set; }

    private TimeSpan Interval =>
        TimeSpan.FromSeconds(Math.Sqrt(2 * _cost.TotalSeconds * meanTimeToFailure.TotalSeconds / silos));

    /// <summary>The clock to offer a cut at now, which is under way from now on; null if it is not time.</summary>
    /// <param name="clock">The largest clock that any machine has reported.</param>
    /// <param name="now">Time since the epoch began.</param>
    public int? Next(int clock, TimeSpan now)
    {
        bool isDue = every is not null || now - _lastAt >= Interval;
        int next = Math.Max(
            Math.Max(_last + (every ?? 1), clock > Start ? clock + _margin : 0), _refused + 1);
        if (Outstanding is not null || !isDue || next >= plan.Stop.MaxClocks)
        {
            return null;
        }

        Outstanding = next;
        _stored.Clear();
        return next;
    }

    /// <summary>Notes what a machine reports of the cut under way; true if with it the cut is whole.</summary>
    public bool Heard(Endpoint machine, MachineReport report, TimeSpan now)
    {
        if (Outstanding is not { } clock)
        {
            return false;
        }

        if (Array.IndexOf(report.RefusedCuts, clock) >= 0)
        {
            (Outstanding, _margin, _refused) = (null, Math.Min(MarginMax, _margin * 2), clock);
            return false;
        }

        if (Array.IndexOf(report.StoredCuts, clock) < 0 || !_stored.Add(machine))
        {
            return false;
        }

        TimeSpan cost = TimeSpan.FromMicroseconds(report.StoreMicros);
        _cost = _stored.Count == 1 || cost > _cost ? cost : _cost;
        if (_stored.Count < members)
        {
            return false;
        }

        (_last, _lastAt, Outstanding, _margin) = (clock, now, null, Math.Max(1, _margin / 2));
        return true;
    }
}
