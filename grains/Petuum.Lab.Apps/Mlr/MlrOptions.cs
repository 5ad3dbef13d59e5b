namespace Petuum.Lab.Apps.Mlr;

/// <summary>Options of softmax regression.</summary>
public sealed record MlrOptions
{
    /// <summary>
    /// The step that needs no tuning, in units of 1 / (largest eigenvalue of the features' second moments).
    /// </summary>
    public const double DefaultStep = 8;

    /// <summary>Above 0: γ of the first epoch, times that eigenvalue.</summary>
    public required double Step { get; init; }

    /// <summary>γ is multiplied by this after each epoch, above 0, at most 1.</summary>
    public required double StepDecay { get; init; }

    /// <summary>Samples of a clock's minibatch, over all workers; at least 1.</summary>
    public required int Batch { get; init; }

    /// <summary>What a worker sends.</summary>
    public MlrForm Form { get; init; } = MlrForm.Matrix;

    /// <summary>Factors: the workers of the run; each has a row for every round under way.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Factors: the staleness s of the run.</summary>
    public int Staleness { get; init; }

    /// <summary>Factors: clocks between two times that the weights' table is brought up to date, at least 1.</summary>
    public int SyncEvery { get; init; } = 10;
}

/// <summary>What a worker sends of a minibatch's gradient Σ_i g_i x̃_iᵀ, classes × (features + 1).</summary>
public enum MlrForm
{
    /// <summary>The matrix: J·K values.</summary>
    Matrix,

    /// <summary>Sufficient factors (g_i, x_i) of every sample, J + K values each ([Eng] §SFB).</summary>
    Factors,
}
