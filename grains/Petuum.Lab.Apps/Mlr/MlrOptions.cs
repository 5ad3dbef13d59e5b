using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>Options of softmax regression.</summary>
public sealed record MlrOptions : MinibatchOptions
{
    /// <summary>
    /// The step that needs no tuning, in units of 1 / (largest eigenvalue of the features' second moments).
    /// </summary>
    public const double DefaultStep = 8;

    private const int DefaultSyncEvery = 10;

    private static readonly Usage<MlrOptions> OfFactors =
        new(["form"], static mlr => mlr.Form == MlrForm.Factors, "factors");

    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<MlrOptions> Section { get; } = new(
        new MlrOptions { Step = DefaultStep, StepDecay = 0.95, Batch = 128, SyncEvery = DefaultSyncEvery },
        [
            new Field<MlrOptions, MlrForm?>(
                "form", "what workers send: gradients as a 'matrix' (without it), or their sufficient 'factors'",
                new MaybeValue<MlrForm>(
                    new Choice<MlrForm>(("matrix", MlrForm.Matrix), ("factors", MlrForm.Factors)), null),
                s => s.Form == MlrForm.Matrix ? null : s.Form,
                (s, v) => s with { Form = v ?? MlrForm.Matrix }) { IsRequired = false },
            StepOf<MlrOptions>(
                "the step of the first epoch, over the largest eigenvalue of the features' second moments"),
            .. FieldsOf<MlrOptions>(),
            new Field<MlrOptions, int?>(
                "sync-every", "clocks between two times that the weights' table is brought up to date",
                new MaybeValue<int>(new Whole<int>(1, 1_000_000), null),
                s => s.SyncEvery, (s, v) => s with { SyncEvery = v }) { IsRequired = false, Used = OfFactors },
        ]);

    /// <summary>What a worker sends.</summary>
    public MlrForm Form { get; init; }

    /// <summary>
    /// Factors: clocks between two times that the weights' table is brought up to date, at least 1; null: 10.
    /// </summary>
    public int? SyncEvery { get; init; }

    /// <summary>That number.</summary>
    internal int SyncEveryInUse => SyncEvery ?? DefaultSyncEvery;
}

/// <summary>What the form of factors has to know of a run.</summary>
/// <param name="Workers">Each has a row for every round under way.</param>
/// <param name="Staleness">s.</param>
public readonly record struct MlrRun(int Workers, int Staleness)
{
    /// <summary>One worker, which waits for nobody.</summary>
    public static MlrRun Alone => new(Workers: 1, Staleness: 0);
}

/// <summary>What a worker sends of a minibatch's gradient Σ_i g_i x̃_iᵀ, classes × (features + 1).</summary>
public enum MlrForm
{
    /// <summary>The matrix: J·K values.</summary>
    Matrix,

    /// <summary>Sufficient factors (g_i, x_i) of every sample, J + K values each ([Eng] §SFB).</summary>
    Factors,
}
