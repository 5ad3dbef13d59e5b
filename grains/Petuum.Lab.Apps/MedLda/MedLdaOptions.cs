using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>Options of maximum-entropy-discrimination LDA; defaults are the release's.</summary>
public sealed record MedLdaOptions
{
    private static readonly Real Positive = new(0, 1e6, aboveMinimum: true);

    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<MedLdaOptions> Section { get; } = new(
        new MedLdaOptions(),
        [
            new Field<MedLdaOptions, int>(
                "topics", "topics", new Whole<int>(1, LdaOptions.TopicsMax),
                s => s.Topics, (s, v) => s with { Topics = v }) { IsRequired = false },
            new Field<MedLdaOptions, double>(
                "alpha", "the prior of a document's topics", Positive,
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
            new Field<MedLdaOptions, double>(
                "beta", "the prior of a topic's words", Positive,
                s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
            new Field<MedLdaOptions, double>(
                "cost", "the weight of the margins", Positive,
                s => s.Cost, (s, v) => s with { Cost = v }) { IsRequired = false },
            new Field<MedLdaOptions, double>(
                "ell", "the margin that is asked for", Positive,
                s => s.Ell, (s, v) => s with { Ell = v }) { IsRequired = false },
            new Field<MedLdaOptions, int>(
                "burn-in", "clocks before the classifier is averaged", new Whole<int>(0, int.MaxValue),
                s => s.BurnIn, (s, v) => s with { BurnIn = v }) { IsRequired = false },
        ]);

    /// <summary>K, at least 1.</summary>
    public int Topics { get; init; } = 40;

    /// <summary>α &gt; 0, the prior of a document's topics, the same for all.</summary>
    public double Alpha { get; init; } = 0.16;

    /// <summary>β &gt; 0, the prior of a topic's words, the same for all.</summary>
    public double Beta { get; init; } = 0.01;

    /// <summary>c &gt; 0, the weight of the margins.</summary>
    public double Cost { get; init; } = 1.6;

    /// <summary>ℓ &gt; 0, the margin that is asked for.</summary>
    public double Ell { get; init; } = 64;

    /// <summary>Rounds after which the classifier begins to be averaged, at least 0.</summary>
    public int BurnIn { get; init; } = 40;
}
