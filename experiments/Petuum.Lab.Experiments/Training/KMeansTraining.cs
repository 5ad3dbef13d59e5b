using Petuum.Lab.Apps.KMeans;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>K-means: ten centres, a tenth of the rows a clock.</summary>
internal sealed class KMeansTraining : BatchTraining
{
    /// <inheritdoc/>
    public override string Name => "kmeans";

    /// <inheritdoc/>
    public override string Description => "centres that rows are near to: (1/n) Σ min_k ‖x − m_k‖²";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
        [("clusters", "10"), ("share", "0.1")];

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => ((KMeansSpec)spec.Program).Clusters;

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        _ = saved.Table(0, "centres", ElementType.Double);
        return new ClusterPredictor(new KMeansModel(saved.Model));
    }
}
