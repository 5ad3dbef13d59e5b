using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// σ of the workers' local objectives: by how much each overstates what its own move does to the prediction, since the
/// others move at the same time. P + 2s(P − 1) is safe (README), but seldom needed: σ starts at a quarter of it, at
/// least P/2, from where P equal moves lead back to where they began and no further. It falls while rounds bring more
/// than they promised, and grows, up to the safe value, by half whenever one brought too little, fourfold when the
/// objective rose; from then on it does not fall.
/// </summary>
internal sealed class LinearDamping
{
    private const double StartShare = 0.25;
    private const double Growth = 1.5;
    private const double GrowthAfterRise = 4;
    private const double Fall = 0.7;

    /// <summary>A round must bring this share of what the workers' local objectives fell by.</summary>
    private const double SufficientShare = 0.1;

    /// <summary>
    /// A round that brought this many times what the local objectives fell by had blocks that hardly disturb one
    /// another: for independent blocks it is 2 − 1/σ, for equal ones at the safe value 1.
    /// </summary>
    private const double AmpleShare = 1.2;

    /// <summary>Changes below this share of the objective are rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Staleness that the start expects where it is unbounded.</summary>
    private const int ExpectedStaleness = 4;

    /// <summary>
    /// Where workers read different predictions, the objective may rise, but not above all of so many rounds.
    /// </summary>
    private const int Window = 4;
    private readonly double _safe;
    private readonly double[] _recent = new double[Window];
    private double _objective = double.NaN;
    private double _decrease;
    private bool _wasConsistent;
    private bool _hasGrown;

    public LinearDamping(int workers, int? staleness)
    {
        _safe = staleness is { } bound ? Safe(workers, bound) : double.PositiveInfinity;
        Value = Math.Max(
            Math.Max(1, 0.5 * workers), StartShare * Safe(workers, staleness ?? ExpectedStaleness));
        Array.Fill(_recent, double.PositiveInfinity);
    }

    /// <summary>σ.</summary>
    public double Value { get; private set; }

    /// <summary>P + 2s(P − 1); 1 for a single worker.</summary>
    public static double Safe(int workers, int staleness) => workers + (2.0 * staleness * (workers - 1));

    /// <summary>What a round began with and what its workers expect of it.</summary>
    /// <param name="objective">As seen by the workers when the round began.</param>
    /// <param name="decrease">The sum of what their local objectives fell by in this round.</param>
    /// <param name="isConsistent">All of them read the same prediction.</param>
    public void Observe(double objective, double decrease, bool isConsistent)
    {
        double rounding = Rounding * Math.Abs(objective);
        bool isPoor = isConsistent && _wasConsistent
            ? _objective - objective < (SufficientShare * _decrease) - rounding
            : objective > Highest() + rounding;
        if (isPoor)
        {
            bool hasRisen = objective > _objective + rounding;
            Value = Math.Min(_safe, Value * (hasRisen ? GrowthAfterRise : Growth));
            _hasGrown = true;
        }
        else if (isConsistent && _wasConsistent && !_hasGrown
            && _objective - objective > (AmpleShare * _decrease) + rounding)
        {
            Value = Math.Max(1, Fall * Value);
        }

        for (int index = Window - 1; index > 0; index--)
        {
            _recent[index] = _recent[index - 1];
        }

        _recent[0] = objective;
        (_objective, _decrease, _wasConsistent) = (objective, decrease, isConsistent);
    }

    public void Save(StateWriter state)
    {
        state.WriteSpan<double>(_recent);
        state.Write(Value);
        state.Write(_objective);
        state.Write(_decrease);
        state.Write(_wasConsistent);
        state.Write(_hasGrown);
    }

    public void Load(StateReader state)
    {
        state.ReadArray<double>().CopyTo(_recent, 0);
        Value = state.Read<double>();
        _objective = state.Read<double>();
        _decrease = state.Read<double>();
        _wasConsistent = state.Read<bool>();
        _hasGrown = state.Read<bool>();
    }

    private double Highest()
    {
        double highest = 0;
        foreach (double value in _recent)
        {
            highest = Math.Max(highest, value);
        }

        return highest;
    }
}
