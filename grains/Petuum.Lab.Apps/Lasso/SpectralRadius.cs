using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>The spectral radius ρ of XᵀX with columns of length 1: how much variables can amplify each other.</summary>
public static class SpectralRadius
{
    private const int StepsMax = 1000;
    private const double Tolerance = 1e-10;

    /// <summary>
    /// By power iteration from a fixed start, until a step changes it by less than 10⁻¹⁰ of itself or 1,000 steps were
    /// made; approached from below. 1 for data without a single value.
    /// </summary>
    public static double Of(LassoData data)
    {
        int columns = data.Columns.Columns;
        double[] product = new double[data.Columns.Rows];
        double[] vector = new double[columns];
        Pcg32 chance = new Seed(0).Split("power iteration").CreateGenerator();
        foreach (ref double value in vector.AsSpan())
        {
            value = chance.NextDouble(0.5, 1.5) * ((chance.NextUInt32() & 1) == 0 ? 1 : -1);
        }

        double radius = 0;
        for (int step = 0; step < StepsMax; step++)
        {
            double length = Length(vector);
            if (length == 0)
            {
                return 1;
            }

            foreach (ref double value in vector.AsSpan())
            {
                value /= length;
            }

            double before = radius;
            radius = Multiply(data, vector, product);
            if (Math.Abs(radius - before) <= Tolerance * radius)
            {
                break;
            }
        }

        return radius > 0 ? radius : 1;
    }

    /// <summary>
    /// v ← DXᵀXDv with D = diag(1/‖x_j‖), through <paramref name="product"/> = XDv; returns vᵀDXᵀXDv of the old v.
    /// </summary>
    private static double Multiply(LassoData data, double[] vector, double[] product)
    {
        Array.Clear(product);
        for (int column = 0; column < vector.Length; column++)
        {
            double norm = Math.Sqrt(data.SquaredNorms[column]);
            if (norm > 0)
            {
                ColumnKernels.AddTo(product, data.Columns.Column(column), vector[column] / norm);
            }
        }

        double square = Length(product);
        for (int column = 0; column < vector.Length; column++)
        {
            double norm = Math.Sqrt(data.SquaredNorms[column]);
            vector[column] = norm > 0 ? ColumnKernels.Dot(data.Columns.Column(column), product) / norm : 0;
        }

        return square * square;
    }

    private static double Length(double[] vector)
    {
        double sum = 0;
        foreach (double value in vector)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }
}
