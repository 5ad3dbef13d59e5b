using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>X by columns and y, as the run uses them: as given, or standardised.</summary>
public sealed class LassoData
{
    /// <summary>A column is constant if centring leaves less than this share of its squared length: rounding.</summary>
    private const double ConstantShare = 1e-24;
    private const long DenseValuesMax = 1L << 27;
    private readonly double[] _labels;
    private readonly double[] _squaredNorms;
    private readonly double[]? _means;
    private readonly double[]? _lengths;
    private readonly double _labelMean;

    /// <summary>
    /// Takes data as they are, or standardises: y and every column are centred, columns scaled to length 1. Centring
    /// makes
    /// sparse columns dense; a column that is constant becomes zero, and its coefficient stays 0.
    /// </summary>
    /// <exception cref="Core.Jobs.PlanException">The data are too large to become dense, or there are none.</exception>
    public LassoData(RegressionData data, bool standardize)
    {
        PlanException.Require(
            data.Rows > 0 && data.Columns > 0, $"a Lasso with {data.Rows} rows and {data.Columns} columns", "use data");
        _labels = data.Labels.ToArray();
        Columns = data.Features.ToColumns();
        if (standardize)
        {
            PlanException.Require(
                (long)data.Rows * data.Columns <= DenseValuesMax,
                $"standardising would make {data.Rows} × {data.Columns} data dense",
                "set standardize: false, and scale the columns in the file if need be");
            (_means, _lengths) = (new double[data.Columns], new double[data.Columns]);
            _labelMean = Centre(_labels);
            Columns = Standardized(Columns, _means, _lengths);
        }

        _squaredNorms = new double[data.Columns];
        for (int column = 0; column < data.Columns; column++)
        {
            _squaredNorms[column] = ColumnKernels.SquaredNorm(Columns.Column(column));
            LambdaMax = Math.Max(LambdaMax, Math.Abs(ColumnKernels.Dot(Columns.Column(column), _labels)));
        }
    }

    /// <summary>X, n × p, in compressed-column form.</summary>
    public SparseMatrix Columns { get; }

    /// <summary>y, of length n.</summary>
    public ReadOnlySpan<double> Labels => _labels;

    /// <summary>‖x_j‖², of length p.</summary>
    public ReadOnlySpan<double> SquaredNorms => _squaredNorms;

    /// <summary>λmax = ‖Xᵀy‖∞: from here on β = 0 is optimal.</summary>
    public double LambdaMax { get; }

    /// <summary>
    /// What the coefficients mean for data as given: y ≈ intercept + X·coefficients. Without standardising these are β
    /// and 0.
    /// </summary>
    public (double[] Coefficients, double Intercept) InOriginalUnits(ReadOnlySpan<double> beta)
    {
        double[] coefficients = beta.ToArray();
        if (_means is null || _lengths is null)
        {
            return (coefficients, 0);
        }

        double intercept = _labelMean;
        for (int column = 0; column < coefficients.Length; column++)
        {
            coefficients[column] = _lengths[column] > 0 ? coefficients[column] / _lengths[column] : 0;
            intercept -= coefficients[column] * _means[column];
        }

        return (coefficients, intercept);
    }

    private static double Centre(Span<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        foreach (ref double value in values)
        {
            value -= mean;
        }

        return mean;
    }

    private static SparseMatrix Standardized(SparseMatrix given, double[] means, double[] lengths)
    {
        int rows = given.Rows;
        int[] offsets = new int[given.Columns + 1];
        int[] indices = new int[rows * given.Columns];
        double[] values = new double[rows * given.Columns];
        for (int column = 0; column < given.Columns; column++)
        {
            int start = column * rows;
            offsets[column + 1] = start + rows;
            Span<double> dense = values.AsSpan(start, rows);
            ColumnKernels.AddTo(dense, given.Column(column), 1);
            means[column] = Centre(dense);
            lengths[column] = Scale(dense, ColumnKernels.SquaredNorm(given.Column(column)));
            for (int row = 0; row < rows; row++)
            {
                indices[start + row] = row;
            }
        }

        return SparseMatrix.FromCompressed(SparseLayout.Columns, rows, given.Columns, offsets, indices, values);
    }

    /// <summary>Scales to length 1 and returns the length; 0, and zeros, for what was a constant.</summary>
    private static double Scale(Span<double> centred, double squaredNormBefore)
    {
        double sum = 0;
        foreach (double value in centred)
        {
            sum += value * value;
        }

        if (sum <= ConstantShare * squaredNormBefore)
        {
            centred.Clear();
            return 0;
        }

        double length = Math.Sqrt(sum);
        foreach (ref double value in centred)
        {
            value /= length;
        }

        return length;
    }
}
