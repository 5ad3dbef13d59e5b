using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Svm;

/// <summary>Rows with labels ±1 and their squared norms; what all workers share and nobody changes.</summary>
internal sealed class SvmData
{
    private readonly double[] _labels;
    private readonly double[] _norms;

    /// <summary>Rows of two classes, whichever labels they have; the larger one becomes +1.</summary>
    /// <exception cref="PlanException">There are no data, or labels are not two classes.</exception>
    public SvmData(RegressionData data, double bias)
        : this(data, bias, ClassesOf(data))
    {
    }

    /// <summary>Rows of these two classes, or of one of them.</summary>
    public SvmData(RegressionData data, double bias, double negativeClass, double positiveClass)
        : this(data, bias, (negativeClass, positiveClass))
    {
    }

    private SvmData(RegressionData data, double bias, (double Negative, double Positive) classes)
    {
        (Rows, Bias) = (data.Features, bias);
        (NegativeClass, PositiveClass) = classes;
        (_labels, _norms) = (new double[data.Rows], new double[data.Rows]);
        for (int row = 0; row < _labels.Length; row++)
        {
            _labels[row] = data.Labels[row] == PositiveClass ? 1 : -1;
            _norms[row] = (bias * bias) + RowProducts.SquaredNorm(Rows.Row(row));
        }
    }

    /// <summary>X by rows.</summary>
    public SparseMatrix Rows { get; }

    /// <summary>The value of the feature that every row has besides; 0: there is none.</summary>
    public double Bias { get; }

    /// <summary>Length of w: the features, and one where there is a bias.</summary>
    public int Width => Rows.Columns + (Bias > 0 ? 1 : 0);

    /// <summary>y, ±1.</summary>
    public ReadOnlySpan<double> Labels => _labels;

    /// <summary>‖x_i‖², the bias included.</summary>
    public ReadOnlySpan<double> SquaredNorms => _norms;

    /// <summary>The label that became −1.</summary>
    public double NegativeClass { get; }

    /// <summary>The label that became +1.</summary>
    public double PositiveClass { get; }

    /// <summary>wᵀx_i for every row.</summary>
    public double[] Scores(ReadOnlySpan<double> weights)
    {
        double[] scores = new double[Rows.Rows];
        double intercept = Bias > 0 ? Bias * weights[^1] : 0;
        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = intercept + SvmKernels.Dot(Rows.Row(row), weights);
        }

        return scores;
    }

    private static (double Negative, double Positive) ClassesOf(RegressionData data)
    {
        PlanException.Require(
            data.Rows > 0 && data.Columns > 0, $"{data.Rows} rows of {data.Columns} features", "use data");
        return LinearData.ClassesOf(data.Labels, "svm", "mlr for more");
    }
}
