using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>
/// Rows and the centres behind them, one after the other: centre k has <c>Centres[k · features …]</c>.
/// </summary>
public sealed record ClusterProblem(RegressionData Data, IReadOnlyList<double> Centres);

/// <summary>
/// Planted clusters: centres from N(0, 1) in every feature, row i of cluster i mod K with noise from N(0, spread),
/// labelled by its cluster, 0 … K − 1.
/// </summary>
public static class ClusterGenerator
{
    /// <summary>Draws a problem; the same options and seed give the same bits everywhere.</summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static ClusterProblem Generate(ClusterOptions options, Seed seed)
    {
        (int samples, int features, int clusters) = (options.Samples, options.Features, options.Clusters);
        Invariant.Require(
            samples > 0 && features > 0 && clusters > 0,
            $"{samples} samples, {features} features and {clusters} clusters must be positive.");
        Invariant.Require(
            (long)Math.Max(samples, clusters) * features < Array.MaxLength, "the values exceed one array.");
        Invariant.Require(
            options.Spread >= 0 && double.IsFinite(options.Spread), $"a spread of {options.Spread}.");
        double[] centres = new double[clusters * features];
        Pcg32 chance = seed.Split("cluster centres").CreateGenerator();
        foreach (ref double value in centres.AsSpan())
        {
            value = chance.NextGaussian();
        }

        double[] values = new double[samples * features];
        double[] labels = new double[samples];
        Pcg32 noise = seed.Split("cluster noise").CreateGenerator();
        for (int row = 0; row < samples; row++)
        {
            labels[row] = row % clusters;
            for (int feature = 0; feature < features; feature++)
            {
                values[(row * features) + feature] =
                    centres[(row % clusters * features) + feature] + (options.Spread * noise.NextGaussian());
            }
        }

        return new ClusterProblem(
            new RegressionData(SparseMatrix.FromDense(samples, features, values), labels), centres);
    }
}
