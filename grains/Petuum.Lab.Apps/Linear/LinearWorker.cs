using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// A worker's columns of X, their coefficients, what the latest survey found for them, and the working set. Only this
/// worker changes these coefficients, so what it holds is what the table holds.
/// </summary>
internal sealed class LinearWorker : IWorkerProgram
{
    /// <summary>A column is dropped if it misses λ by more than this share: rounding is not to drop one.</summary>
    private const double ScreeningSlack = 1e-10;
    private readonly LinearData _data;
    private readonly double _lambda;
    private readonly IndexRange _range;
    private readonly bool _isAlone;
    private readonly int _predictionRows;
    private readonly LocalDescent _descent;
    private readonly Extrapolation _extrapolation = new();
    private readonly double[] _beta;
    private readonly double[] _correlations;
    private readonly double[] _before;
    private readonly double[] _from;
    private readonly int[] _left;
    private readonly int[] _working;
    private int _leftCount;
    private int _workingCount;

    public LinearWorker(LinearData data, double lambda, IndexRange range, int workers, ReadOnlySpan<double> initial)
    {
        (_data, _lambda, _range, _isAlone) = (data, lambda, range, workers == 1);
        int width = Math.Min(data.Columns.Rows, LinearTables.SamplesPerRow);
        _predictionRows = ((data.Columns.Rows - 1) / width) + 1;
        _descent = new LocalDescent(data, lambda, range);
        _beta = new double[range.Count];
        _correlations = new double[range.Count];
        _before = new double[range.Count];
        _from = new double[range.Count];
        _left = new int[range.Count];
        _working = new int[range.Count];
        if (!initial.IsEmpty)
        {
            initial[range.Start..range.End].CopyTo(_beta);
        }

        for (; _leftCount < range.Count; _leftCount++)
        {
            _left[_leftCount] = _leftCount;
        }
    }

    private ReadOnlySpan<int> Left => _left.AsSpan(0, _leftCount);

    private ReadOnlySpan<int> Working => _working.AsSpan(0, _workingCount);

