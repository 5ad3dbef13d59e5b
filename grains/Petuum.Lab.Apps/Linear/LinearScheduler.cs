using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// Decides what each round is for: a survey of all columns that are left, then sweeps over the working set it gave, and
/// again. A survey that all workers made of the same prediction gives the exact duality gap, and with it the radius
/// that screening works with.
/// </summary>
internal sealed class LinearScheduler(
    LinearData data, double lambda, LinearOptions options, int? staleness, int workers)
    : IScheduleProgram
{
    /// <summary>Sweeps end early when they have cost this many times what the survey did.</summary>
    private const double SweepCostMax = 200;

    /// <summary>A worker's passes go on until they meet this share of what ends the sweeps.</summary>
    private const double TargetShare = 0.5;

    /// <summary>Below this violation over λ nothing is left to do in double precision.</summary>
    private const double Settled = 1e-13;

    /// <summary>The gap is known to this share of the objective: the sums that give it round.</summary>
    private const double GapRounding = 1e-13;

    /// <summary>
    /// Counted for a sweep whose workers read different predictions: none is extrapolated until the next survey.
    /// </summary>
    private const int SweepsForNoExtrapolation = 1 << 20;

    /// <summary>Looks after which a survey is made although workers still read different predictions.</summary>
    private const int LooksMax = 64;
    private readonly LinearDamping _damping = new(workers, staleness);
    private OrderKind _phase = OrderKind.Survey;
    private LinearOrder _sweep = new(OrderKind.Sweep);
    private Certificate _certificate = new(0, false, 0, double.NaN, 0, data.Columns.Columns, 1);
    private bool _isAwaiting;
    private bool _takesCombination;
    private bool _looksFirst;
    private bool _isSettled;
    private bool _hasNewSet;
    private int _count;
    private int _iterates;
    private double _surveyWork;
    private double _sweepWork;

    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        LinearOrder order = _isAwaiting || _isSettled
            ? new LinearOrder(OrderKind.Rest)
            : _phase == OrderKind.Sweep
                ? _sweep with { NewSet = _hasNewSet, FromCombination = _takesCombination, Damping = _damping.Value }
                : new LinearOrder(_phase);
        if (order.Kind == OrderKind.Sweep)
        {
            (_hasNewSet, _takesCombination) = (false, false);
            _certificate = _certificate with { IsFresh = false };
        }

        _isAwaiting |= order.Kind is OrderKind.Survey or OrderKind.Extrapolate;
        output.Broadcast(order.ToItems());
        output.Report(1);
    }

    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
    {
        LinearReport all = Combine(results, out bool isConsistent);
        double objective = (all.Terms.Loss / results.Count) + (lambda * all.Absolute);
        switch (LinearOrder.From(unit.Items.Span).Kind)
        {
            case OrderKind.Survey:
                _damping.Observe(objective, 0, isConsistent);
                EndSurvey(all, LinearReport.From(results[0]).Terms, objective, isConsistent);
                break;
            case OrderKind.Sweep:
                _damping.Observe(objective, all.Decrease, isConsistent);
                EndSweep(all, isConsistent);
                break;
            case OrderKind.Extrapolate:
                _damping.Observe(objective, 0, isConsistent);
                _takesCombination = isConsistent && all.Largest + (lambda * all.Columns) < objective;
                (_isAwaiting, _phase) = (false, OrderKind.Sweep);
                _iterates = _iterates < SweepsForNoExtrapolation ? 0 : _iterates;
                break;
            case OrderKind.Look:
                _phase = isConsistent || ++_count >= LooksMax ? OrderKind.Survey : OrderKind.Look;
                break;
            default:
                break;
        }

        _certificate = _certificate with { Damping = _damping.Value };
        _certificate.CopyTo(output.Put<double>(LinearTables.Certificate, 0));
        output.Report(results.Count, samples: 0);
    }

    public void Save(StateWriter state)
    {
        _damping.Save(state);
        state.WriteSpan<int>(_sweep.ToItems());
        Span<double> certificate = stackalloc double[Certificate.Width];
        _certificate.CopyTo(certificate);
        state.WriteSpan<double>(certificate);
        state.Write((int)_phase);
        state.WriteSpan([_isAwaiting, _looksFirst, _isSettled, _hasNewSet, _takesCombination]);
        state.Write(_count);
        state.Write(_iterates);
        state.Write(_surveyWork);
        state.Write(_sweepWork);
    }

    public void Load(StateReader state)
    {
        _damping.Load(state);
        _sweep = LinearOrder.From(state.ReadArray<int>());
        _certificate = Certificate.From(state.ReadArray<double>());
        _phase = (OrderKind)state.Read<int>();
        bool[] flags = state.ReadArray<bool>();
        (_isAwaiting, _looksFirst, _isSettled) = (flags[0], flags[1], flags[2]);
        (_hasNewSet, _takesCombination) = (flags[3], flags[4]);
        _count = state.Read<int>();
        _iterates = state.Read<int>();
        _surveyWork = state.Read<double>();
        _sweepWork = state.Read<double>();
    }

    /// <summary>Sums over workers, in their order; of violations and correlations the largest.</summary>
    private static LinearReport Combine(PushResults results, out bool isConsistent)
    {
        LinearReport all = default;
        isConsistent = true;
        for (int worker = 0; worker < results.Count; worker++)
        {
            LinearReport one = LinearReport.From(results[worker]);
            isConsistent &= worker == 0 || one.Checksum == all.Checksum;
            all = new LinearReport(
                one.Checksum,
                new LossTerms(all.Terms.Loss + one.Terms.Loss, 0, 0),
                all.Absolute + one.Absolute,
                Math.Max(all.Largest, one.Largest),
                Math.Max(all.Violation, one.Violation),
                all.Decrease + one.Decrease,
                all.Work + one.Work,
                all.Columns + one.Columns);
        }

        return all;
    }

    /// <summary>
    /// The gap and what follows from it; the threshold of the working set, the violation down to which it is swept.
    /// </summary>
    private void EndSurvey(in LinearReport all, in LossTerms terms, double objective, bool isConsistent)
    {
        double scale = 0;
        double radius = double.PositiveInfinity;
        if (isConsistent)
        {
            (scale, double dual) = data.Loss.Bound(terms, lambda / Math.Max(all.Largest, double.Epsilon));
            double gap = Math.Max(0, objective - dual) + (GapRounding * objective);
            radius = options.Screening ? Math.Sqrt(2 * gap / data.Loss.DualModulus) : radius;
            _certificate = new Certificate(
                _certificate.Surveys + 1,
                IsFresh: true,
                all.Largest,
                all.Violation / lambda,
                Math.Max(_certificate.Dual, dual),
                all.Columns,
                _damping.Value);
            _isSettled = all.Violation <= Settled * lambda;
        }

        double above = Math.Max(0, all.Largest - lambda);
        _sweep = new LinearOrder(
            OrderKind.Sweep,
            NewSet: true,
            FromCombination: false,
            options.PassesMax,
            _damping.Value,
            TargetShare * options.InnerTolerance * all.Violation,
            options.WorkingSet == WorkingSetRule.All ? 0 : lambda + (options.ThresholdShare * above),
            scale,
            radius);
        (_isAwaiting, _hasNewSet, _phase, _looksFirst) = (false, true, OrderKind.Sweep, !isConsistent);
        (_count, _iterates, _surveyWork, _sweepWork) = (0, 0, all.Work, 0);
    }

    /// <summary>
    /// Goes on sweeping, extrapolates what enough consistent sweeps have given, or looks around again.
    /// </summary>
    private void EndSweep(in LinearReport all, bool isConsistent)
    {
        _count++;
        _iterates += isConsistent ? 1 : SweepsForNoExtrapolation;
        _sweepWork += all.Work;
        bool isOver = all.Violation <= _sweep.Target / TargetShare
            || _count >= options.SweepsMax
            || _sweepWork >= SweepCostMax * _surveyWork;
        if (_phase == OrderKind.Sweep && isOver)
        {
            _phase = _looksFirst ? OrderKind.Look : OrderKind.Survey;
            _count = 0;
        }
        else if (_phase == OrderKind.Sweep && _iterates == Extrapolation.Interval)
        {
            _phase = OrderKind.Extrapolate;
        }
    }
}
