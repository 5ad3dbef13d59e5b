using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>
/// Samples, and the centres behind them: that of class c and number k is row c · CentresPerClass + k.
/// </summary>
public sealed record ClassesProblem(RegressionData Data, ClassesOptions Options, IReadOnlyList<double> Centres)
{
    /// <summary>
    /// The share of the samples that the planted truth itself labels right: that of the nearest centre.
    /// </summary>
    public double TruthAccuracy()
    {
        int right = 0;
        for (int row = 0; row < Data.Rows; row++)
        {
            right += ClassOf(Data.Features.Row(row)) == Data.Labels[row] ? 1 : 0;
        }

        return (double)right / Data.Rows;
    }

    private int ClassOf(SparseVector sample)
    {
        double[] x = new double[Options.Features];
        for (int entry = 0; entry < sample.Count; entry++)
        {
            x[sample.Indices[entry]] = sample.Values[entry];
        }

        (int nearest, double least) = (0, double.PositiveInfinity);
        for (int centre = 0; centre < Options.Classes * Options.CentresPerClass; centre++)
        {
            double distance = 0;
            for (int feature = 0; feature < x.Length; feature++)
            {
                double along = x[feature] - Centres[(centre * x.Length) + feature];
                distance += along * along;
            }

            (nearest, least) = distance < least ? (centre, distance) : (nearest, least);
        }

        return nearest / Options.CentresPerClass;
    }
}

/// <summary>
/// Classes of planted centres: x = centre + N(0, 1) in every feature, centres from N(0, separation² / (2 · features)),
/// every class and every centre of it equally likely.
/// </summary>
public static class ClassesGenerator
{
    /// <summary>Draws a problem; the same options and seed give the same bits everywhere.</summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static ClassesProblem Generate(ClassesOptions options, Seed seed)
    {
        Check(options);
        double scale = options.Separation / Math.Sqrt(2.0 * options.Features);
        double[] centres = new double[options.Classes * options.CentresPerClass * options.Features];
        Pcg32 places = seed.Split("class centres").CreateGenerator();
        foreach (ref double value in centres.AsSpan())
        {
            value = scale * places.NextGaussian();
        }

        double[] features = new double[options.Samples * options.Features];
        double[] labels = new double[options.Samples];
        for (int row = 0; row < labels.Length; row++)
        {
            Pcg32 chance = seed.Split("class sample", row).CreateGenerator();
            int centre = chance.NextInt(options.Classes * options.CentresPerClass);
            labels[row] = centre / options.CentresPerClass;
            for (int feature = 0; feature < options.Features; feature++)
            {
                features[(row * options.Features) + feature] =
                    centres[(centre * options.Features) + feature] + chance.NextGaussian();
            }
        }

        RegressionData data = new(SparseMatrix.FromDense(options.Samples, options.Features, features), labels);
        return new ClassesProblem(data, options, centres);
    }

    private static void Check(ClassesOptions options)
    {
        Invariant.Require(
            options is { Samples: > 0, Features: > 0, Classes: > 0, CentresPerClass: > 0 },
            $"{options.Samples} samples of {options.Features} features in {options.Classes} classes of "
                + $"{options.CentresPerClass} centres must be positive.");
        Invariant.Require(
            options.Separation >= 0 && double.IsFinite(options.Separation), $"a separation of {options.Separation}.");
        Invariant.Require(
            (long)Math.Max(options.Samples, (long)options.Classes * options.CentresPerClass) * options.Features
                < Array.MaxLength,
            "the features exceed one array.");
    }
}
