using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Options;

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

/// <summary>Options of networks; what needs no tuning: one hidden layer of 128.</summary>
public sealed record DnnOptions : MinibatchOptions
{
    /// <summary>The first step that needs no tuning.</summary>
    public const double DefaultStep = 0.06;

    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<DnnOptions> Section { get; } = new(
        new DnnOptions { Step = DefaultStep, StepDecay = 0.9, Batch = 256 },
        [
            new Field<DnnOptions, ValueList<DnnConvolution>>(
                "convolutions", "layers of filters before the hidden ones, such as [{filters: 8, size: 5}]",
                new ListOf<DnnConvolution>(DnnConvolution.Section, 0),
                s => s.Convolutions, (s, v) => s with { Convolutions = v }) { IsRequired = false },
            new Field<DnnOptions, ValueList<int>>(
                "image", "height, width and channels of the samples of convolutions; [] for squares of one channel",
                new ListOf<int>(new Whole<int>(1, 100_000), 0),
                s => s.Image, (s, v) => s with { Image = v }) { IsRequired = false },
            new Field<DnnOptions, ValueList<int>>(
                "hidden", "units of each hidden layer, such as [128, 64]",
                new ListOf<int>(new Whole<int>(1, 1_000_000), 0),
                s => s.Hidden, (s, v) => s with { Hidden = v }) { IsRequired = false },
            new Field<DnnOptions, Activation>(
                "activation", "what hidden units make of their sums",
                new Choice<Activation>(
                    ("relu", Activation.Relu), ("sigmoid", Activation.Sigmoid), ("tanh", Activation.Tanh)),
                s => s.Activation, (s, v) => s with { Activation = v }) { IsRequired = false },
            StepOf<DnnOptions>("the step of the first epoch, for features of mean square 1: others are measured"),
            new Field<DnnOptions, double>(
                "momentum", "the share of the last change that goes on", new Real(0, 1, belowMaximum: true),
                s => s.Momentum, (s, v) => s with { Momentum = v }) { IsRequired = false },
            new Field<DnnOptions, bool>(
                "wait-free", "a layer's changes leave while the layer below is gone back through", new Switch(),
                s => s.WaitFree, (s, v) => s with { WaitFree = v }) { IsRequired = false },
            .. FieldsOf<DnnOptions>(),
        ],
        static (dnn, node) =>
        {
            if (dnn.Image.Count is not (0 or 3))
            {
                throw node.Find("image")!.Error(
                    $"'image' has {dnn.Image.Count} numbers", "write [height, width, channels], or [] for squares");
            }
        });

    /// <summary>Convolutions before the hidden layers, the first one first.</summary>
    public ValueList<DnnConvolution> Convolutions { get; init; } = [];

    /// <summary>
    /// Convolutions: height, width and channels of the samples, channels last; empty: square, of one channel.
    /// </summary>
    public ValueList<int> Image { get; init; } = [];

    /// <summary>Units of each hidden layer, the first one first; none is softmax regression.</summary>
    public ValueList<int> Hidden { get; init; } = [128];

    /// <summary>Of all hidden layers.</summary>
    public Activation Activation { get; init; }

    /// <summary>μ, 0 … below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>
    /// Wait-free back-propagation: a layer's increments leave while the layer below is gone back through.
    /// </summary>
    public bool WaitFree { get; init; }

    /// <summary>The layers for so many features and classes.</summary>
    /// <exception cref="Petuum.Lab.Core.Jobs.PlanException">They cannot be.</exception>
    internal DnnShape ShapeFor(int features, int classes) => new(
        features, Hidden, classes, Activation, Convolutions,
        Image.Count == 0 ? null : new DnnImage(Image[0], Image[1], Image[2]));
}
