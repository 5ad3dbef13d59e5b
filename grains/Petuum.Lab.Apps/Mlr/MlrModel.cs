using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>Softmax regression's weights, ready to be applied.</summary>
public sealed class MlrModel : Classifier
{
    private readonly MlrGradient _weights;

    /// <summary>Takes them from a model's table, a row a class, the bias last.</summary>
    public MlrModel(Model model)
    {
        (Classes, Features) = (model.Tables[0].Rows, model.Tables[0].Shape.Columns - 1);
        float[] weights = new float[Classes * (Features + 1)];
        for (int row = 0; row < Classes; row++)
        {
            model.Dense<float>(MlrProgram.WeightTable, row).CopyTo(weights.AsSpan(row * (Features + 1)));
        }

        _weights = new MlrGradient(Classes, Features);
        _weights.Load(weights);
    }

    /// <summary>Weights that are not in a table.</summary>
    internal MlrModel(ReadOnlySpan<float> weights, int classes, int features)
    {
        Invariant.Require(
            weights.Length == classes * (features + 1), $"{weights.Length} weights for {classes} × {features + 1}.");
        (Classes, Features) = (classes, features);
        _weights = new MlrGradient(classes, features);
        _weights.Load(weights);
    }

    /// <inheritdoc/>
    public override int Features { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    private protected override void Logits(ReadOnlySpan<float> features, int stride, int rows, Span<float> logits) =>
        _weights.Logits(features, stride, rows, logits);
}
