using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>
/// Orthonormal directions in which rows and the means of their classes differ most: the leading eigenvectors of
/// T/tr T + B/tr B, with T the scatter of rows and B that of class means, by subspace iterations over at most 2,000
/// rows spread evenly over the data. T alone would miss classes that differ where rows hardly do, B alone has one
/// direction less than there are classes.
/// </summary>
internal sealed class PrincipalDirections
{
    /// <summary>The most that are looked for.</summary>
    public const int Most = 64;

    private const int RowsMax = 2000;
    private const int Iterations = 8;

    private readonly double[] _byFeature;

    /// <summary>Finds them.</summary>
    /// <param name="data">Rows and the labels of their classes.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="seed">The seed of where iterations begin.</param>
    public PrincipalDirections(RegressionData data, int count, Seed seed)
    {
        (Features, Count) = (data.Columns, Math.Min(Math.Min(count, data.Columns), Most));
        int[] rows = new int[Math.Min(RowsMax, data.Rows)];
        for (int index = 0; index < rows.Length; index++)
        {
            rows[index] = (int)((long)index * data.Rows / rows.Length);
        }

        (double[] mean, SortedDictionary<double, (int Rows, double[] Offset)> classes) = Means(data, rows);
        (double total, double between) = Traces(data, rows, mean, classes);
        _byFeature = new double[Features * Count];
        Pcg32 chance = seed.Split("principal directions").CreateGenerator();
        foreach (ref double value in _byFeature.AsSpan())
        {
            value = chance.NextGaussian();
        }

        Orthonormalise(_byFeature, Count);
        double[] next = new double[_byFeature.Length];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(next);
            AddRows(data, rows, mean, next);
            AddClasses(classes, between > 0 ? total / between : 0, next);
            next.CopyTo(_byFeature, 0);
            Orthonormalise(_byFeature, Count);
        }
    }

    /// <summary>Features of a row.</summary>
    public int Features { get; }

    /// <summary>How many there are: as many as wanted, if neither features nor <see cref="Most"/> are fewer.</summary>
    public int Count { get; }

    /// <summary>A row a feature: its value in each direction.</summary>
    public ReadOnlySpan<double> ByFeature => _byFeature;

    /// <summary>The row's coordinates, <see cref="Count"/> of them.</summary>
    public void Map(SparseVector row, Span<double> image) => RowProducts.Multiply(row, _byFeature, image);

    /// <summary>The mean row, and of each class, by label, how far its mean is from that.</summary>
    private static (double[] Mean, SortedDictionary<double, (int Rows, double[] Offset)> Classes) Means(
        RegressionData data, int[] rows)
    {
        double[] mean = new double[data.Columns];
        SortedDictionary<double, (int Rows, double[] Offset)> classes = [];
        foreach (int row in rows)
        {
            double label = data.Labels[row];
            (int count, double[] sum) = classes.TryGetValue(label, out (int Rows, double[] Offset) known)
                ? known
                : (0, new double[data.Columns]);
            SparseVector x = data.Features.Row(row);
            for (int n = 0; n < x.Count; n++)
            {
                sum[x.Indices[n]] += x.Values[n];
                mean[x.Indices[n]] += x.Values[n] / rows.Length;
            }

            classes[label] = (count + 1, sum);
        }

        foreach ((int count, double[] sum) in classes.Values)
        {
            for (int feature = 0; feature < sum.Length; feature++)
            {
                sum[feature] = (sum[feature] / count) - mean[feature];
            }
        }

        return (mean, classes);
    }

    private static (double Total, double Between) Traces(
        RegressionData data, int[] rows, double[] mean, SortedDictionary<double, (int Rows, double[] Offset)> classes)
    {
        double total = -rows.Length * Kernels.Dot<double>(mean, mean);
        foreach (int row in rows)
        {
            total += RowProducts.SquaredNorm(data.Features.Row(row));
        }

        double between = 0;
        foreach ((int count, double[] offset) in classes.Values)
        {
            between += count * Kernels.Dot<double>(offset, offset);
        }

        return (total, between);
    }

    /// <summary>Modified Gram and Schmidt; a direction of which nothing is left becomes 0.</summary>
    private static void Orthonormalise(double[] byFeature, int count)
    {
        for (int direction = 0; direction < count; direction++)
        {
            for (int before = 0; before < direction; before++)
            {
                double along = Product(byFeature, count, before, direction);
                for (int at = 0; at < byFeature.Length; at += count)
                {
                    byFeature[at + direction] -= along * byFeature[at + before];
                }
            }

            double norm = Math.Sqrt(Product(byFeature, count, direction, direction));
            for (int at = direction; at < byFeature.Length; at += count)
            {
                byFeature[at] = norm > 0 ? byFeature[at] / norm : 0;
            }
        }
    }

    private static double Product(double[] byFeature, int count, int one, int other)
    {
        double sum = 0;
        for (int at = 0; at < byFeature.Length; at += count)
        {
            sum += byFeature[at + one] * byFeature[at + other];
        }

        return sum;
    }

    /// <summary>Σ (x − m)(x − m)ᵀ times the directions; Σ (x − m) = 0 leaves x for the first factor.</summary>
    private void AddRows(RegressionData data, int[] rows, double[] mean, double[] next)
    {
        double[] middle = new double[Count];
        for (int feature = 0; feature < Features; feature++)
        {
            RowProducts.AddScaled(_byFeature.AsSpan(feature * Count, Count), mean[feature], middle);
        }

        double[] image = new double[Count];
        foreach (int row in rows)
        {
            SparseVector x = data.Features.Row(row);
            Map(x, image);
            RowProducts.AddScaled(middle, -1, image);
            RowProducts.AddOuter(x.Indices, x.Values, image, next);
        }
    }

    /// <summary>The same of class means, each as often as it has rows.</summary>
    private void AddClasses(
        SortedDictionary<double, (int Rows, double[] Offset)> classes, double weight, double[] next)
    {
        double[] image = new double[Count];
        foreach ((int rows, double[] offset) in classes.Values)
        {
            Array.Clear(image);
            for (int feature = 0; feature < Features; feature++)
            {
                RowProducts.AddScaled(_byFeature.AsSpan(feature * Count, Count), offset[feature], image);
            }

            for (int feature = 0; feature < Features; feature++)
            {
                RowProducts.AddScaled(image, weight * rows * offset[feature], next.AsSpan(feature * Count, Count));
            }
        }
    }
}
