using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Svm;

/// <summary>
/// Asks all workers for moves, and takes their sum by the step γ that is best for the dual, which is quadratic along
/// it: so the dual never falls, whatever weights the workers had read (Lee and Roth 2015). It has w, which it puts.
/// </summary>
internal sealed class SvmScheduler : IScheduleProgram
{
    private readonly SvmOptions _options;
    private readonly int _workers;
    private readonly double[] _weights;
    private readonly double[] _move;
    private double _sum;
    private double _squares;
    private double _step;
    private double _damping = 1;
    private int _rounds;
    private bool _isAwaiting;

    public SvmScheduler(SvmOptions options, int width, int workers)
    {
        (_options, _workers) = (options, workers);
        (_weights, _move) = (new double[width], new double[width]);
    }

    /// <inheritdoc/>
    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        output.Broadcast(new SvmOrder(!_isAwaiting, _rounds, _step, _damping).ToItems());
        output.Report(1);
        _isAwaiting = true;
    }

    /// <inheritdoc/>
    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
    {
        if (!SvmOrder.From(unit.Items.Span).Descends)
        {
            return;
        }

        BatchMove all = Sum(results, out double separate);
        double together = Kernels.Dot<double>(_move, _move);
        _step = StepOf(all, together);
        _damping = separate > 0 ? Math.Min(Math.Max(together / separate, 1), _workers) : _damping;
        for (int feature = 0; feature < _weights.Length; feature++)
        {
            _weights[feature] += _step * _move[feature];
        }

        _sum += _step * all.Sum;
        _squares += _step * ((2 * all.Cross) + (_step * all.Squares));
        _rounds++;
        _isAwaiting = false;
        Put(output);
        output.Report((long)_weights.Length * (results.Count + 2), samples: 0);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.WriteSpan<double>(_weights);
        state.WriteSpan<double>([_sum, _squares, _step, _damping]);
        state.Write(_rounds);
        state.Write(_isAwaiting);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.ReadSpan<double>(_weights);
        double[] numbers = state.ReadArray<double>();
        (_sum, _squares, _step, _damping) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        _rounds = state.Read<int>();
        _isAwaiting = state.Read<bool>();
    }

    /// <summary>The workers' moves one after the other, and the sum of their ‖Σ δ_i y_i x_i‖².</summary>
    private BatchMove Sum(PushResults results, out double separate)
    {
        BatchMove all = new(0, 0, 0, double.PositiveInfinity, Nonzeros: 0);
        separate = 0;
        Array.Clear(_move);
        for (int worker = 0; worker < results.Count; worker++)
        {
            BatchMove one = SvmReport.From(results[worker], out ReadOnlySpan<double> weights);
            separate += Kernels.Dot(weights, weights);
            for (int feature = 0; feature < _move.Length; feature++)
            {
                _move[feature] += weights[feature];
            }

            all = new BatchMove(
                all.Sum + one.Sum,
                all.Cross + one.Cross,
                all.Squares + one.Squares,
                Math.Min(all.StepMax, one.StepMax),
                Nonzeros: 0);
        }

        return all;
    }

    /// <summary>
    /// γ: the best one for D(α + γδ) = D(α) + γ(Σδ − wᵀu − dΣαδ) − ½γ²(‖u‖² + dΣδ²), u = Σ δ_i y_i x_i, within the
    /// bounds of α and at most σ's largest, P: more would magnify rounding. A single worker's move was made on w
    /// itself: it is taken as it is.
    /// </summary>
    private double StepOf(in BatchMove all, double together)
    {
        double diagonal = _options.Diagonal;
        double slope = all.Sum - Kernels.Dot<double>(_weights, _move) - (diagonal * all.Cross);
        double curvature = together + (diagonal * all.Squares);
        return _workers == 1 || curvature == 0
            ? 1
            : Math.Min(Math.Max(slope / curvature, 0), Math.Min(all.StepMax, _workers));
    }

    private void Put(PullOutput output)
    {
        for (int first = 0; first < _weights.Length; first += SvmTables.WeightsPerRow)
        {
            Span<double> row = output.Put<double>(SvmTables.Weights, first / SvmTables.WeightsPerRow);
            int count = Math.Min(SvmTables.WeightsPerRow, _weights.Length - first);
            _weights.AsSpan(first, count).CopyTo(row);
            row[^1] = _rounds;
        }

        Span<double> dual = output.Put<double>(SvmTables.Dual, 0);
        (dual[0], dual[1]) = (_sum, _squares);
    }
}
