using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate.</summary>
public sealed record ClusterOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<ClusterOptions> Section { get; } = new(
        new ClusterOptions(),
        [
            new Field<ClusterOptions, int>(
                "samples", "rows", Ranges.Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<ClusterOptions, int>(
                "features", "columns", Ranges.Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<ClusterOptions, int>(
                "clusters", "planted centres, drawn from N(0, 1)", Ranges.Count,
                s => s.Clusters, (s, v) => s with { Clusters = v }),
            new Field<ClusterOptions, double>(
                "spread", "standard deviation around a centre", Ranges.NotNegative,
                s => s.Spread, (s, v) => s with { Spread = v }) { IsRequired = false },
        ],
        static (clusters, node) =>
            Ranges.RefuseHuge((long)clusters.Samples * clusters.Features, node, "features"));

    /// <summary>Rows.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Columns.</summary>
    public int Features { get; init; } = 10;

    /// <summary>Planted centres.</summary>
    public int Clusters { get; init; } = 10;

    /// <summary>The standard deviation of every feature around its centre, at least 0.</summary>
    public double Spread { get; init; } = 0.2;
}
