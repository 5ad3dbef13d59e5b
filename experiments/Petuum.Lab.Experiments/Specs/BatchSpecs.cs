using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.MetricLearning;

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

/// <summary>Distance metric learning: Σ_S ‖L(x−y)‖² + λ Σ_D max(0, 1 − ‖L(x−y)‖²).</summary>
public sealed record DmlSpec : BatchSpec
{
    /// <inheritdoc/>
    public override string Name => "dml";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => ["metric"];

    /// <summary>Rows of L, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>λ ≥ 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>Above 0: a share of the length that the columns of L start with.</summary>
    public required double Step { get; init; }

    /// <summary>How pairs are drawn from labels, where no files of pairs are given; null: uniformly.</summary>
    public required DmlDraw? Draw { get; init; }

    /// <summary>Pairs of each kind that are drawn from labels, at least 1, where no files of pairs are given.</summary>
    public required int Pairs { get; init; }
}

/// <summary>X ≈ LR with codes that stay with their workers.</summary>
public abstract record FactorSpec : BatchSpec
{
    private protected FactorSpec()
    {
    }

    /// <summary>K, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>Passes over a row's code each time it is taken up, at most; at least 1.</summary>
    public required int Passes { get; init; }
}

/// <summary>Non-negative matrix factorisation: ‖X − LR‖², L, R ≥ 0.</summary>
public sealed record NmfSpec : FactorSpec
{
    /// <inheritdoc/>
    public override string Name => "nmf";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => ["parts", "curvature"];
}

/// <summary>Sparse coding: ‖X − SB‖² + λ‖S‖₁, ‖B_k‖ ≤ c.</summary>
public sealed record SparseCodingSpec : FactorSpec
{
    /// <inheritdoc/>
    public override string Name => "sparse-coding";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => ["dictionary", "curvature"];

    /// <summary>λ ≥ 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>c &gt; 0.</summary>
    public required double Radius { get; init; }
}

/// <summary>Mini-batch k-means: (1/n) Σ min_k ‖x − m_k‖².</summary>
public sealed record KMeansSpec : BatchSpec
{
    /// <inheritdoc/>
    public override string Name => "kmeans";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => ["centres"];

    /// <summary>K, at least 1.</summary>
    public required int Clusters { get; init; }
}
