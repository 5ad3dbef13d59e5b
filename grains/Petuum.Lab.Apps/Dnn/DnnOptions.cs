using Petuum.Lab.Apps.Networks;

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

/// <summary>Options of fully connected networks.</summary>
public sealed record DnnOptions
{
    /// <summary>The first step that needs no tuning.</summary>
    public const double DefaultStep = 0.06;

    /// <summary>Units of each hidden layer, the first one first; none is softmax regression.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

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
}

/// <summary>The layers of a network: layer l takes Inputs(l) values to Outputs(l).</summary>
public sealed class DnnShape
{
    private readonly int[] _units;

    /// <summary>From features through hidden layers to classes.</summary>
    public DnnShape(int features, IReadOnlyList<int> hidden, int classes, Activation activation)
    {
        _units = [features, .. hidden, classes];
        Activation = activation;
        foreach (int units in hidden)
        {
            ClassData.Check(units > 0, $"a hidden layer of {units} units", "give every hidden layer at least one");
        }
    }

    /// <summary>Layers of weights.</summary>
    public int Layers => _units.Length - 1;

    /// <summary>What hidden units make of their sums.</summary>
    public Activation Activation { get; }

    /// <summary>Values that a layer takes.</summary>
    public int Inputs(int layer) => _units[layer];

    /// <summary>Values that a layer makes.</summary>
    public int Outputs(int layer) => _units[layer + 1];
}
