using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>The class of documents by their topics, and its score.</summary>
/// <param name="model">Topics and classifier.</param>
/// <param name="classes">The labels of the classes, as the data have them.</param>
internal sealed class LabelledTopicPredictor(MedLdaModel model, double[] classes) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => model.Topics.Words;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        Documents documents = MedLdaData.CountsOf(rows);
        Documents known = documents.WithWords(model.Topics.Words);
        (int Class, double Score)[] found = new (int, double)[known.Count];
        int right = 0;
        for (int document = 0; document < found.Length; document++)
        {
            found[document] = model.Classify(known.WordsOf(document), known.CountsOf(document));
            right += classes[found[document].Class] == rows.Labels[document] ? 1 : 0;
        }

        return new Prediction
        {
            Columns = ["label", "score"],
            Count = found.Length,
            Line = row => [Text(classes[found[row].Class]), Text(found[row].Score)],
            Scores = [new Metric("accuracy", (double)right / Math.Max(1, found.Length))],
            Unknown = documents.Tokens - known.Tokens,
            OnUnknown = "tokens are of words that the model does not know: they were left out",
        };
    }
}
