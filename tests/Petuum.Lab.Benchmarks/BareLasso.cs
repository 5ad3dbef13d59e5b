using Petuum.Lab.Datasets;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// The named reference of the lasso benchmarks: cyclic coordinate descent in a bare loop on one thread, five passes
/// over the nonzero coefficients between two passes over all columns; no tables, no machines.
/// </summary>
internal sealed class BareLasso
{
    private readonly int[] _offsets;
    private readonly int[] _rows;
    private readonly double[] _values;
    private readonly double _lambda;
    private readonly double[] _residual;
    private readonly double[] _norms;

    /// <summary>On X by columns, y and λ.</summary>
    public BareLasso(SparseMatrix columns, ReadOnlySpan<double> labels, double lambda)
    {
        _offsets = columns.Offsets.ToArray();
        _rows = columns.Indices.ToArray();
        _values = columns.Values.ToArray();
        _lambda = lambda;
        _residual = labels.ToArray();
        _norms = new double[columns.Columns];
        Beta = new double[columns.Columns];
    }

    /// <summary>β.</summary>
    public double[] Beta { get; }

    /// <summary>½‖y − Xβ‖² + λ‖β‖₁.</summary>
    public double Objective()
    {
        double squares = 0;
        double absolute = 0;
        foreach (double value in _residual)
        {
            squares += value * value;
        }

        foreach (double value in Beta)
        {
            absolute += Math.Abs(value);
        }

        return (0.5 * squares) + (_lambda * absolute);
    }

    /// <summary>Until the objective is at most <paramref name="target"/>; returns passes over all columns.</summary>
    public int Solve(double target, int passesMax, int activePasses)
    {
        FindNorms();
        int[] active = new int[Beta.Length];
        for (int pass = 1; pass <= passesMax; pass++)
        {
            int count = 0;
            for (int column = 0; column < Beta.Length; column++)
            {
                Step(column);
                if (Beta[column] != 0)
                {
                    active[count++] = column;
                }
            }

            for (int inner = 0; inner < activePasses && Objective() > target; inner++)
            {
                for (int index = 0; index < count; index++)
                {
                    Step(active[index]);
                }
            }

            if (Objective() <= target)
            {
                return pass;
            }
        }

        return passesMax;
    }

    private void FindNorms()
    {
        for (int column = 0; column < _norms.Length; column++)
        {
            double sum = 0;
            for (int entry = _offsets[column]; entry < _offsets[column + 1]; entry++)
            {
                sum += _values[entry] * _values[entry];
            }

            _norms[column] = sum;
        }
    }

    private void Step(int column)
    {
        int end = _offsets[column + 1];
        double sum = 0;
        for (int entry = _offsets[column]; entry < end; entry++)
        {
            sum += _values[entry] * _residual[_rows[entry]];
        }

        double target = sum + (Beta[column] * _norms[column]);
        double beta = target > _lambda ? (target - _lambda) / _norms[column]
            : target < -_lambda ? (target + _lambda) / _norms[column] : 0;
        double change = beta - Beta[column];
        if (change == 0)
        {
            return;
        }

        Beta[column] = beta;
        for (int entry = _offsets[column]; entry < end; entry++)
        {
            _residual[_rows[entry]] -= change * _values[entry];
        }
    }
}
