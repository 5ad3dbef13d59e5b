using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of forests.</summary>
internal static class ForestKeys
{
    /// <summary>Of <c>name: forest</c>.</summary>
    public static readonly Section<ForestSpec> Forest = new(
        SpecDefaults.Forest,
        [
            new Field<ForestSpec, int>(
                "trees", "trees that are grown", new Whole<int>(1, 10_000_000),
                s => s.Trees, (s, v) => s with { Trees = v }),
            new Field<ForestSpec, int>(
                "depth", "splits between a root and its deepest leaf, at most", new Whole<int>(1, 10_000),
                s => s.Depth, (s, v) => s with { Depth = v }) { IsRequired = false },
            new Field<ForestSpec, int?>(
                "features", "features tried at a node, of those that vary there (without it: the root of their number)",
                new MaybeValue<int>(new Whole<int>(1, 100_000_000), null),
                s => s.Features, (s, v) => s with { Features = v }) { IsRequired = false },
            new Field<ForestSpec, double>(
                "share", "the share of the samples that a tree draws, with replacement",
                new Real(0, 1, aboveMinimum: true),
                s => s.Share, (s, v) => s with { Share = v }) { IsRequired = false },
            new Field<ForestSpec, int>(
                "leaf-min", "draws that a leaf has at least", new Whole<int>(1, 100_000_000),
                s => s.LeafMin, (s, v) => s with { LeafMin = v }) { IsRequired = false },
            new Field<ForestSpec, int>(
                "batch", "trees of a clock, over all workers", new Whole<int>(1, 10_000_000),
                s => s.Batch, (s, v) => s with { Batch = v }) { IsRequired = false },
        ]);
}
