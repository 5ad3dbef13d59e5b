using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Lda;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of latent Dirichlet allocation.</summary>
internal static class LdaKeys
{
    private static readonly Real Positive = new(0, 1e6, aboveMinimum: true);

    private static readonly Usage<LdaSpec> Proposing =
        new(["form"], static lda => LdaProgram.Proposes(lda.Form), "delayed or light");

    private static readonly Usage<LdaSpec> Cutting =
        new(["form"], static lda => LdaProgram.HasBlocks(lda.Form), "rotation or light");

    /// <summary>Of <c>name: lda</c>.</summary>
    public static readonly Section<LdaSpec> Lda = new(
        SpecDefaults.Lda,
        [
            new Field<LdaSpec, LdaForm>(
                "form", "the sampler, and how workers share the counts",
                new Choice<LdaForm>(
                    ("delayed", LdaForm.Delayed), ("sparse", LdaForm.Sparse), ("rotation", LdaForm.Rotation),
                    ("light", LdaForm.Light)),
                s => s.Form, (s, v) => s with { Form = v }) { IsRequired = false },
            new Field<LdaSpec, int>(
                "topics", "topics", new Whole<int>(1, LdaOptions.TopicsMax), s => s.Topics,
                (s, v) => s with { Topics = v }),
            new Field<LdaSpec, double>(
                "alpha", "the prior of a document's topics", Positive,
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
            new Field<LdaSpec, double>(
                "beta", "the prior of a topic's words", Positive,
                s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
            new Field<LdaSpec, int?>(
                "mh-steps", "proposals of each kind for a token in an epoch (without it: 1, light 2)",
                new MaybeValue<int>(new Whole<int>(1, 64), null),
                s => s.MhSteps, (s, v) => s with { MhSteps = v }) { IsRequired = false, Used = Proposing },
            new Field<LdaSpec, int?>(
                "blocks", "blocks of words, one a clock (without it: as many as workers)",
                new MaybeValue<int>(new Whole<int>(1, 1_000_000), null),
                s => s.Blocks, (s, v) => s with { Blocks = v }) { IsRequired = false, Used = Cutting },
        ]);
}
