using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>
/// Rows and the metric behind them: what matters of x are its products with the rows of <c>Metric</c>, rank × features,
/// orthonormal.
/// </summary>
public sealed record MetricProblem(RegressionData Data, IReadOnlyList<double> Metric);

/// <summary>
/// A planted metric: classes differ in a few dimensions, all others are nuisance of larger variance, and a rotation
/// hides which are which, so that Euclidean distances say little. Row i is of class i mod classes.
/// </summary>
public static class MetricGenerator
{
    /// <summary>Reflections that the rotation is made of: enough that every feature holds of every dimension.</summary>
    private const int Reflections = 3;

    /// <summary>Draws a problem; the same options and seed give the same bits everywhere.</summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static MetricProblem Generate(MetricOptions options, Seed seed)
    {
        Check(options);
        (int features, int rank) = (options.Features, options.Rank);
        double[][] normals = new double[Reflections][];
        Pcg32 turns = seed.Split("metric rotation").CreateGenerator();
        foreach (ref double[] normal in normals.AsSpan())
        {
            normal = Unit(turns, features);
        }

        double[] centres = new double[options.Classes * rank];
        Pcg32 places = seed.Split("metric centres").CreateGenerator();
        foreach (ref double value in centres.AsSpan())
        {
            value = places.NextGaussian();
        }

        double[] values = new double[options.Samples * features];
        double[] labels = new double[options.Samples];
        Pcg32 chance = seed.Split("metric rows").CreateGenerator();
        for (int row = 0; row < options.Samples; row++)
        {
            Span<double> x = values.AsSpan(row * features, features);
            int label = row % options.Classes;
            labels[row] = label;
            for (int k = 0; k < features; k++)
            {
                double noise = chance.NextGaussian();
                x[k] = k < rank
                    ? centres[(label * rank) + k] + (options.Spread * noise)
                    : options.Nuisance * noise;
            }

            Rotate(normals, x);
        }

        double[] metric = new double[rank * features];
        for (int k = 0; k < rank; k++)
        {
            metric[(k * features) + k] = 1;
            Rotate(normals, metric.AsSpan(k * features, features));
        }

        return new MetricProblem(
            new RegressionData(SparseMatrix.FromDense(options.Samples, features, values), labels), metric);
    }

    private static void Check(MetricOptions options)
    {
        Invariant.Require(
            options is { Samples: > 0, Features: > 0, Classes: > 0, Rank: > 0 } && options.Rank <= options.Features,
            $"{options.Samples} samples, {options.Features} features, {options.Classes} classes, rank {options.Rank}.");
        Invariant.Require(
            (long)Math.Max(options.Samples, options.Classes) * options.Features < Array.MaxLength,
            "the values exceed one array.");
        Invariant.Require(
            options.Spread >= 0 && options.Nuisance >= 0
                && double.IsFinite(options.Spread) && double.IsFinite(options.Nuisance),
            $"a spread of {options.Spread}, nuisance of {options.Nuisance}.");
    }

    private static double[] Unit(Pcg32 chance, int length)
    {
        double[] unit = new double[length];
        double squares = 0;
        foreach (ref double value in unit.AsSpan())
        {
            value = chance.NextGaussian();
            squares += value * value;
        }

        double scale = 1 / Math.Sqrt(squares);
        return Array.ConvertAll(unit, value => value * scale);
    }

    /// <summary>x ← (I − 2nnᵀ)x for every normal.</summary>
    private static void Rotate(double[][] normals, Span<double> x)
    {
        foreach (double[] normal in normals)
        {
            double product = 0;
            for (int k = 0; k < x.Length; k++)
            {
                product += normal[k] * x[k];
            }

            for (int k = 0; k < x.Length; k++)
            {
                x[k] -= 2 * product * normal[k];
            }
        }
    }
}
