using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>K-means: ten centres, a tenth of the rows a clock.</summary>
public sealed class KMeansDescriptor : BatchDescriptor<KMeansOptions>
{
    /// <inheritdoc/>
    public override string Name => "kmeans";

    /// <inheritdoc/>
    public override string Description => "centres that rows are near to: (1/n) Σ min_k ‖x − m_k‖²";

    /// <inheritdoc/>
    public override Section<KMeansOptions> Options => KMeansOptions.Section;

    /// <inheritdoc/>
    protected override string ModelTable => "centres";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) =>
        [("clusters", "10"), ("share", "0.1")];

    /// <inheritdoc/>
    protected override IProgram Create(KMeansOptions options, ProgramInput input, Model? start) =>
        new KMeansProgram(input.Data.Rows!, options, input.Seed, start);

    /// <inheritdoc/>
    protected override IProgram CreatePart(KMeansOptions options, ProgramInput part, StateReader facts) =>
        new KMeansProgram(part.Data.Rows!, options, facts);

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(KMeansOptions options, LoadedData data) => options.Clusters;

    /// <inheritdoc/>
    protected override Predictor Predict(KMeansOptions options, SavedModel saved)
    {
        _ = saved.Table(0, ModelTable, ElementType.Double);
        return new ClusterPredictor(new KMeansModel(saved.Model));
    }
}
