using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate.</summary>
public record DocumentsOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<DocumentsOptions> Section { get; } = new(
        new DocumentsOptions(),
        [
            .. Fields<DocumentsOptions>(),
            new Field<DocumentsOptions, double>(
                "word-skew", "how uneven words are, 0 for even", new Real(0, 10),
                s => s.WordSkew, (s, v) => s with { WordSkew = v }) { IsRequired = false },
        ],
        RefuseHuge);

    /// <summary>D, at least 1.</summary>
    public int Documents { get; init; } = 1000;

    /// <summary>V, at least 1.</summary>
    public int Words { get; init; } = 2000;

    /// <summary>K planted topics, at least 1.</summary>
    public int Topics { get; init; } = 20;

    /// <summary>Tokens of a document on average, at least 1; lengths are even from ½ to 1½ times it.</summary>
    public int Length { get; init; } = 100;

    /// <summary>α of the documents' topic proportions, above 0.</summary>
    public double Alpha { get; init; } = 0.1;

    /// <summary>β: a topic's words are Dirichlet with β·V in all, shared by the words' weights; above 0.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>
    /// How uneven words are: word number i (from 1) has a weight of i to the power −skew. 0 is even, 1 is Zipf.
    /// </summary>
    public double WordSkew { get; init; }

    /// <summary>What all documents of planted topics have.</summary>
    internal static Field<T>[] Fields<T>(params Field<T>[] afterTopics)
        where T : DocumentsOptions =>
    [
        new Field<T, int>(
            "documents", "documents", Ranges.Count, s => s.Documents, (s, v) => s with { Documents = v }),
        new Field<T, int>(
            "words", "words", Ranges.Count, s => s.Words, (s, v) => s with { Words = v }),
        new Field<T, int>(
            "topics", "topics that are planted", Ranges.Count, s => s.Topics, (s, v) => s with { Topics = v }),
        .. afterTopics,
        new Field<T, int>(
            "length", "tokens of a document on average", Ranges.Count, s => s.Length, (s, v) => s with { Length = v }),
        new Field<T, double>(
            "alpha", "the prior of a document's topics", Ranges.Positive,
            s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
        new Field<T, double>(
            "beta", "the prior of a topic's words", Ranges.Positive,
            s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
    ];

    /// <summary>Refuses more than arrays hold.</summary>
    internal static void RefuseHuge(DocumentsOptions documents, OptionNode node)
    {
        Ranges.RefuseHuge((long)documents.Topics * Math.Max(documents.Words, documents.Documents), node, "topics");
        Ranges.RefuseHuge((long)documents.Documents * documents.Length * 3 / 2, node, "length");
    }
}
