namespace Petuum.Lab.Experiments.Specs;

/// <summary>A data-parallel program on rows of features.</summary>
public abstract record BatchSpec : ProgramSpec
{
    private protected BatchSpec()
    {
    }

    /// <inheritdoc/>
    public override bool IsModelParallel => false;

    /// <summary>The share of its rows that a worker processes in a clock, above 0, at most 1.</summary>
    public required double Share { get; init; }
}

/// <summary>Mini-batch k-means: (1/n) Σ min_k ‖x − m_k‖².</summary>
public sealed record KMeansSpec : BatchSpec
{
    /// <inheritdoc/>
    public override string Name => "kmeans";

    /// <inheritdoc/>
    public override SpecList<string> TableNames => ["centres", "counts"];

    /// <summary>K, at least 1.</summary>
    public required int Clusters { get; init; }
}
