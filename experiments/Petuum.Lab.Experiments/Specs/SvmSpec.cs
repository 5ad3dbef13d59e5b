using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Svm;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>Linear support vector machine: ½‖w‖² + C Σ loss(y wᵀx).</summary>
public sealed record SvmSpec : ProgramSpec
{
    /// <inheritdoc/>
    public override string Name => SvmProgram.ProgramName;

    /// <inheritdoc/>
    public override ValueList<string> TableNames => [.. SvmTables.Names];

    /// <inheritdoc/>
    public override bool IsModelParallel => true;

    /// <summary>C, above 0.</summary>
    public required double Cost { get; init; }

    /// <summary>The loss.</summary>
    public required SvmLoss Loss { get; init; }

    /// <summary>The value of one more feature of every row, at least 0; 0: there is none.</summary>
    public required double Bias { get; init; }

    /// <summary>The share of its rows that a worker takes up in a clock, above 0, at most 1.</summary>
    public required double Share { get; init; }
}
