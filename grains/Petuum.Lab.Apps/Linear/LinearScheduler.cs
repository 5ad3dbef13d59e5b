using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// Decides what each round is for: a survey of all columns that are left, then sweeps over the working set it gave, and
/// again. A survey that all workers made of the same prediction gives the exact duality gap, and with it the radius that
/// screening works with.
/// </summary>
internal sealed class LinearScheduler(LinearData data, double lambda, LinearOptions options, int workers)
    : IScheduleProgram
{
    /// <summary>Sweeps end early when they have cost this many times what the survey did.</summary>
    private const double SweepCostMax = 5;

    /// <summary>A worker's passes go on until they meet this share of what ends the sweeps.</summary>
    private const double TargetShare = 0.5;

    /// <summary>Below this violation over λ nothing is left to do in double precision.</summary>
    private const double Settled = 1e-13;

    /// <summary>The gap is known to this share of the objective: the sums that give it round.</summary>
    private const double GapRounding = 1e-13;

    /// <summary>Looks after which a survey is made although workers still read different predictions.</summary>
    private const int LooksMax = 64;
    private readonly LinearDamping _damping = new(workers, options.Staleness);
    private OrderKind _phase = OrderKind.Survey;
    private LinearOrder _sweep = new(OrderKind.Sweep);
    private Certificate _certificate = new(0, false, 0, double.NaN, 0, data.Columns.Columns, 1);
    private bool _isSurveying;
    private bool _looksFirst;
    private bool _isSettled;
    private bool _hasNewSet;
    private int _count;
    private double _surveyWork;
    private double _sweepWork;

    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        LinearOrder order = _isSurveying || _isSettled
            ? new LinearOrder(OrderKind.Rest)
            : _phase == OrderKind.Sweep
                ? _sweep with { NewSet = _hasNewSet, Damping = _damping.Value }
                : new LinearOrder(_phase);
        if (order.Kind == OrderKind.Sweep)
        {
            _hasNewSet = false;
            _certificate = _certificate with { IsFresh = false };
        }

        _isSurveying |= order.Kind == OrderKind.Survey;
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
                EndSweep(all);
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
        state.WriteSpan([_isSurveying, _looksFirst, _isSettled, _hasNewSet]);
        state.Write(_count);
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
        (_isSurveying, _looksFirst, _isSettled, _hasNewSet) = (flags[0], flags[1], flags[2], flags[3]);
        _count = state.Read<int>();
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
            options.PassesMax,
            _damping.Value,
            TargetShare * options.InnerTolerance * all.Violation,
            options.WorkingSet == WorkingSetRule.All ? 0 : lambda + (options.ThresholdShare * above),
            scale,
            radius);
        (_isSurveying, _hasNewSet, _phase, _looksFirst) = (false, true, OrderKind.Sweep, !isConsistent);
        (_count, _surveyWork, _sweepWork) = (0, all.Work, 0);
    }

    private void EndSweep(in LinearReport all)
    {
        _count++;
        _sweepWork += all.Work;
        bool isOver = all.Violation <= _sweep.Target / TargetShare
            || _count >= options.SweepsMax
            || _sweepWork >= SweepCostMax * _surveyWork;
        if (_phase == OrderKind.Sweep && isOver)
        {
            _phase = _looksFirst ? OrderKind.Look : OrderKind.Survey;
            _count = 0;
        }
    }
}
