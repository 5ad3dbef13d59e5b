using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>A random forest of C4.5 trees.</summary>
public sealed record ForestSpec : ProgramSpec
{
    /// <inheritdoc/>
    public override string Name => "forest";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => ["trees", "votes"];

    /// <inheritdoc/>
    public override bool IsModelParallel => false;

    /// <summary>Trees, at least 1.</summary>
    public required int Trees { get; init; }

    /// <summary>Splits between a root and its deepest leaf, at most; at least 1.</summary>
    public required int Depth { get; init; }

    /// <summary>Features tried at a node, at least 1; null: the square root of all.</summary>
    public required int? Features { get; init; }

    /// <summary>The share of the samples that a tree draws, above 0, at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>Draws that a leaf has at least, at least 1.</summary>
    public required int LeafMin { get; init; }

    /// <summary>Trees of a clock, over all workers; at least 1.</summary>
    public required int Batch { get; init; }
}
