using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Linear;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>Lasso by column blocks: <c>form: columns</c>.</summary>
public sealed class ColumnLassoDescriptor() : LinearDescriptor(LinearLoss.Squares)
{
    /// <summary>The form.</summary>
    public const string Columns = "columns";

    /// <inheritdoc/>
    public override string Description => LassoDescriptor.What;

    /// <inheritdoc/>
    public override string Form => Columns;

    /// <inheritdoc/>
    protected override Predictor Predict(LinearOptions options, SavedModel saved) =>
        new LinearPredictor(LinearVectors.CoefficientsOf(saved), LinearVectors.InterceptOf(saved));
}
