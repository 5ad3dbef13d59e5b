using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Experiments.Models;

/// <summary>ŷ = intercept + xᵀβ; features that the model has never seen count as 0.</summary>
/// <param name="coefficients">β, in the units of the data.</param>
/// <param name="intercept">What is added.</param>
internal sealed class LinearPredictor(double[] coefficients, double intercept) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        double[] predicted = Predict(rows);
        double squares = 0;
        for (int row = 0; row < predicted.Length; row++)
        {
            double error = rows.Labels[row] - predicted[row];
            squares += error * error;
        }

        return new Prediction
        {
            Columns = ["prediction"],
            Count = predicted.Length,
            Line = row => [Text(predicted[row])],
            Scores = [new Metric("rmse", Math.Sqrt(squares / Math.Max(1, predicted.Length)))],
        };
    }

    /// <summary>ŷ of every row.</summary>
    public double[] Predict(RegressionData rows)
    {
        SparseMatrix features = rows.Features.ToRows();
        double[] predicted = new double[rows.Rows];
        for (int row = 0; row < predicted.Length; row++)
        {
            SparseVector x = features.Row(row);
            double sum = intercept;
            for (int entry = 0; entry < x.Count; entry++)
            {
                int feature = x.Indices[entry];
                sum += feature < coefficients.Length ? coefficients[feature] * x.Values[entry] : 0;
            }

            predicted[row] = sum;
        }

        return predicted;
    }
}

/// <summary>
/// P(positive) = 1 / (1 + exp(−(intercept + xᵀβ))); the class that is likelier is the label, the positive one if both
/// are as likely.
/// </summary>
/// <param name="coefficients">β, in the units of the data.</param>
/// <param name="intercept">What is added.</param>
/// <param name="classes">The labels of the negative and the positive class, as the data have them.</param>
internal sealed class LogisticPredictor(
    double[] coefficients, double intercept, (double Negative, double Positive) classes) : Predictor
{
    private readonly LinearPredictor _linear = new(coefficients, intercept);

    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        double[] margins = _linear.Predict(rows);
        int right = 0;
        for (int row = 0; row < margins.Length; row++)
        {
            right += LabelOf(margins[row]) == rows.Labels[row] ? 1 : 0;
        }

        return new Prediction
        {
            Columns = ["label", "probability"],
            Count = margins.Length,
            Line = row => [Text(LabelOf(margins[row])), Text(ProbabilityOf(margins[row]))],
            Scores = [new Metric("accuracy", (double)right / Math.Max(1, margins.Length))],
        };
    }

    private double LabelOf(double margin) => margin >= 0 ? classes.Positive : classes.Negative;

    private static double ProbabilityOf(double margin)
    {
        double small = DeterministicMath.Exp(-Math.Abs(margin));
        return margin >= 0 ? 1 / (1 + small) : small / (1 + small);
    }
}
