namespace Petuum.Lab.Apps.KMeans;

/// <summary>Options of mini-batch k-means.</summary>
public sealed record KMeansOptions
{
    /// <summary>K, at least 1, at most the rows there are.</summary>
    public required int Clusters { get; init; }

    /// <summary>Share of its rows that a worker processes in a clock, above 0, at most 1.</summary>
    public required double Share { get; init; }
}
