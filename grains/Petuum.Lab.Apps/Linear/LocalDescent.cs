using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>What a worker's descent came to.</summary>
/// <param name="Terms">The loss where it started.</param>
/// <param name="Violation">The largest violation its first pass met.</param>
/// <param name="Decrease">By how much the local objective fell.</param>
/// <param name="Nonzeros">Nonzeros of the columns of all passes.</param>
/// <param name="HasMoved">False if nothing changed.</param>
internal readonly record struct LocalResult(
    LossTerms Terms, double Violation, double Decrease, long Nonzeros, bool HasMoved);

/// <summary>
/// Descends on a worker's local objective from the prediction v it has read,
/// <code>(1/σ) f(v + σX_wδ) + λ‖β_w + δ‖₁</code>
/// by passes of coordinate descent: exactly where f is quadratic, on its quadratic model with a backtracking line
/// search where not.
/// </summary>
internal sealed class LocalDescent
{
    /// <summary>The share of the model's decrease that a step must bring (Armijo).</summary>
    private const double SufficientShare = 0.01;
    private const int HalvingsMax = 40;

    /// <summary>Differences below this share of the loss are rounding, and no reason to halve a step.</summary>
    private const double Rounding = 1e-13;
    private readonly LinearData _data;
    private readonly double _lambda;
    private readonly IndexRange _range;
    private readonly double[] _residual;
    private readonly double[] _start;
    private readonly double[] _weights;
    private readonly double[] _move;
    private readonly double[] _trial;
    private readonly double[] _curvatures;
    private double[]? _norms;
    private double _moveScale;

    public LocalDescent(LinearData data, double lambda, IndexRange range)
    {
        (_data, _lambda, _range) = (data, lambda, range);
        int samples = data.Columns.Rows;
        _residual = new double[samples];
        _start = new double[samples];
        _weights = data.Loss.Classifies ? new double[samples] : [];
        _move = data.Loss.Classifies ? new double[samples] : [];
        _trial = data.Loss.Classifies ? new double[samples] : [];
        _curvatures = data.Loss.Classifies ? new double[range.Count] : [];
    }

    /// <summary>‖x_j‖² of the worker's columns; a pass over them when first asked for.</summary>
    public ReadOnlySpan<double> Norms
    {
        get
        {
            if (_norms is null)
            {
                _norms = new double[_range.Count];
                LinearKernels.SquaredNorms(Block, _norms);
            }

            return _norms;
        }
    }

    private ColumnBlock Block => new(_data.Columns, _range);

    /// <summary>c_j = x_jᵀr for <paramref name="columns"/>, r = −∇f at a prediction; and f there.</summary>
    public LossTerms Correlate(
        ReadOnlySpan<double> prediction, ReadOnlySpan<int> columns, Span<double> correlations)
    {
        LossTerms terms = Linearize(prediction);
        bool findsNorms = _norms is null && columns.Length == _range.Count;
        _norms = findsNorms ? new double[_range.Count] : _norms;
        LinearKernels.Correlate(Block, columns, _residual, correlations, findsNorms ? _norms : []);
        return terms;
    }

    /// <summary>
    /// Sweeps <paramref name="columns"/> from β, whose values before are at hand too, until a pass meets no violation
    /// above the order's target or its passes are made. <see cref="AddMoveTo"/> then has X_wΔβ_w.
    /// </summary>
    public LocalResult Run(
        in LinearOrder order, ReadOnlySpan<double> prediction, ReadOnlySpan<int> columns, Span<double> beta,
        ReadOnlySpan<double> before)
    {
        LossTerms terms = Linearize(prediction);
        _residual.CopyTo(_start, 0);
        long nonzeros = 0;
        foreach (int column in columns)
        {
            nonzeros += Block.NonzerosOf(column);
        }

        int passes = _data.Loss.Classifies
            ? NewtonPasses(order, columns, beta, out double violation)
            : Passes(order, columns, beta, out violation);
        if (violation == 0)
        {
            return new LocalResult(terms, 0, 0, nonzeros * passes, HasMoved: false);
        }

        double decrease = _data.Loss.Classifies
            ? Search(order.Damping, terms.Loss, prediction, columns, beta, before)
            : QuadraticDecrease(order.Damping, terms, columns, beta, before);
        return new LocalResult(
            terms, violation, decrease, nonzeros * passes, HasMoved: !(decrease == 0 && _moveScale == 0));
    }

    /// <summary>Adds X_wΔβ_w of the latest run.</summary>
    public void AddMoveTo(Span<double> target)
    {
        if (_data.Loss.Classifies)
        {
            for (int row = 0; row < target.Length; row++)
            {
                target[row] += _moveScale * _move[row];
            }

            return;
        }

        for (int row = 0; row < target.Length; row++)
        {
            target[row] += _moveScale * (_start[row] - _residual[row]);
        }
    }

