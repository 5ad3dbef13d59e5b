using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of programs that learn classes by minibatches.</summary>
internal static class NetworkKeys
{
    private static readonly Usage<MlrSpec> OfFactors =
        new(["form"], static mlr => mlr.Form == MlrForm.Factors, "factors");

    /// <summary>Of <c>name: mlr</c>.</summary>
    public static readonly Section<MlrSpec> Mlr = new(
        SpecDefaults.Mlr,
        [
            new Field<MlrSpec, MlrForm?>(
                "form", "what workers send: gradients as a 'matrix' (without it), or their sufficient 'factors'",
                new MaybeValue<MlrForm>(
                    new Choice<MlrForm>(("matrix", MlrForm.Matrix), ("factors", MlrForm.Factors)), null),
                s => s.Form,
                (s, v) => s with { Form = v == MlrForm.Matrix ? null : v }) { IsRequired = false },
            Step<MlrSpec>("the step of the first epoch, over the largest eigenvalue of the features' second moments"),
            .. Fields<MlrSpec>(),
            new Field<MlrSpec, int?>(
                "sync-every", "clocks between two times that the weights' table is brought up to date",
                new MaybeValue<int>(new Whole<int>(1, 1_000_000), null),
                s => s.SyncEvery, (s, v) => s with { SyncEvery = v }) { IsRequired = false, Used = OfFactors },
        ]);

    private static readonly Section<ConvolutionSpec> Convolution = new(
        SpecDefaults.Convolution,
        [
            new Field<ConvolutionSpec, int>(
                "filters", "filters: the channels that it makes", new Whole<int>(1, 100_000),
                s => s.Filters, (s, v) => s with { Filters = v }),
            new Field<ConvolutionSpec, int>(
                "size", "rows and columns of a filter", new Whole<int>(1, 10_000),
                s => s.Size, (s, v) => s with { Size = v }),
            new Field<ConvolutionSpec, int>(
                "pool", "rows and columns of the windows of which the largest value is kept; 1 for none",
                new Whole<int>(1, 10_000),
                s => s.Pool, (s, v) => s with { Pool = v }) { IsRequired = false },
        ]);

    /// <summary>Of <c>name: dnn</c>.</summary>
    public static readonly Section<DnnSpec> Dnn = new(
        SpecDefaults.Dnn,
        [
            new Field<DnnSpec, ValueList<ConvolutionSpec>>(
                "convolutions", "layers of filters before the hidden ones, such as [{filters: 8, size: 5}]",
                new ListOf<ConvolutionSpec>(Convolution, 0),
                s => s.Convolutions, (s, v) => s with { Convolutions = v }) { IsRequired = false },
            new Field<DnnSpec, ValueList<int>>(
                "image", "height, width and channels of the samples of convolutions; [] for squares of one channel",
                new ListOf<int>(new Whole<int>(1, 100_000), 0),
                s => s.Image, (s, v) => s with { Image = v }) { IsRequired = false },
            new Field<DnnSpec, ValueList<int>>(
                "hidden", "units of each hidden layer, such as [128, 64]",
                new ListOf<int>(new Whole<int>(1, 1_000_000), 0),
                s => s.Hidden, (s, v) => s with { Hidden = v }) { IsRequired = false },
            new Field<DnnSpec, Activation>(
                "activation", "what hidden units make of their sums",
                new Choice<Activation>(
                    ("relu", Activation.Relu), ("sigmoid", Activation.Sigmoid), ("tanh", Activation.Tanh)),
                s => s.Activation, (s, v) => s with { Activation = v }) { IsRequired = false },
            Step<DnnSpec>("the step of the first epoch, for features of mean square 1: others are measured"),
            new Field<DnnSpec, double>(
                "momentum", "the share of the last change that goes on", new Real(0, 1, belowMaximum: true),
                s => s.Momentum, (s, v) => s with { Momentum = v }) { IsRequired = false },
            new Field<DnnSpec, bool>(
                "wait-free", "a layer's changes leave while the layer below is gone back through", new Switch(),
                s => s.WaitFree, (s, v) => s with { WaitFree = v }) { IsRequired = false },
            .. Fields<DnnSpec>(),
        ],
        static (dnn, node) =>
        {
            if (dnn.Image.Count is not (0 or 3))
            {
                throw node.Find("image")!.Error(
                    $"'image' has {dnn.Image.Count} numbers", "write [height, width, channels], or [] for squares");
            }
        });

    private static Field<T, double> Step<T>(string says)
        where T : ClassProgramSpec =>
        new("step", says, new Real(0, double.PositiveInfinity, aboveMinimum: true),
            s => s.Step, (s, v) => s with { Step = v })
        {
            IsRequired = false,
        };

    private static Field<T>[] Fields<T>()
        where T : ClassProgramSpec =>
    [
        new Field<T, double>(
            "step-decay", "what the step is multiplied by after each epoch", new Real(0, 1, aboveMinimum: true),
            s => s.StepDecay, (s, v) => s with { StepDecay = v }) { IsRequired = false },
        new Field<T, int>(
            "batch", "samples of a clock's minibatch, over all workers", new Whole<int>(1, 100_000_000),
            s => s.Batch, (s, v) => s with { Batch = v }) { IsRequired = false },
    ];
}
