using Petuum.Lab.Core.Options;

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
    private static readonly Real Positive = new(0, 1e6, aboveMinimum: true);

    private static readonly Usage<LdaOptions> Proposing =
        new(["form"], static lda => LdaProgram.Proposes(lda.Form), "delayed or light");

    private static readonly Usage<LdaOptions> Cutting =
        new(["form"], static lda => LdaProgram.HasBlocks(lda.Form), "rotation or light");

    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<LdaOptions> Section { get; } = new(
        new LdaOptions(),
        [
            new Field<LdaOptions, LdaForm>(
                "form", "the sampler, and how workers share the counts",
                new Choice<LdaForm>(
                    ("delayed", LdaForm.Delayed), ("sparse", LdaForm.Sparse), ("rotation", LdaForm.Rotation),
                    ("light", LdaForm.Light)),
                s => s.Form, (s, v) => s with { Form = v }) { IsRequired = false },
            new Field<LdaOptions, int>(
                "topics", "topics", new Whole<int>(1, LdaOptions.TopicsMax), s => s.Topics,
                (s, v) => s with { Topics = v }),
            new Field<LdaOptions, double>(
                "alpha", "the prior of a document's topics", Positive,
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
            new Field<LdaOptions, double>(
                "beta", "the prior of a topic's words", Positive,
                s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
            new Field<LdaOptions, int?>(
                "mh-steps", "proposals of each kind for a token in an epoch (without it: 1, light 2)",
                new MaybeValue<int>(new Whole<int>(1, 64), null),
                s => s.MhSteps, (s, v) => s with { MhSteps = v }) { IsRequired = false, Used = Proposing },
            new Field<LdaOptions, int?>(
                "blocks", "blocks of words, one a clock (without it: as many as workers)",
                new MaybeValue<int>(new Whole<int>(1, 1_000_000), null),
                s => s.Blocks, (s, v) => s with { Blocks = v }) { IsRequired = false, Used = Cutting },
        ]);

    /// <summary>The largest K: a token's topic takes up 16 bits.</summary>
    public const int TopicsMax = ushort.MaxValue;

    /// <summary>α and β where nothing is said ([B]).</summary>
    public const double Prior = 0.1;

    /// <summary>K, 1 … <see cref="TopicsMax"/>.</summary>
    public int Topics { get; init; } = 50;

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
