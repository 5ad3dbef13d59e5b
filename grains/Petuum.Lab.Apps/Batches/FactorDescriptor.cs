using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>What the descriptors of factorisations share: ten atoms, all rows each clock.</summary>
/// <typeparam name="TOptions">The program's options.</typeparam>
public abstract class FactorDescriptor<TOptions> : BatchDescriptor<TOptions>
    where TOptions : FactorOptions
{
    /// <inheritdoc/>
    public override int Epochs => 500;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(TOptions options) => [ModelTable, "curvature"];

    /// <inheritdoc/>
    protected override int EvaluateEvery(TOptions options, LoadedData data, int workers) =>
        10 * ClocksPerEpoch(options, data, workers);

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(TOptions options, LoadedData data) => data.Features!.Value;

    /// <summary>Atoms to code rows with.</summary>
    protected abstract FactorModel ModelOf(TOptions options, Model model);

    /// <inheritdoc/>
    protected override Predictor Predict(TOptions options, SavedModel saved)
    {
        _ = saved.Table(0, ModelTable, ElementType.Double);
        return new CodePredictor(ModelOf(options, saved.Model));
    }
}
