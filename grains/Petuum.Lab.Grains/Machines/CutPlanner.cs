using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains;

/// <summary>
/// When a job's machines are to store their states, and whether they all have. One cut is under way at a time: it is
/// offered at a clock that nobody has come to yet, dropped if somebody had all the same, and whole when everybody has
/// stored it. Without a given number of clocks cuts are √(2·T_s·T_f/N) apart, where T_s is what storing one has taken,
/// T_f the mean time to failure of a silo and N the number of silos ([B] §5).
/// </summary>
internal sealed class CutPlanner(JobPlan plan, int? every, int members, int silos, TimeSpan meanTimeToFailure)
{
    private static readonly TimeSpan FirstCost = TimeSpan.FromSeconds(1);

    private readonly HashSet<Endpoint> _stored = [];
    private int _last;
    private int _margin = 1;
    private TimeSpan _lastAt;
    private TimeSpan _firstStoredAt;
    private TimeSpan _cost = FirstCost;

    /// <summary>The clock that the epoch goes on from.</summary>
    public required int Start
    {
        get;
        init => (field, _last) = (value, value);
    }

    /// <summary>The cut under way; null if there is none.</summary>
    public int? Outstanding { get; private set; }

    /// <summary>The clock to offer a cut at now; null if it is not time.</summary>
    /// <param name="clock">The largest clock that any machine has reported.</param>
    /// <param name="now">Time since the epoch began.</param>
    public int? Next(int clock, TimeSpan now)
    {
        bool isDue = every is not null || now - _lastAt >= Interval;
        int next = Math.Max(_last + (every ?? 1), clock > Start ? clock + _margin : 0);
        return Outstanding is null && isDue && next > 0 && next < plan.Stop.MaxClocks ? next : null;
    }

    /// <summary>Notes what machines said to an offer.</summary>
    public void Offered(int clock, bool agreed)
    {
        _margin = agreed ? Math.Max(1, _margin / 2) : _margin * 2;
        Outstanding = agreed ? clock : null;
        _stored.Clear();
    }

    /// <summary>Notes that a machine has stored its state; true if with it the cut is whole.</summary>
    public bool Stored(Endpoint machine, int clock, TimeSpan now)
    {
        if (clock != Outstanding || !_stored.Add(machine))
        {
            return false;
        }

        _firstStoredAt = _stored.Count == 1 ? now : _firstStoredAt;
        if (_stored.Count < members)
        {
            return false;
        }

        (_last, _lastAt, Outstanding) = (clock, now, null);
        _cost = now - _firstStoredAt > TimeSpan.FromMilliseconds(1) ? now - _firstStoredAt : _cost;
        return true;
    }

    private TimeSpan Interval =>
        TimeSpan.FromSeconds(Math.Sqrt(2 * _cost.TotalSeconds * meanTimeToFailure.TotalSeconds / silos));
}
