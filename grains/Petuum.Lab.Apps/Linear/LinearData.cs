using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>X by columns and the labels as a loss wants them; what all workers share and nobody changes.</summary>
public sealed class LinearData
{
    private readonly double[] _labels;

    /// <summary>
    /// Turns X to columns. Labels of a classification are mapped to −1 and +1, the smaller one first; there must be
    /// exactly two, whichever they are (0 and 1, 1 and 2, …).
    /// </summary>
    /// <exception cref="PlanException">There are no data, or labels are not two classes.</exception>
    public LinearData(RegressionData data, LinearLoss loss)
    {
        PlanException.Require(
            data.Rows > 0 && data.Columns > 0,
            $"a linear model with {data.Rows} samples and {data.Columns} features",
            "use data");
        Columns = data.Features.ToColumns();
        _labels = data.Labels.ToArray();
        Loss = loss;
        if (loss.Classifies)
        {
            (NegativeClass, PositiveClass) = ClassesOf(data.Labels, "logistic regression", "lasso for numbers");
            foreach (ref double label in _labels.AsSpan())
            {
                label = label == PositiveClass ? 1 : -1;
            }
        }
    }

    /// <summary>X, n × p, in compressed-column form.</summary>
    public SparseMatrix Columns { get; }

    /// <summary>y, of length n; ±1 for classes.</summary>
    public ReadOnlySpan<double> Labels => _labels;

    /// <summary>The loss.</summary>
    public LinearLoss Loss { get; }

    /// <summary>The label that became −1; 0 where labels are not classes.</summary>
    public double NegativeClass { get; }

    /// <summary>The label that became +1; 0 where labels are not classes.</summary>
    public double PositiveClass { get; }

    /// <summary>λmax = ‖Xᵀ∇f(0)‖∞, from which on β = 0 is optimal. A pass over X.</summary>
    public double LambdaMax()
    {
        ReadOnlySpan<double> correlations = Correlations(new double[Columns.Rows], out _);
        double largest = 0;
        foreach (double value in correlations)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    /// <summary>Xβ, of length n, at the cost of the columns whose coefficient is not 0.</summary>
    public double[] Predict(ReadOnlySpan<double> beta)
    {
        Invariant.Require(beta.Length == Columns.Columns, $"{beta.Length} coefficients for {Columns.Columns} columns.");
        ColumnBlock block = new(Columns, new IndexRange(0, Columns.Columns));
        double[] prediction = new double[Columns.Rows];
        for (int column = 0; (column = LinearKernels.NextNonzero(beta, column)) < beta.Length; column++)
        {
            LinearKernels.Add(block, column, prediction, beta[column]);
        }

        return prediction;
    }

    /// <summary>−Xᵀ∇f(v), of length p. A pass over X.</summary>
    internal double[] Correlations(ReadOnlySpan<double> prediction, out LossTerms terms)
    {
        double[] residual = new double[Columns.Rows];
        terms = Loss.Linearize(_labels, prediction, residual, new double[Columns.Rows]);
        int[] all = new int[Columns.Columns];
        for (int column = 0; column < all.Length; column++)
        {
            all[column] = column;
        }

        double[] correlations = new double[all.Length];
        LinearKernels.Correlate(
            new ColumnBlock(Columns, new IndexRange(0, all.Length)), all, residual, correlations, []);
        return correlations;
    }

    /// <summary>The two labels that there are, the smaller one first.</summary>
    /// <exception cref="PlanException">There are not exactly two.</exception>
    internal static (double Negative, double Positive) ClassesOf(
        ReadOnlySpan<double> labels, string learner, string otherwise)
    {
        double smallest = labels[0];
        double largest = labels[0];
        foreach (double label in labels)
        {
            smallest = Math.Min(smallest, label);
            largest = Math.Max(largest, label);
        }

        PlanException.Require(
            smallest < largest, $"all labels are {smallest}", $"{learner} needs samples of two classes");
        foreach (double label in labels)
        {
            PlanException.Require(
                label == smallest || label == largest,
                $"labels {smallest}, {label} and {largest}",
                $"{learner} tells two classes apart: use two different labels, or {otherwise}");
        }

        return (smallest, largest);
    }
}
