using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>Sparse logistic regression: λ is a hundredth of the smallest for which nothing is learnt.</summary>
public sealed class LogisticDescriptor() : LinearDescriptor(LinearLoss.Logistic)
{
    /// <inheritdoc/>
    public override string Description => "two classes with few coefficients: Σ log(1 + exp(−y xᵀβ)) + λ‖β‖₁";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) => DefaultsFor("0.01");

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        LinearData learnt = ((LinearProgram)program).Data;
        double[] classes = [learnt.NegativeClass, learnt.PositiveClass];
        return [.. base.Vectors(program, data, model), new ModelVector(LinearVectors.Classes, classes)];
    }

    /// <inheritdoc/>
    protected override Predictor Predict(LinearOptions options, SavedModel saved) =>
        LinearVectors.TwoClasses(saved, ScoreColumn.Probability);
}
