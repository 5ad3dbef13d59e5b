using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>A network's weights, ready to be applied.</summary>
public sealed class DnnModel : Classifier
{
    private readonly DnnNetwork _network;

    /// <summary>Takes them from a model's tables.</summary>
    public DnnModel(Model model, DnnShape shape)
    {
        _network = new DnnNetwork(shape);
        (Features, Classes) = (shape.Features, shape.Outputs(shape.Layers - 1));
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            TableId table = DnnProgram.WeightsOf(layer);
            int outputs = shape.Outputs(layer);
            float[] weights = new float[shape.Inputs(layer) * outputs];
            for (int row = 0; row < shape.Inputs(layer); row++)
            {
                model.Dense<float>(table, row).CopyTo(weights.AsSpan(row * outputs));
            }

            _network.Load(layer, weights, model.Dense<float>(DnnProgram.BiasOf(layer), 0));
        }
    }

    /// <inheritdoc/>
    public override int Features { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    private protected override void Logits(ReadOnlySpan<float> features, int stride, int rows, Span<float> logits) =>
        _network.Forward(features, stride, rows).CopyTo(logits);
}
