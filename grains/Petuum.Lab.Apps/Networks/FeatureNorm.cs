using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Networks;

/// <summary>The size of features, by which steps are measured.</summary>
internal static class FeatureNorm
{
    private const int RowsMax = 500;
    private const int Iterations = 12;

    /// <summary>
    /// About the largest eigenvalue of the mean of x̃x̃ᵀ with x̃ = (x, 1), by power iterations over at most 500 rows
    /// spread evenly over the data. Half of it bounds the curvature of the mean cross-entropy of a softmax.
    /// </summary>
    public static double Largest(ClassData data)
    {
        int count = Math.Min(RowsMax, data.Rows);
        float[] direction = new float[data.Features];
        Array.Fill(direction, 1);
        double bias = 1;
        double eigenvalue = 1;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double norm = Math.Sqrt(Kernels.Dot<float>(direction, direction) + (bias * bias));
            float[] next = new float[direction.Length];
            double nextBias = 0;
            for (int index = 0; index < count; index++)
            {
                int row = (int)((long)index * data.Rows / count);
                ReadOnlySpan<float> x = data.RowsAt(row, 1)[..data.Features];
                float along = (float)((Kernels.Dot<float>(x, direction) + bias) / norm / count);
                for (int feature = 0; feature < x.Length; feature++)
                {
                    next[feature] += along * x[feature];
                }

                nextBias += along;
            }

            eigenvalue = Math.Sqrt(Kernels.Dot<float>(next, next) + (nextBias * nextBias));
            (direction, bias) = (next, nextBias);
        }

        return eigenvalue;
    }
}
