namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>Options of distance metric learning.</summary>
public sealed record DmlOptions
{
    /// <summary>The step that suits most data.</summary>
    public const double RecommendedStep = 0.3;

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
