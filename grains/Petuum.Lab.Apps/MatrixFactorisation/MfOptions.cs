namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>What λ multiplies.</summary>
public enum Regularisation
{
    /// <summary>Σ_observed λ(‖w_i‖² + ‖h_j‖²): a row counts once for each of its ratings ([E]'s setting).</summary>
    PerRating,

    /// <summary>λ(Σ_i ‖w_i‖² + Σ_j ‖h_j‖²): a row counts once.</summary>
    PerRow,
}

/// <summary>Options of matrix factorisation by SGD.</summary>
public sealed record MfOptions
{
    /// <summary>Columns of both factors, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>λ ≥ 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>What λ multiplies.</summary>
    public required Regularisation Regularisation { get; init; }

    /// <summary>γ &gt; 0 of the first epoch.</summary>
    public required double Step { get; init; }

    /// <summary>γ is multiplied by this after each pass over the worker's data; 1 keeps it.</summary>
    public required double StepDecay { get; init; }

    /// <summary>Share of its ratings that a worker processes in a clock, above 0, at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>Factors start uniform in ±this/√rank.</summary>
    public required double InitialScale { get; init; }
}
