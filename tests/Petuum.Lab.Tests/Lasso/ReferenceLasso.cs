using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Lasso;

/// <summary>
/// The textbook algorithm: cyclic coordinate descent on dense arrays, on one thread, sharing no code with the program.
/// </summary>
internal static class ReferenceLasso
{
    /// <summary>β of the smallest ½‖y − Xβ‖² + λ‖β‖₁, to a violation of 10⁻¹¹ λ or 100,000 sweeps.</summary>
    public static double[] Solve(RegressionData data, double lambda)
    {
        double[,] x = Dense(data);
        double[] beta = new double[data.Columns];
        for (int sweep = 0; sweep < 100_000; sweep++)
        {
            double[] residual = Residual(data, x, beta);
            for (int j = 0; j < beta.Length; j++)
            {
                double norm = 0;
                double product = 0;
                for (int i = 0; i < residual.Length; i++)
                {
                    norm += x[i, j] * x[i, j];
                    product += x[i, j] * (residual[i] + (x[i, j] * beta[j]));
                }

                double next = norm > 0 ? Math.Sign(product) * Math.Max(0, Math.Abs(product) - lambda) / norm : 0;
                for (int i = 0; i < residual.Length; i++)
                {
                    residual[i] -= x[i, j] * (next - beta[j]);
                }

                beta[j] = next;
            }

            if (sweep % 10 == 9 && LargestViolation(data, lambda, beta) <= 1e-11)
            {
                break;
            }
        }

        return beta;
    }

    /// <summary>The largest violation of the optimality conditions, over λ.</summary>
    public static double LargestViolation(RegressionData data, double lambda, double[] beta)
    {
        double[,] x = Dense(data);
        double[] residual = Residual(data, x, beta);
        double largest = 0;
        for (int j = 0; j < beta.Length; j++)
        {
            double gradient = 0;
            for (int i = 0; i < residual.Length; i++)
            {
                gradient += x[i, j] * residual[i];
            }

            double violation = beta[j] == 0
                ? Math.Max(0, Math.Abs(gradient) - lambda)
                : Math.Abs(gradient - (lambda * Math.Sign(beta[j])));
            largest = Math.Max(largest, violation / lambda);
        }

        return largest;
    }

    public static double Objective(RegressionData data, double lambda, double[] beta) =>
        (0.5 * Residual(data, Dense(data), beta).Sum(r => r * r)) + (lambda * beta.Sum(Math.Abs));

    private static double[] Residual(RegressionData data, double[,] x, double[] beta)
    {
        double[] residual = data.Labels.ToArray();
        for (int i = 0; i < residual.Length; i++)
        {
            for (int j = 0; j < beta.Length; j++)
            {
                residual[i] -= x[i, j] * beta[j];
            }
        }

        return residual;
    }

    private static double[,] Dense(RegressionData data)
    {
        double[,] x = new double[data.Rows, data.Columns];
        for (int i = 0; i < data.Rows; i++)
        {
            SparseVector row = data.Features.Row(i);
            for (int entry = 0; entry < row.Count; entry++)
            {
                x[i, row.Indices[entry]] = row.Values[entry];
            }
        }

        return x;
    }
}
