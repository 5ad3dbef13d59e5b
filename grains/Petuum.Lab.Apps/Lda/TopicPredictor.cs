using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>The topic proportions of documents, and their perplexity by completion.</summary>
internal sealed class TopicPredictor(LdaModel model) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Documents;

    /// <inheritdoc/>
    public override Prediction Apply(Documents documents)
    {
        Documents known = documents.WithWords(model.Words);
        return new Prediction
        {
            Columns = ["document", .. Enumerable.Range(0, model.Topics).Select(topic => $"topic{topic}")],
            Count = known.Count,
            Line = document =>
            [
                $"{document + 1}",
                .. model.Infer(known.WordsOf(document), known.CountsOf(document)).Select(share => Text(share)),
            ],
            Scores = [new Metric("perplexity", model.Perplexity(known))],
            Unknown = documents.Tokens - known.Tokens,
            OnUnknown = "tokens are of words that the model does not know: they were left out",
        };
    }
}
