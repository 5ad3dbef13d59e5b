using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Networks;

/// <summary>
/// Samples of classes as kernels want them: dense rows in single precision, padded with zeros to whole vectors, and
/// labels numbered from 0. What all workers share and nobody changes.
/// </summary>
public sealed class ClassData
{
    /// <summary>The number of a label that is none of the classes.</summary>
    public const int UnknownClass = -1;

    private readonly bool _isPart;
    private readonly float[] _features;
    private readonly int[] _labels;
    private readonly double[] _classes;

    /// <summary>Takes the classes from the labels: the different ones, ascending.</summary>
    /// <exception cref="PlanException">No data, labels that are no classes, or only one class.</exception>
    public ClassData(RegressionData data)
        : this(data, ClassesOf(data), data.Columns)
    {
        Check(data.Rows > 0 && data.Columns > 0, $"{data.Rows} samples of {data.Columns} features", "use data");
        Check(_classes.Length > 1, $"all labels are {data.Labels[0]}", "use samples of at least two classes");
    }

    /// <summary>
    /// Other samples for the same classes, to be tested on. Features beyond <paramref name="features"/> are dropped,
    /// missing ones are 0; labels that are not among the classes become <see cref="UnknownClass"/>.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="classes">The classes, ascending.</param>
    /// <param name="features">How many features a model has.</param>
    /// <exception cref="PlanException">They do not fit into memory.</exception>
    public ClassData(RegressionData data, ReadOnlySpan<double> classes, int features)
    {
        (Rows, Total, Features, Stride) = (data.Rows, data.Rows, features, MatrixKernels.Padded(features));
        Check(
            (long)Rows * Stride <= Array.MaxLength,
            $"{Rows} dense rows of {features} features", "use fewer rows or features: a class program holds them all");
        _classes = classes.ToArray();
        _labels = new int[Rows];
        _features = new float[(long)Rows * Stride];
        for (int row = 0; row < Rows; row++)
        {
            _labels[row] = Math.Max(UnknownClass, Array.BinarySearch(_classes, data.Labels[row]));
            SparseVector sample = data.Features.Row(row);
            for (int entry = 0; entry < sample.Count && sample.Indices[entry] < features; entry++)
            {
                _features[(row * Stride) + sample.Indices[entry]] = (float)sample.Values[entry];
            }
        }
    }

    /// <summary>The samples of one worker, where those of the others are not.</summary>
    /// <param name="part">These samples.</param>
    /// <param name="classes">The classes of all samples, ascending.</param>
    /// <param name="features">How many features a model has.</param>
    /// <param name="total">How many samples there are.</param>
    /// <exception cref="PlanException">They do not fit into memory.</exception>
    public ClassData(RegressionData part, ReadOnlySpan<double> classes, int features, int total)
        : this(part, classes, features) => (_isPart, Total) = (true, total);

    /// <summary>Samples that are here.</summary>
    public int Rows { get; }

    /// <summary>Samples that are here or elsewhere.</summary>
    public int Total { get; }

    /// <summary>Features.</summary>
    public int Features { get; }

    /// <summary>Values from one row to the next, a multiple of 8; those after the features are 0.</summary>
    public int Stride { get; }

    /// <summary>The labels of the classes as the data have them, ascending.</summary>
    public ReadOnlySpan<double> Classes => _classes;

    /// <summary>The class of each row, 0 … Classes − 1.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Rows one after the other.</summary>
    public ReadOnlySpan<float> RowsAt(int first, int count) => _features.AsSpan(first * Stride, count * Stride);

    /// <summary>The rows of a worker: all where only its own are.</summary>
    public IndexRange PartOf(int worker, int workers) =>
        Partition.ByCount(Rows, _isPart ? DataPart.Whole : new DataPart(worker, workers));

    /// <summary>The mean of x² over all features of all rows; 1 if all are 0.</summary>
    public double MeanSquare()
    {
        double sum = 0;
        foreach (float value in _features)
        {
            sum += (double)value * value;
        }

        return sum > 0 ? sum / ((double)Rows * Features) : 1;
    }

    internal static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }

    /// <summary>The different labels, ascending.</summary>
    /// <exception cref="PlanException">A label is not a whole number.</exception>
    internal static double[] ClassesOf(RegressionData data)
    {
        double[] sorted = data.Labels.ToArray();
        Array.Sort(sorted);
        List<double> classes = [];
        foreach (double label in sorted)
        {
            Check(
                label == Math.Floor(label), $"a label of {label}",
                "classes are whole numbers; other labels are for regression");
            if (classes.Count == 0 || classes[^1] != label)
            {
                classes.Add(label);
            }
        }

        return [.. classes];
    }
}
