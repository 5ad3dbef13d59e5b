using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>
/// Rows of features with a label each: X and y. Immutable. Labels are classes or targets; both are doubles.
/// </summary>
public sealed class RegressionData
{
    private readonly double[] _labels;

    /// <summary>Puts X and y together; X is turned to row layout. The labels' array is given away.</summary>
    /// <exception cref="InvariantException">Not one finite label for each row.</exception>
    public RegressionData(SparseMatrix features, double[] labels)
    {
        Invariant.Require(features.Rows == labels.Length, $"{features.Rows} rows have {labels.Length} labels.");
        foreach (double label in labels)
        {
            Invariant.Require(double.IsFinite(label), $"label {label}.");
        }

        Features = features.ToRows();
        _labels = labels;
    }

    /// <summary>X in row layout; <c>Features.ToColumns()</c> for coordinate descent.</summary>
    public SparseMatrix Features { get; }

    /// <summary>y, one for each row.</summary>
    public ReadOnlySpan<double> Labels => _labels;

    /// <summary>The number of samples.</summary>
    public int Rows => Features.Rows;

    /// <summary>The number of features.</summary>
    public int Columns => Features.Columns;

    /// <summary>The samples <paramref name="range"/>: a worker's share (see <see cref="Partition"/>).</summary>
    public RegressionData SelectRows(IndexRange range) =>
        new(Features.SelectLines(range), _labels[range.Start..range.End]);

    /// <summary>
    /// The same samples with <paramref name="columns"/> features: a part of a LIBSVM file knows only the features it
    /// has seen.
    /// </summary>
    public RegressionData WithColumns(int columns) => new(Features.WithColumns(columns), _labels);

    /// <summary>The parts one below the other; as many features as the widest part has.</summary>
    public static RegressionData Concat(IReadOnlyList<RegressionData> parts)
    {
        Invariant.Require(parts.Count > 0, "something is concatenated from at least one part.");
        int columns = 0;
        int rows = 0;
        int entries = 0;
        foreach (RegressionData part in parts)
        {
            columns = Math.Max(columns, part.Columns);
            rows = checked(rows + part.Rows);
            entries = checked(entries + part.Features.NonzeroCount);
        }

        int[] offsets = new int[rows + 1];
        int[] indices = new int[entries];
        double[] values = new double[entries];
        double[] labels = new double[rows];
        rows = 0;
        entries = 0;
        foreach (RegressionData part in parts)
        {
            part.Features.Indices.CopyTo(indices.AsSpan(entries));
            part.Features.Values.CopyTo(values.AsSpan(entries));
            part.Labels.CopyTo(labels.AsSpan(rows));
            foreach (int offset in part.Features.Offsets[1..])
            {
                offsets[++rows] = entries + offset;
            }

            entries += part.Features.NonzeroCount;
        }

        return new RegressionData(
            SparseMatrix.FromCompressed(SparseLayout.Rows, rows, columns, offsets, indices, values), labels);
    }
}
