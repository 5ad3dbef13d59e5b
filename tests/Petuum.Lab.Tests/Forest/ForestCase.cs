using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Forest;

/// <summary>Problems and options that the tests of forests share.</summary>
internal static class ForestCase
{
    public static ForestOptions Options { get; } = new()
    {
        Trees = 12,
        Depth = 6,
        Share = 1,
        LeafMin = 1,
        Batch = 5,
    };

    /// <summary>Features of a few levels each, and labels that have nothing to do with them.</summary>
    public static ClassData Noise(int rows, int features, int classes, int levels, ulong seed)
    {
        Pcg32 chance = new Seed(seed).CreateGenerator();
        double[] values = Array.ConvertAll(
            new double[rows * features], _ => chance.NextInt(levels) - (levels / 2) + 0.25);
        double[] labels = Array.ConvertAll(new double[rows], _ => (double)chance.NextInt(classes));
        for (int label = 0; label < Math.Min(rows, classes); label++)
        {
            labels[label] = label;
        }

        return new ClassData(new RegressionData(SparseMatrix.FromDense(rows, features, values), labels));
    }

    /// <summary>Classes by a rule: x0 ≤ 0.3 is 0; otherwise x2 ≤ 0.6 is 1, and the rest 2.</summary>
    public static RegressionData Rule(int rows, ulong seed)
    {
        const int Features = 6;
        Pcg32 chance = new Seed(seed).CreateGenerator();
        double[] values = Array.ConvertAll(new double[rows * Features], _ => chance.NextDouble());
        double[] labels = [.. Enumerable.Range(0, rows).Select(row =>
            values[row * Features] <= 0.3 ? 0.0 : values[(row * Features) + 2] <= 0.6 ? 1 : 2)];
        return new RegressionData(SparseMatrix.FromDense(rows, Features, values), labels);
    }

    public static TreeGrower Grower(ClassData data, ForestOptions options, ulong seed = 1) => new(
        data,
        new ForestColumns(data),
        new Information(TreeGrower.DrawsOf(data.Rows, options.Share)),
        options,
        new Seed(seed));

    /// <summary>All values of all rows, a row after the other.</summary>
    public static List<double> Values(Model model)
    {
        List<double> values = [];
        for (int tree = 0; tree < model.Tables[0].Rows; tree++)
        {
            ReadOnlySpan<double> entries = model.Sparse<double>(new TableId(0), tree, out ReadOnlySpan<int> columns);
            values.Add(columns.Length);
            values.AddRange(columns.ToArray().Select(column => (double)column));
            values.AddRange(entries);
        }

        for (int row = 0; row < model.Tables[1].Rows; row++)
        {
            values.AddRange(model.Dense<int>(new TableId(1), row).ToArray().Select(votes => (double)votes));
        }

        return values;
    }
}
