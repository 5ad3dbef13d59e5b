using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>Options of maximum-entropy-discrimination LDA; defaults are the release's.</summary>
public sealed record MedLdaOptions
{
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

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public MedLdaOptions Validated()
    {
        Check(Topics is >= 1 and <= Lda.LdaOptions.TopicsMax, $"{Topics} topics", "use 1 to 65,535");
        Check(IsPositive(Alpha), $"alpha {Alpha}", "use more than 0");
        Check(IsPositive(Beta), $"beta {Beta}", "use more than 0");
        Check(IsPositive(Cost), $"cost {Cost}", "use more than 0");
        Check(IsPositive(Ell), $"ell {Ell}", "use more than 0");
        Check(BurnIn >= 0, $"burn-in {BurnIn}", "use 0 or more");
        return this;
    }

    internal static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }

    private static bool IsPositive(double value) => value is > 0 and < double.PositiveInfinity;
}
