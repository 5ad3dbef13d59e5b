using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>ŷ = intercept + xᵀβ; features that the model has never seen count as 0.</summary>
/// <param name="coefficients">β, in the units of the data.</param>
/// <param name="intercept">What is added.</param>
internal sealed class LinearPredictor(double[] coefficients, double intercept) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => coefficients.Length;

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
    public double[] Predict(RegressionData rows) =>
        LinearPredictions.Scores(rows.Features.ToRows(), coefficients, intercept);
}

/// <summary>What is written of a score besides the class it stands for.</summary>
/// <param name="Name">The column.</param>
/// <param name="Of">Its values, from scores.</param>
internal sealed record ScoreColumn(string Name, Func<double[], double[]> Of)
{
    /// <summary>P(positive) = 1 / (1 + exp(−score)).</summary>
    public static ScoreColumn Probability { get; } =
        new("probability", static scores => LinearPredictions.Probabilities(scores));
}

/// <summary>The class that the sign of intercept + xᵀβ stands for, the positive one at 0.</summary>
/// <param name="coefficients">β, in the units of the data.</param>
/// <param name="intercept">What is added.</param>
/// <param name="classes">The labels of the negative and the positive class, as the data have them.</param>
/// <param name="column">What is written besides.</param>
internal sealed class BinaryPredictor(
    double[] coefficients, double intercept, (double Negative, double Positive) classes, ScoreColumn column) : Predictor
{
    private readonly LinearPredictor _linear = new(coefficients, intercept);

    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => coefficients.Length;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        double[] scores = _linear.Predict(rows);
        double[] labels = LinearPredictions.Classes(scores, classes.Negative, classes.Positive);
        double[] values = column.Of(scores);
        int right = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            right += labels[row] == rows.Labels[row] ? 1 : 0;
        }

        return new Prediction
        {
            Columns = ["label", column.Name],
            Count = labels.Length,
            Line = row => [Text(labels[row]), Text(values[row])],
            Scores = [new Metric("accuracy", (double)right / Math.Max(1, labels.Length))],
        };
    }
}
