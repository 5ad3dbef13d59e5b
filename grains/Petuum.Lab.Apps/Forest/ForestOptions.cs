using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// Options of a random forest: the depth of the release's example; all samples, drawn with replacement.
/// </summary>
public sealed record ForestOptions
{
    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<ForestOptions> Section { get; } = new(
        new ForestOptions(),
        [
            new Field<ForestOptions, int>(
                "trees", "trees that are grown", new Whole<int>(1, 10_000_000),
                s => s.Trees, (s, v) => s with { Trees = v }),
            new Field<ForestOptions, int>(
                "depth", "splits between a root and its deepest leaf, at most", new Whole<int>(1, 10_000),
                s => s.Depth, (s, v) => s with { Depth = v }) { IsRequired = false },
            new Field<ForestOptions, int?>(
                "features", "features tried at a node, of those that vary there (without it: the root of their number)",
                new MaybeValue<int>(new Whole<int>(1, 100_000_000), null),
                s => s.Features, (s, v) => s with { Features = v }) { IsRequired = false },
            new Field<ForestOptions, double>(
                "share", "the share of the samples that a tree draws, with replacement",
                new Real(0, 1, aboveMinimum: true),
                s => s.Share, (s, v) => s with { Share = v }) { IsRequired = false },
            new Field<ForestOptions, int>(
                "leaf-min", "draws that a leaf has at least", new Whole<int>(1, 100_000_000),
                s => s.LeafMin, (s, v) => s with { LeafMin = v }) { IsRequired = false },
            new Field<ForestOptions, int>(
                "batch", "trees of a clock, over all workers", new Whole<int>(1, 10_000_000),
                s => s.Batch, (s, v) => s with { Batch = v }) { IsRequired = false },
        ]);

    /// <summary>Trees, at least 1.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Splits between a root and its deepest leaf, at most; at least 1.</summary>
    public int Depth { get; init; } = 16;

    /// <summary>Features tried at a node, of those that vary in it, at least 1; null: √p.</summary>
    public int? Features { get; init; }

    /// <summary>A tree draws this share of the samples, with replacement; above 0, at most 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Draws that a leaf has at least, at least 1.</summary>
    public int LeafMin { get; init; } = 1;

    /// <summary>Trees of a clock, over all workers; at least 1.</summary>
    public int Batch { get; init; } = 10;
}
