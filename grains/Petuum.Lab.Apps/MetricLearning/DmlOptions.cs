namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>Options of distance metric learning.</summary>
public sealed record DmlOptions
{
    /// <summary>The step that suits most data, from a random start.</summary>
    public const double RecommendedStep = 0.3;

    /// <summary>The step that suits most data, from the directions that neighbours were found in.</summary>
    public const double NeighbourStep = 0.15;

    /// <summary>Rows of L, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>λ ≥ 0, the weight of dissimilar pairs.</summary>
    public required double Lambda { get; init; }

    /// <summary>
    /// Above 0: η of AdaGrad as a share of the length that a feature's column of L starts with.
    /// </summary>
    public required double Step { get; init; }

    /// <summary>Share of its pairs that a worker processes in a clock, above 0, at most 1.</summary>
    public required double Share { get; init; }
}

/// <summary>How pairs are drawn from labels.</summary>
public enum DmlDraw
{
    /// <summary>Any two rows of one label, any two of two ([K]); L starts at random.</summary>
    Uniform,

    /// <summary>A row and its nearest of its own label, and of others; L starts from where they were found.</summary>
    Neighbours,
}
