namespace Petuum.Lab.Apps.Lda;

/// <summary>How workers share the word-topic counts.</summary>
public enum LdaForm
{
    /// <summary>
    /// Word pass and document pass by Metropolis–Hastings, counts refreshed between them (in the way of WarpLDA).
    /// </summary>
    Delayed,

    /// <summary>Collapsed Gibbs sampling with SparseLDA's buckets; word rows sparse, data-parallel.</summary>
    Sparse,

    /// <summary>Collapsed Gibbs sampling over disjoint blocks of words that go round ([S16] Alg. 3).</summary>
    Rotation,

    /// <summary>Metropolis–Hastings with alias tables, slices of words streamed through workers (LightLDA).</summary>
    Light,
}

/// <summary>Options of latent Dirichlet allocation.</summary>
public sealed record LdaOptions
{
    /// <summary>The largest K: a token's topic takes up 16 bits.</summary>
    public const int TopicsMax = ushort.MaxValue;

    /// <summary>α and β where nothing is said ([B]).</summary>
    public const double Prior = 0.1;

    /// <summary>K, 1 … <see cref="TopicsMax"/>.</summary>
    public required int Topics { get; init; }

    /// <summary>α &gt; 0, the prior of a document's topics, the same for all.</summary>
    public double Alpha { get; init; } = Prior;

    /// <summary>β &gt; 0, the prior of a topic's words, the same for all.</summary>
    public double Beta { get; init; } = Prior;

    /// <summary>How workers share the word-topic counts.</summary>
    public LdaForm Form { get; init; } = LdaForm.Delayed;

    /// <summary>
    /// Proposals of each kind for a token in an epoch, at least 1; of the forms <see cref="LdaForm.Delayed"/> and
    /// <see cref="LdaForm.Light"/>. Null: 1 and 2, as their papers have it.
    /// </summary>
    public int? MhSteps { get; init; }

    /// <summary>
    /// Rotation and light: blocks of words, no fewer than workers in a rotation; null: one for each worker. An epoch is
    /// as many clocks.
    /// </summary>
    public int? Blocks { get; init; }

    /// <summary>Proposals of each kind for a token in an epoch.</summary>
    internal int Steps => MhSteps ?? (Form == LdaForm.Light ? 2 : 1);
}
