using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// What a pixel place holds: value (y, x, channel) of a sample is at (y · Width + x) · Channels + channel.
/// </summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values of a pixel.</param>
public readonly record struct DnnImage(int Height, int Width, int Channels)
{
    /// <summary>Values of a sample.</summary>
    public int Values => Height * Width * Channels;
}

/// <summary>
/// The layers of a network: convolutions, then hidden layers, then classes. Layer l has Inputs(l) × Outputs(l) weights;
/// a convolution's inputs are the values under a filter, its outputs the filters.
/// </summary>
public sealed class DnnShape
{
    private readonly List<(int Inputs, int Outputs)> _layers = [];
    private readonly List<(DnnImage From, DnnConvolution By)> _convolutions = [];

    /// <summary>From features to classes.</summary>
    /// <exception cref="Petuum.Lab.Core.Jobs.PlanException">A layer that cannot be.</exception>
    public DnnShape(
        int features,
        IReadOnlyList<int> hidden,
        int classes,
        Activation activation,
        IReadOnlyList<DnnConvolution>? convolutions = null,
        DnnImage? image = null)
    {
        (Features, Activation) = (features, activation);
        int values = features;
        if (convolutions is { Count: > 0 })
        {
            DnnImage at = ImageOf(features, image);
            foreach (DnnConvolution convolution in convolutions)
            {
                at = Add(at, convolution);
            }

            values = at.Values;
        }

        foreach (int units in hidden)
        {
            ClassData.Check(units > 0, $"a hidden layer of {units} units", "give every hidden layer at least one");
            _layers.Add((values, units));
            values = units;
        }

        _layers.Add((values, classes));
    }

    /// <summary>Values of a sample.</summary>
    public int Features { get; }

    /// <summary>Layers of weights.</summary>
    public int Layers => _layers.Count;

    /// <summary>How many of them, the first ones, are convolutions.</summary>
    public int Convolutions => _convolutions.Count;

    /// <summary>What units make of their sums, but for the last layer.</summary>
    public Activation Activation { get; }

    /// <summary>Rows of a layer's weights.</summary>
    public int Inputs(int layer) => _layers[layer].Inputs;

    /// <summary>Columns of a layer's weights.</summary>
    public int Outputs(int layer) => _layers[layer].Outputs;

    /// <summary>What a convolution is made over, and what it is.</summary>
    public (DnnImage From, DnnConvolution By) Convolution(int layer) => _convolutions[layer];

    /// <summary>Multiply-adds of a layer, forward, of a sample.</summary>
    public long Work(int layer) => (long)Inputs(layer) * Outputs(layer) * (layer < Convolutions
        ? (_convolutions[layer].From.Height - _convolutions[layer].By.Size + 1)
            * (_convolutions[layer].From.Width - _convolutions[layer].By.Size + 1)
        : 1);

    private static DnnImage ImageOf(int features, DnnImage? image)
    {
        int side = (int)Math.Sqrt(features);
        ClassData.Check(
            image is not null || side * side == features,
            $"convolutions over {features} features, which are no square", "give 'image: [height, width, channels]'");
        DnnImage found = image ?? new DnnImage(side, side, 1);
        ClassData.Check(
            found.Values == features,
            $"images of {found.Height} × {found.Width} × {found.Channels} where samples have {features} features",
            "give the height, width and channels of the samples");
        return found;
    }

    private DnnImage Add(DnnImage from, DnnConvolution by)
    {
        (int height, int width) = (from.Height - by.Size + 1, from.Width - by.Size + 1);
        ClassData.Check(
            by is { Filters: > 0, Size: > 0, Pool: > 0 } && height >= by.Pool && width >= by.Pool,
            $"{by.Filters} filters of {by.Size} × {by.Size}, pooled by {by.Pool}, over {from.Height} × {from.Width}",
            "use smaller filters or windows, or fewer convolutions");
        _convolutions.Add((from, by));
        _layers.Add((by.Size * by.Size * from.Channels, by.Filters));
        return new DnnImage(height / by.Pool, width / by.Pool, by.Filters);
    }
}
