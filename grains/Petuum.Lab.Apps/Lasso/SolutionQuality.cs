using Petuum.Lab.Apps.Linear;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>What β is worth.</summary>
/// <param name="Objective">½‖y − Xβ‖² + λ‖β‖₁.</param>
/// <param name="LargestViolation">
/// The largest violation of the optimality (KKT) conditions over λ, g = Xᵀ(y − Xβ): of (|g_j| − λ)₊ where β_j = 0, of
/// |g_j − λ sign β_j| where not. 0 at an optimum, 1/λ·λmax − 1 at β = 0.
/// </param>
public readonly record struct SolutionQuality(double Objective, double LargestViolation)
{
    /// <summary>Evaluates β, of length p; sums go by column, then by row.</summary>
    public static SolutionQuality Of(LassoData data, double lambda, ReadOnlySpan<double> beta)
    {
        double[] residual = data.Labels.ToArray();
        double absolute = 0;
        for (int item = 0; item < beta.Length; item++)
        {
            if (beta[item] != 0)
            {
                ColumnKernels.AddTo(residual, data.Columns.Column(item), -beta[item]);
                absolute += Math.Abs(beta[item]);
            }
        }

        double squares = 0;
        foreach (double value in residual)
        {
            squares += value * value;
        }

        double largest = 0;
        for (int item = 0; item < beta.Length; item++)
        {
            double gradient = ColumnKernels.Dot(data.Columns.Column(item), residual);
            largest = Math.Max(largest, Optimality.Violation(beta[item], gradient, lambda));
        }

        return new SolutionQuality((0.5 * squares) + (lambda * absolute), largest / lambda);
    }
}
