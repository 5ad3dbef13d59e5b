using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Svm;

/// <summary>
/// LIBLINEAR's dual coordinate descent as its paper prints it (Hsieh et al. 2008, Algorithm 1), on dense rows with the
/// bias as one more feature.
/// </summary>
internal sealed class ReferenceSvm
{
    private readonly double[][] _x;
    private readonly double[] _y;
    private readonly double _cost;
    private readonly bool _squares;

    public ReferenceSvm(RegressionData data, SvmOptions options)
    {
        double positive = data.Labels.ToArray().Max();
        (_cost, _squares) = (options.Cost, options.Loss == SvmLoss.SquaredHinge);
        _y = [.. data.Labels.ToArray().Select(label => label == positive ? 1.0 : -1.0)];
        _x = [.. Enumerable.Range(0, data.Rows).Select(row =>
        {
            double[] dense = new double[data.Columns + (options.Bias > 0 ? 1 : 0)];
            dense[^1] = options.Bias;
            SparseVector x = data.Features.Row(row);
            for (int entry = 0; entry < x.Count; entry++)
            {
                dense[x.Indices[entry]] = x.Values[entry];
            }

            return dense;
        })];
        (Alpha, Weights) = (new double[_x.Length], new double[_x[0].Length]);
    }

    public double[] Alpha { get; }

    public double[] Weights { get; }

    public double Primal => PrimalAt(Weights);

    public double Dual => DualAt(Alpha);

    public double DualAt(double[] alpha)
    {
        double[] w = new double[Weights.Length];
        for (int row = 0; row < _x.Length; row++)
        {
            for (int feature = 0; feature < w.Length; feature++)
            {
                w[feature] += alpha[row] * _y[row] * _x[row][feature];
            }
        }

        return alpha.Sum() - (0.5 * w.Sum(value => value * value))
            - (_squares ? alpha.Sum(value => value * value) / (4 * _cost) : 0);
    }

    public double PrimalAt(double[] weights)
    {
        IEnumerable<double> losses = _x.Select((x, row) => Math.Max(0, 1 - (_y[row] * Product(x, weights))));
        return (0.5 * weights.Sum(value => value * value))
            + (_cost * losses.Sum(loss => _squares ? loss * loss : loss));
    }

    /// <summary>One pass over these rows in this order.</summary>
    public void Pass(IEnumerable<int> rows)
    {
        double diagonal = _squares ? 1 / (2 * _cost) : 0;
        foreach (int i in rows)
        {
            double g = (_y[i] * Product(_x[i], Weights)) - 1 + (diagonal * Alpha[i]);
            double q = Product(_x[i], _x[i]) + diagonal;
            double old = Alpha[i];
            Alpha[i] = Math.Min(Math.Max(old - (g / q), 0), _squares ? double.PositiveInfinity : _cost);
            for (int feature = 0; feature < Weights.Length; feature++)
            {
                Weights[feature] += (Alpha[i] - old) * _y[i] * _x[i][feature];
            }
        }
    }

    /// <summary>Passes in the order of rows until the duality gap is so small a share of the primal.</summary>
    public ReferenceSvm Solve(double tolerance = 1e-9)
    {
        for (int pass = 0; pass < 200_000 && Primal - Dual > tolerance * Primal; pass++)
        {
            Pass(Enumerable.Range(0, _x.Length));
        }

        return this;
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int n = 0; n < a.Length; n++)
        {
            sum += a[n] * b[n];
        }

        return sum;
    }
}
