using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>Softmax regression's weights, ready to be applied.</summary>
public sealed class MlrModel : Classifier
{
    private readonly MlrGradient _weights;

    /// <summary>Takes them from a model's tables, a row a class, the bias last; of either form.</summary>
    public MlrModel(Model model)
    {
        (Classes, Features) = (model.Tables[0].Rows, model.Tables[0].Shape.Columns - 1);
        Weights = MlrReplica.WeightsOf(model);
        _weights = new MlrGradient(Classes, Features);
        _weights.Load(Weights);
    }

    /// <summary>Rows of features + 1 values.</summary>
    internal float[] Weights { get; }

    /// <inheritdoc/>
    public override int Features { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    private protected override void Logits(ReadOnlySpan<float> features, int stride, int rows, Span<float> logits) =>
        _weights.Logits(features, stride, rows, logits);
}
