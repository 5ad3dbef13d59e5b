using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.MedLda;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>Maximum-entropy-discrimination LDA.</summary>
public sealed record MedLdaSpec : ProgramSpec
{
    /// <inheritdoc/>
    public override string Name => MedLdaProgram.ProgramName;

    /// <inheritdoc/>
    public override ValueList<string> TableNames => [.. MedLdaTables.Names];

    /// <inheritdoc/>
    public override bool IsModelParallel => true;

    /// <summary>K, at least 1.</summary>
    public required int Topics { get; init; }

    /// <summary>α &gt; 0.</summary>
    public required double Alpha { get; init; }

    /// <summary>β &gt; 0.</summary>
    public required double Beta { get; init; }

    /// <summary>c &gt; 0, the weight of the margins.</summary>
    public required double Cost { get; init; }

    /// <summary>ℓ &gt; 0, the margin that is asked for.</summary>
    public required double Ell { get; init; }

    /// <summary>Rounds before the classifier is averaged, at least 0.</summary>
    public required int BurnIn { get; init; }

    /// <summary>What the program is handed.</summary>
    internal MedLdaOptions Options => new()
    {
        Topics = Topics,
        Alpha = Alpha,
        Beta = Beta,
        Cost = Cost,
        Ell = Ell,
        BurnIn = BurnIn,
    };
}
