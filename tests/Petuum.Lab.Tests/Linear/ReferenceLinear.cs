using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Linear;

/// <summary>
/// The objective, its optimality conditions and a proximal gradient method in the textbook's words, on dense arrays and
/// with the C library's functions; it shares no code with the program.
/// </summary>
internal sealed class ReferenceLinear
{
    private readonly double[,] _x;
    private readonly double[] _y;
    private readonly bool _isClasses;
    private readonly double _lambda;

    public ReferenceLinear(LinearProgram program)
    {
        LinearData data = program.Data;
        (_isClasses, _lambda) = (data.Loss.Classifies, program.Lambda);
        _y = data.Labels.ToArray();
        _x = new double[data.Columns.Rows, data.Columns.Columns];
        for (int j = 0; j < data.Columns.Columns; j++)
        {
            SparseVector column = data.Columns.Column(j);
            for (int entry = 0; entry < column.Count; entry++)
            {
                _x[column.Indices[entry], j] = column.Values[entry];
            }
        }
    }

    public double Objective(double[] beta)
    {
        double[] v = Prediction(beta);
        double loss = v.Select((value, i) => _isClasses
            ? (value * _y[i] > 0 ? Math.Log(1 + Math.Exp(-value * _y[i]))
                : (-value * _y[i]) + Math.Log(1 + Math.Exp(value * _y[i])))
            : 0.5 * (_y[i] - value) * (_y[i] - value)).Sum();
        return loss + (_lambda * beta.Sum(Math.Abs));
    }

    /// <summary>∇ of the loss by β.</summary>
    public double[] Gradient(double[] beta)
    {
        double[] v = Prediction(beta);
        double[] gradient = new double[beta.Length];
        for (int i = 0; i < v.Length; i++)
        {
            double slope = _isClasses ? -_y[i] / (1 + Math.Exp(_y[i] * v[i])) : v[i] - _y[i];
            for (int j = 0; j < beta.Length; j++)
            {
                gradient[j] += slope * _x[i, j];
            }
        }

        return gradient;
    }

    /// <summary>The largest violation of the optimality conditions, over λ.</summary>
    public double LargestViolation(double[] beta) => Gradient(beta)
        .Select((slope, j) => beta[j] == 0
            ? Math.Max(0, Math.Abs(slope) - _lambda)
            : Math.Abs(slope + (_lambda * Math.Sign(beta[j])))).Max() / _lambda;

    /// <summary>β by accelerated proximal gradient steps with restarts, until the violation is 10⁻⁹ λ.</summary>
    public double[] Solve()
    {
        double[] beta = new double[_x.GetLength(1)];
        double[] from = beta;
        double momentum = 1;
        double step = 1 / ((_isClasses ? 0.25 : 1) * Math.Max(1e-300, SquaredLength()));
        for (int iteration = 0; iteration < 200_000; iteration++)
        {
            double[] gradient = Gradient(from);
            double[] next = [.. from.Select((value, j) => Shrink(value - (step * gradient[j]), step * _lambda))];
            bool restarts = from.Select((value, j) => (value - next[j]) * (next[j] - beta[j])).Sum() > 0;
            double following = restarts ? 1 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            double share = restarts ? 0 : (momentum - 1) / following;
            double[] before = beta;
            from = [.. next.Select((value, j) => value + (share * (value - before[j])))];
            (beta, momentum) = (next, following);
            if (iteration % 50 == 49 && LargestViolation(beta) <= 1e-9)
            {
                break;
            }
        }

        return beta;
    }

    private double[] Prediction(double[] beta)
    {
        double[] v = new double[_y.Length];
        for (int i = 0; i < v.Length; i++)
        {
            for (int j = 0; j < beta.Length; j++)
            {
                v[i] += _x[i, j] * beta[j];
            }
        }

        return v;
    }

    private double SquaredLength()
    {
        double sum = 0;
        foreach (double value in _x)
        {
            sum += value * value;
        }

        return sum;
    }

    private static double Shrink(double value, double by) => Math.Sign(value) * Math.Max(0, Math.Abs(value) - by);
}
