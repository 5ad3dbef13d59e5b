using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Networks;

/// <summary>The most probable class, and its probability.</summary>
/// <param name="model">The weights.</param>
/// <param name="classes">The labels of the classes as the data have them, ascending.</param>
internal sealed class ClassPredictor(IClassifier model, double[] classes) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => model.Features;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        (int[] best, float[] probabilities) = model.Predict(new ClassData(rows, classes, model.Features));
        int right = 0;
        for (int row = 0; row < best.Length; row++)
        {
            right += classes[best[row]] == rows.Labels[row] ? 1 : 0;
        }

        return new Prediction
        {
            Columns = ["label", "probability"],
            Count = best.Length,
            Line = row => [Text(classes[best[row]]), Text(probabilities[row])],
            Scores = [new Metric("accuracy", (double)right / Math.Max(1, best.Length))],
        };
    }
}
