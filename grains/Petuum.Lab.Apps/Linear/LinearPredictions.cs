using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>What a linear model says about samples: for lasso, logistic, and whatever else has coefficients.</summary>
public static class LinearPredictions
{
    /// <summary>
    /// x_iᵀβ + intercept for every row. Features beyond the coefficients were not known when the model was learnt and
    /// count as 0.
    /// </summary>
    /// <param name="features">X, n × any number of features, in row layout.</param>
    /// <param name="coefficients">β.</param>
    /// <param name="intercept">0 for models of this folder.</param>
    /// <returns>n scores, each summed in the order of the features.</returns>
    /// <exception cref="InvariantException">X is not by rows.</exception>
    public static double[] Scores(SparseMatrix features, ReadOnlySpan<double> coefficients, double intercept = 0)
    {
        double[] scores = new double[features.Rows];
        for (int row = 0; row < scores.Length; row++)
        {
            SparseVector sample = features.Row(row);
            double sum = 0;
            for (int entry = 0; entry < sample.Count && sample.Indices[entry] < coefficients.Length; entry++)
            {
                sum += sample.Values[entry] * coefficients[sample.Indices[entry]];
            }

            scores[row] = intercept + sum;
        }

        return scores;
    }

    /// <summary>P(y = +1) = 1 / (1 + exp(−score)) for every score of a logistic model.</summary>
    public static double[] Probabilities(ReadOnlySpan<double> scores)
    {
        double[] probabilities = new double[scores.Length];
        for (int row = 0; row < scores.Length; row++)
        {
            probabilities[row] = 1 / (1 + DeterministicMath.Exp(-scores[row]));
        }

        return probabilities;
    }

    /// <summary>The label of the more probable class; the positive one at a score of 0.</summary>
    public static double[] Classes(ReadOnlySpan<double> scores, double negative, double positive)
    {
        double[] classes = new double[scores.Length];
        for (int row = 0; row < scores.Length; row++)
        {
            classes[row] = scores[row] >= 0 ? positive : negative;
        }

        return classes;
    }

    /// <summary>The share of samples whose score has the sign of its label, ±1; a score of 0 is positive.</summary>
    public static double Accuracy(ReadOnlySpan<double> labels, ReadOnlySpan<double> scores)
    {
        int right = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            right += (scores[row] >= 0) == (labels[row] > 0) ? 1 : 0;
        }

        return (double)right / scores.Length;
    }

    /// <summary>The mean of (score − label)².</summary>
    public static double MeanSquaredError(ReadOnlySpan<double> labels, ReadOnlySpan<double> scores)
    {
        double sum = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            sum += (scores[row] - labels[row]) * (scores[row] - labels[row]);
        }

        return sum / scores.Length;
    }
}
