using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Lda;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of maximum-entropy-discrimination LDA.</summary>
internal static class MedLdaKeys
{
    private static readonly Real Positive = new(0, 1e6, aboveMinimum: true);

    /// <summary>Of <c>name: medlda</c>.</summary>
    public static readonly Section<MedLdaSpec> MedLda = new(
        SpecDefaults.MedLda,
        [
            new Field<MedLdaSpec, int>(
                "topics", "topics", new Whole<int>(1, LdaOptions.TopicsMax),
                s => s.Topics, (s, v) => s with { Topics = v }) { IsRequired = false },
            new Field<MedLdaSpec, double>(
                "alpha", "the prior of a document's topics", Positive,
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
            new Field<MedLdaSpec, double>(
                "beta", "the prior of a topic's words", Positive,
                s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
            new Field<MedLdaSpec, double>(
                "cost", "the weight of the margins", Positive,
                s => s.Cost, (s, v) => s with { Cost = v }) { IsRequired = false },
            new Field<MedLdaSpec, double>(
                "ell", "the margin that is asked for", Positive,
                s => s.Ell, (s, v) => s with { Ell = v }) { IsRequired = false },
            new Field<MedLdaSpec, int>(
                "burn-in", "clocks before the classifier is averaged", new Whole<int>(0, int.MaxValue),
                s => s.BurnIn, (s, v) => s with { BurnIn = v }) { IsRequired = false },
        ]);
}