    private LossTerms Linearize(ReadOnlySpan<double> prediction) =>
        _data.Loss.Linearize(_data.Labels, prediction, _residual, _weights);

    /// <summary>Of ½‖r‖²/σ + λ‖β‖₁ in passes; X_wΔβ_w = (r before − r) / σ.</summary>
    private int Passes(in LinearOrder order, ReadOnlySpan<int> columns, Span<double> beta, out double violation)
    {
        ReadOnlySpan<double> norms = Norms;
        _moveScale = 1 / order.Damping;
        violation = 0;
        int pass = 0;
        for (double met = double.PositiveInfinity; pass < order.Passes && met > order.Target; pass++)
        {
            met = LinearKernels.Pass(Block, columns, norms, _lambda, order.Damping, _residual, beta);
            violation = pass == 0 ? met : violation;
        }

        return pass;
    }

    private double QuadraticDecrease(
        double damping, in LossTerms terms, ReadOnlySpan<int> columns, ReadOnlySpan<double> beta,
        ReadOnlySpan<double> before)
    {
        double squares = 0;
        foreach (double value in _residual)
        {
            squares += value * value;
        }

        return (0.5 * (terms.First - squares) / damping) + (_lambda * AbsoluteDecrease(columns, beta, before));
    }

    /// <summary>
    /// Of the model −rᵀX_wδ + σ/2 (X_wδ)ᵀW(X_wδ) + λ‖β + δ‖₁, W the curvatures at the prediction that was read.
    /// </summary>
    private int NewtonPasses(in LinearOrder order, ReadOnlySpan<int> columns, Span<double> beta, out double violation)
    {
        LinearKernels.WeightedNorms(Block, columns, _weights, _curvatures);
        violation = 0;
        int pass = 0;
        for (double met = double.PositiveInfinity; pass < order.Passes && met > order.Target; pass++)
        {
            met = LinearKernels.WeightedPass(
                Block, columns, _curvatures, _lambda, order.Damping, _weights, _residual, beta);
            violation = pass == 0 ? met : violation;
        }

        return pass + 1;
    }

    /// <summary>
    /// β ← β before + αδ for the first α of 1, ½, ¼, … that lowers the local objective by a share of what its
    /// linearisation promises; returns the decrease. If none does, nothing moves.
    /// </summary>
    private double Search(
        double damping, double loss, ReadOnlySpan<double> prediction, ReadOnlySpan<int> columns, Span<double> beta,
        ReadOnlySpan<double> before)
    {
        Array.Clear(_move);
        ColumnBlock block = Block;
        foreach (int column in columns)
        {
            double change = beta[column] - before[column];
            if (change != 0)
            {
                LinearKernels.Add(block, column, _move, change);
            }
        }

        double slope = 0;
        for (int row = 0; row < _move.Length; row++)
        {
            slope += _start[row] * _move[row];
        }

        double penalty = AbsoluteDecrease(columns, beta, before);
        double promised = slope + (_lambda * penalty);
        double slack = Rounding * loss / damping;
        double scale = 1;
        for (int halving = 0; halving < HalvingsMax && promised > 0; halving++, scale *= 0.5)
        {
            double decrease = ((loss - LossAt(prediction, damping * scale)) / damping)
                + (_lambda * (scale == 1 ? penalty : AbsoluteDecrease(columns, beta, before, scale)));
            if (decrease >= (SufficientShare * scale * promised) - slack || double.IsNaN(decrease))
            {
                Scale(columns, beta, before, scale);
                _moveScale = scale;
                return decrease;
            }
        }

        Scale(columns, beta, before, 0);
        _moveScale = 0;
        return double.IsNaN(promised) ? promised : 0;
    }

    private double LossAt(ReadOnlySpan<double> prediction, double step)
    {
        for (int row = 0; row < _trial.Length; row++)
        {
            _trial[row] = prediction[row] + (step * _move[row]);
        }

        return _data.Loss.Value(_data.Labels, _trial);
    }

    private static void Scale(
        ReadOnlySpan<int> columns, Span<double> beta, ReadOnlySpan<double> before, double scale)
    {
        if (scale == 1)
        {
            return;
        }

        foreach (int column in columns)
        {
            beta[column] = before[column] + (scale * (beta[column] - before[column]));
        }
    }

    private static double AbsoluteDecrease(
        ReadOnlySpan<int> columns, ReadOnlySpan<double> beta, ReadOnlySpan<double> before, double scale = 1)
    {
        double sum = 0;
        foreach (int column in columns)
        {
            sum += Math.Abs(before[column])
                - Math.Abs(scale == 1 ? beta[column] : before[column] + (scale * (beta[column] - before[column])));
        }

        return sum;
    }
}
