namespace Petuum.Lab.Apps.Dnn;

/// <summary>What a hidden unit makes of its sum.</summary>
public enum Activation
{
    /// <summary>max(0, z).</summary>
    Relu,

    /// <summary>1 / (1 + e^−z).</summary>
    Sigmoid,

    /// <summary>tanh z.</summary>
    Tanh,
}

/// <summary>Options of networks.</summary>
public sealed record DnnOptions
{
    /// <summary>The first step that needs no tuning.</summary>
    public const double DefaultStep = 0.06;

    /// <summary>Units of each hidden layer, the first one first; none is softmax regression.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>Convolutions before the hidden layers, the first one first; none by default.</summary>
    public IReadOnlyList<DnnConvolution> Convolutions { get; init; } = [];

    /// <summary>
    /// Convolutions: height, width and channels of the samples, channels last; null: square, of one channel.
    /// </summary>
    public DnnImage? Image { get; init; }

    /// <summary>Of all hidden layers.</summary>
    public required Activation Activation { get; init; }

    /// <summary>γ of the first epoch, above 0, for features of mean square 1: they are measured first.</summary>
    public required double Step { get; init; }

    /// <summary>γ is multiplied by this after each epoch, above 0, at most 1.</summary>
    public required double StepDecay { get; init; }

    /// <summary>μ, 0 … below 1.</summary>
    public required double Momentum { get; init; }

    /// <summary>Samples of a clock's minibatch, over all workers; at least 1.</summary>
    public required int Batch { get; init; }

    /// <summary>
    /// Wait-free back-propagation: a layer's increments leave while the layer below is gone back through.
    /// </summary>
    public bool WaitFree { get; init; }
}
