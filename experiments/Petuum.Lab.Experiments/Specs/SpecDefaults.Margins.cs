using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Apps.Svm;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>Of programs with margins, and of what they learn from.</summary>
internal static partial class SpecDefaults
{
    /// <summary>As released; small batches.</summary>
    public static SvmSpec Svm { get; } = new()
    {
        Cost = SvmOptions.DefaultCost,
        Loss = SvmLoss.Hinge,
        Bias = 0,
        Share = SvmOptions.DefaultShare,
    };

    /// <summary>As released.</summary>
    public static MedLdaSpec MedLda { get; } = OfRelease(new MedLdaOptions());

    /// <summary>Two classes, even words.</summary>
    public static GeneratedLabelledDocumentsSpec GeneratedLabelledDocuments { get; } = new()
    {
        Documents = 1,
        Words = 1,
        Topics = 2,
        Classes = 2,
        Length = 1,
        Alpha = LdaOptions.Prior,
        Beta = LdaOptions.Prior,
        TestShare = 0,
        Seed = 1,
    };

    private static MedLdaSpec OfRelease(MedLdaOptions options) => new()
    {
        Topics = options.Topics,
        Alpha = options.Alpha,
        Beta = options.Beta,
        Cost = options.Cost,
        Ell = options.Ell,
        BurnIn = options.BurnIn,
    };
}
