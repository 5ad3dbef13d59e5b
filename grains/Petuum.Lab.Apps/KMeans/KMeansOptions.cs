using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>Options of mini-batch k-means.</summary>
public sealed record KMeansOptions : BatchOptions
{
    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<KMeansOptions> Section { get; } = new(
        new KMeansOptions { Share = 0.1 },
        [
            new Field<KMeansOptions, int>(
                "clusters", "centres", new Whole<int>(1, 1_000_000),
                s => s.Clusters, (s, v) => s with { Clusters = v }),
            ShareOf<KMeansOptions>(),
        ]);

    /// <summary>K, at least 1, at most the rows there are.</summary>
    public int Clusters { get; init; } = 10;
}
