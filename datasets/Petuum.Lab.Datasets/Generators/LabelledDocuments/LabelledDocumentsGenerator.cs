using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>
/// Documents of planted topics that carry labels: topic k belongs to class k mod L, and a document is of the class
/// whose topics have the largest share of it, the first of several.
/// </summary>
public static class LabelledDocumentsGenerator
{
    /// <summary>
    /// Rows of counts, a row a document, with labels 0 … L − 1; the documents are those of <see
    /// cref="DocumentsGenerator"/> for the same options and seed.
    /// </summary>
    /// <param name="options">The documents.</param>
    /// <param name="classes">L, from 1 to the number of topics.</param>
    /// <param name="seed">All chance.</param>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static RegressionData Generate(DocumentsOptions options, int classes, Seed seed)
    {
        Invariant.Require(
            classes >= 1 && classes <= options.Topics, $"{classes} classes of {options.Topics} topics.");
        DocumentsProblem problem = DocumentsGenerator.Generate(options, seed);
        double[] labels = new double[options.Documents];
        double[] shares = new double[classes];
        for (int document = 0; document < labels.Length; document++)
        {
            Array.Clear(shares);
            for (int topic = 0; topic < options.Topics; topic++)
            {
                shares[topic % classes] += problem.DocumentTopics[(document * options.Topics) + topic];
            }

            int label = 0;
            for (int other = 1; other < classes; other++)
            {
                label = shares[other] > shares[label] ? other : label;
            }

            labels[document] = label;
        }

        Documents documents = problem.Documents;
        SparseMatrix counts = SparseMatrix.FromCompressed(
            SparseLayout.Rows, documents.Count, documents.Words, documents.Offsets.ToArray(), documents.Word.ToArray(),
            [.. documents.Times.ToArray().Select(times => (double)times)]);
        return new RegressionData(counts, labels);
    }
}
