using Petuum.Lab.Core;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.Lda;

/// <summary>The tables of all forms.</summary>
public static class LdaTables
{
    /// <summary>n_wk: a row of K counts for each word.</summary>
    public static readonly TableId Words = new(0);

    /// <summary>n_k: one row, the topic summary.</summary>
    public static readonly TableId Topics = new(1);

    /// <summary>
    /// One number, to which workers add: Σ_d Σ_k [ln Γ(n_dk + α) − ln Γ(α)], what of the joint likelihood depends on
    /// the documents' topics.
    /// </summary>
    public static readonly TableId Likelihood = new(2);

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["words", "topics", "likelihood"];

    internal static TableDefinition[] Create(
        int words, int topics, RowKind kind, IRowInitializer? wordCounts, IRowInitializer? topicCounts,
        IRowInitializer? likelihood) =>
    [
        new(Words, Names[0], words, new RowShape(ElementType.Int, kind, topics),
            kind == RowKind.Dense ? Sharding.Range : Sharding.Hash, Initializer: wordCounts),
        new(Topics, Names[1], 1, new RowShape(ElementType.Int, RowKind.Dense, topics), Sharding.Hash,
            Initializer: topicCounts),
        new(Likelihood, Names[2], 1, new RowShape(ElementType.Double, RowKind.Dense, 1), Sharding.Hash,
            Initializer: likelihood),
    ];
}
