using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>Bags of words with a class each, from rows of counts; what all workers share and nobody changes.</summary>
public sealed class MedLdaData
{
    private readonly double[] _classes;
    private readonly int[] _labels;

    /// <summary>Rows are documents, features are words, values are counts.</summary>
    /// <exception cref="PlanException">Values are no counts, or labels are not at least two classes.</exception>
    public MedLdaData(RegressionData rows)
    {
        PlanException.Require(
            rows.Rows > 0 && rows.Columns > 0, $"{rows.Rows} documents of {rows.Columns} words", "use data");
        Documents = CountsOf(rows);
        _classes = ClassData.ClassesOf(rows);
        PlanException.Require(
            _classes.Length > 1, $"all labels are {_classes[0]}", "use documents of at least two classes, or lda");
        _labels = new int[rows.Rows];
        for (int row = 0; row < _labels.Length; row++)
        {
            _labels[row] = Array.BinarySearch(_classes, rows.Labels[row]);
        }
    }

    /// <summary>The bags of words.</summary>
    public Documents Documents { get; }

    /// <summary>The labels that there are, ascending.</summary>
    public ReadOnlySpan<double> Classes => _classes;

    /// <summary>The class of each document, as its place in <see cref="Classes"/>.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Rows of counts as bags of words.</summary>
    /// <exception cref="PlanException">A value is no count.</exception>
    public static Documents CountsOf(RegressionData rows)
    {
        SparseMatrix features = rows.Features;
        int[] counts = new int[features.NonzeroCount];
        long tokens = 0;
        for (int entry = 0; entry < counts.Length; entry++)
        {
            double value = features.Values[entry];
            counts[entry] = (int)Math.Min(value, int.MaxValue);
            PlanException.Require(
                value > 0 && counts[entry] == value,
                $"a value of {value} for word {features.Indices[entry] + 1}",
                "medlda learns from counts of words: use whole numbers above 0");
            tokens += counts[entry];
        }

        PlanException.Require(
            tokens <= Array.MaxLength, $"{tokens} tokens", $"use at most {Array.MaxLength}: fewer documents");
        return new Documents(rows.Columns, features.Offsets.ToArray(), features.Indices.ToArray(), counts);
    }
}
