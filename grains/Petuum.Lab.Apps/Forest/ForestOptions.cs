namespace Petuum.Lab.Apps.Forest;

/// <summary>Options of a random forest.</summary>
public sealed record ForestOptions
{
    /// <summary>Trees, at least 1.</summary>
    public required int Trees { get; init; }

    /// <summary>Splits between a root and its deepest leaf, at most; at least 1.</summary>
    public required int Depth { get; init; }

    /// <summary>Features tried at a node, of those that vary in it, at least 1; null: √p.</summary>
    public int? Features { get; init; }

    /// <summary>A tree draws this share of the samples, with replacement; above 0, at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>Draws that a leaf has at least, at least 1.</summary>
    public required int LeafMin { get; init; }

    /// <summary>Trees of a clock, over all workers; at least 1.</summary>
    public required int Batch { get; init; }
}
