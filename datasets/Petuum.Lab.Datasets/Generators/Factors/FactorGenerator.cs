using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>Rows and the atoms behind them, of norm 1, one after the other.</summary>
public sealed record FactorProblem(RegressionData Data, IReadOnlyList<double> Atoms);

/// <summary>
/// Planted atoms: x = Σ code_k · atom_k + noise, codes from N(0, 1) where they are not 0, or their absolute values.
/// Labels are 0.
/// </summary>
public static class FactorGenerator
{
    /// <summary>Draws a problem; the same options and seed give the same bits everywhere.</summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static FactorProblem Generate(PlantedFactorOptions options, Seed seed)
    {
        Check(options);
        (int features, int rank) = (options.Features, options.Rank);
        double[] atoms = new double[rank * features];
        for (int atom = 0; atom < rank; atom++)
        {
            Pcg32 shape = seed.Split("atom", atom).CreateGenerator();
            FillUnit(shape, options, atoms.AsSpan(atom * features, features));
        }

        double[] values = new double[options.Samples * features];
        Pcg32 chance = seed.Split("factor rows").CreateGenerator();
        for (int row = 0; row < options.Samples; row++)
        {
            Span<double> x = values.AsSpan(row * features, features);
            for (int atom = 0; atom < rank; atom++)
            {
                double code = Draw(chance, options.IsNonNegative, options.Density);
                for (int feature = 0; feature < features && code != 0; feature++)
                {
                    x[feature] += code * atoms[(atom * features) + feature];
                }
            }

            foreach (ref double value in x)
            {
                value += options.Noise * chance.NextGaussian();
                value = options.IsNonNegative ? Math.Max(0, value) : value;
            }
        }

        RegressionData data =
            new(SparseMatrix.FromDense(options.Samples, features, values), new double[options.Samples]);
        return new FactorProblem(data, atoms);
    }

    private static void Check(PlantedFactorOptions options)
    {
        Invariant.Require(
            options is { Samples: > 0, Features: > 0, Rank: > 0 },
            $"{options.Samples} samples, {options.Features} features and rank {options.Rank} must be positive.");
        Invariant.Require(
            (long)Math.Max(options.Samples, options.Rank) * options.Features < Array.MaxLength,
            "the values exceed one array.");
        Invariant.Require(
            options.Density is > 0 and <= 1 && options.Noise >= 0 && double.IsFinite(options.Noise),
            $"a density of {options.Density}, noise of {options.Noise}.");
    }

    /// <summary>An atom of norm 1; drawn again while it is 0.</summary>
    private static void FillUnit(Pcg32 chance, PlantedFactorOptions options, Span<double> atom)
    {
        double squares = 0;
        while (squares == 0)
        {
            foreach (ref double value in atom)
            {
                value = Draw(chance, options.IsNonNegative, options.IsNonNegative ? options.Density : 1);
                squares += value * value;
            }
        }

        double scale = 1 / Math.Sqrt(squares);
        foreach (ref double value in atom)
        {
            value *= scale;
        }
    }

    private static double Draw(Pcg32 chance, bool isNonNegative, double density)
    {
        double value = chance.NextDouble() < density ? chance.NextGaussian() : 0;
        return isNonNegative ? Math.Abs(value) : value;
    }
}