    private ColumnBlock Block => new(_data.Columns, _range);

    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        if (LinearOrder.From(unit.Items.Span).Kind != OrderKind.Rest)
        {
            reads.AddRange(LinearTables.Prediction, 0, _predictionRows);
        }
    }

    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        LinearOrder order = LinearOrder.From(unit.Items.Span);
        if (order.Kind == OrderKind.Rest)
        {
            default(LinearReport).AddTo(output);
            return;
        }

        ReadOnlySpan<double> prediction =
            rows.DenseRange<double>(0, _predictionRows)[.._data.Columns.Rows];
        LinearReport report = new()
        {
            Checksum = _isAlone ? 0 : PredictionChecksum.Of(prediction),
            Absolute = Absolute(),
            Work = prediction.Length,
        };
        long samples = 0;
        switch (order.Kind)
        {
            case OrderKind.Survey:
                report = Survey(prediction, report);
                samples = (long)report.Work - prediction.Length;
                break;
            case OrderKind.Sweep:
                report = Sweep(order, prediction, report, output, out samples);
                break;
            case OrderKind.Extrapolate:
                report = Extrapolate(prediction, report);
                break;
            default:
                break;
        }

        report.AddTo(output);
        output.Report((long)report.Work, samples);
    }

    public void Save(StateWriter state)
    {
        state.WriteSpan<double>(_beta);
        state.WriteSpan<double>(_correlations);
        state.WriteSpan(Left);
        state.WriteSpan(Working);
        _extrapolation.Save(state);
    }

    public void Load(StateReader state)
    {
        Restore(state.ReadArray<double>(), _beta);
        Restore(state.ReadArray<double>(), _correlations);
        _leftCount = RestoreStart(state.ReadArray<int>(), _left);
        _workingCount = RestoreStart(state.ReadArray<int>(), _working);
        _extrapolation.Load(state);
    }

    /// <summary>c_j = x_jᵀr for the columns that are left; the largest, and the largest violation.</summary>
    private LinearReport Survey(ReadOnlySpan<double> prediction, LinearReport report)
    {
        ColumnBlock block = Block;
        LossTerms terms = _descent.Correlate(prediction, Left, _correlations);
        double largest = 0;
        double violation = 0;
        long nonzeros = 0;
        foreach (int column in Left)
        {
            double correlation = _correlations[column];
            largest = Math.Max(largest, Math.Abs(correlation));
            violation = Math.Max(violation, Optimality.Violation(_beta[column], correlation, _lambda));
            nonzeros += block.NonzerosOf(column);
        }

        return report with
        {
            Terms = terms,
            Largest = largest,
            Violation = violation,
            Work = report.Work + nonzeros,
            Columns = _leftCount,
        };
    }

    /// <summary>Descends on the working set and pushes Δβ_w and X_wΔβ_w.</summary>
    private LinearReport Sweep(
        in LinearOrder order, ReadOnlySpan<double> prediction, LinearReport report, PushOutput output, out long samples)
    {
        if (order.NewSet)
        {
            ChooseWorkingSet(order);
            _extrapolation.Clear();
        }

        _extrapolation.End(prediction, Working, _beta);
        prediction = order.FromCombination ? _extrapolation.Prediction : prediction;
        _extrapolation.Begin(prediction);

        for (int index = 0; index < _workingCount; index++)
        {
            int column = _working[index];
            _before[column] = _beta[column];
            _beta[column] = order.FromCombination ? _extrapolation.Coefficients[index] : _beta[column];
            _from[column] = _beta[column];
        }

        report = report with { Absolute = Absolute() };
        LocalResult result = _descent.Run(order, prediction, Working, _beta, _from);
        if (result.HasMoved || order.FromCombination)
        {
            Span<double> increments = output.IncrementRange<double>(LinearTables.Prediction, 0, _predictionRows);
            increments = increments[..prediction.Length];
            if (result.HasMoved)
            {
                _descent.AddMoveTo(increments);
            }

            AddJumpTo(increments);
            PushCoefficients(output);
        }

        samples = result.Nonzeros;
        return report with
        {
            Terms = result.Terms,
            Violation = result.Violation,
            Decrease = result.Decrease,
            Work = report.Work + result.Nonzeros,
            Columns = _workingCount,
        };
    }

    /// <summary>What the combination of the latest sweeps is worth; infinite if there is none.</summary>
    private LinearReport Extrapolate(ReadOnlySpan<double> prediction, LinearReport report)
    {
        _extrapolation.End(prediction, Working, _beta);
        LossTerms terms = new(_data.Loss.Value(_data.Labels, prediction), 0, 0);
        if (!_extrapolation.TryCombine())
        {
            return report with { Terms = terms, Largest = double.PositiveInfinity };
        }

        double absolute = report.Absolute;
        for (int index = 0; index < _workingCount; index++)
        {
            absolute += Math.Abs(_extrapolation.Coefficients[index]) - Math.Abs(_beta[_working[index]]);
        }

        return report with
        {
            Terms = terms,
            Largest = _data.Loss.Value(_data.Labels, _extrapolation.Prediction),
            Columns = absolute,
            Work = report.Work * (Extrapolation.Capacity * Extrapolation.Capacity),
        };
    }

    /// <summary>Adds X_w times what β_w had jumped before the descent.</summary>
    private void AddJumpTo(Span<double> target)
    {
        ColumnBlock block = Block;
        foreach (int column in Working)
        {
            double jump = _from[column] - _before[column];
            if (jump != 0)
            {
                LinearKernels.Add(block, column, target, jump);
            }
        }
    }

    /// <summary>
    /// Gap Safe rule (Ndiaye et al. 2017): with θ = αr feasible and every dual optimum within R of it, column j with
    /// |x_jᵀθ| + R‖x_j‖ &lt; λ is 0 in every optimum, and is dropped for good once it is 0. Of the others the working
    /// set takes what is not 0, or correlates with r at least as much as the threshold says.
    /// </summary>
    private void ChooseWorkingSet(in LinearOrder order)
    {
        bool screens = order.Radius < double.PositiveInfinity;
        ReadOnlySpan<double> norms = screens ? _descent.Norms : [];
        double limit = _lambda * (1 - ScreeningSlack);
        int left = 0;
        _workingCount = 0;
        foreach (int column in Left)
        {
            double correlation = Math.Abs(_correlations[column]);
            if (screens && _beta[column] == 0
                && (order.DualScale * correlation) + (order.Radius * Math.Sqrt(norms[column])) < limit)
            {
                continue;
            }

            _left[left++] = column;
            if (_beta[column] != 0 || correlation >= order.Threshold)
            {
                _working[_workingCount++] = column;
            }
        }

        _leftCount = left;
    }

    /// <summary>
    /// β_j ← β_j + Δβ_j as the table computes it, so that both have the same bits; increments rows that change.
    /// </summary>
    private void PushCoefficients(PushOutput output)
    {
        int width = Math.Min(_data.Columns.Columns, LinearTables.CoefficientsPerRow);
        foreach (int column in Working)
        {
            double change = _beta[column] - _before[column];
            if (change != 0)
            {
                int item = _range.Start + column;
                output.Increment<double>(LinearTables.Beta, item / width)[item % width] += change;
                _beta[column] = _before[column] + change;
            }
        }
    }

    /// <summary>‖β_w‖₁: what is not 0 is in the working set, once there is one.</summary>
    private double Absolute()
    {
        double sum = 0;
        foreach (int column in _workingCount > 0 ? Working : Left)
        {
            sum += Math.Abs(_beta[column]);
        }

        return sum;
    }

    private static void Restore(double[] from, double[] to)
    {
        Invariant.Require(from.Length == to.Length, $"a state of {from.Length} values, where {to.Length} belong.");
        from.CopyTo(to, 0);
    }

    private static int RestoreStart(int[] from, int[] to)
    {
        Invariant.Require(from.Length <= to.Length, $"a state of {from.Length} columns of {to.Length}.");
        from.CopyTo(to, 0);
        return from.Length;
    }
}
