using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: clusters</c>: see <see cref="ClusterGenerator"/>.</summary>
public sealed class ClustersSource : DataGenerator<ClusterOptions>
{
    /// <inheritdoc/>
    public override string Name => "clusters";

    /// <inheritdoc/>
    public override string Description => "Rows around planted centres; labels tell which.";

    /// <inheritdoc/>
    public override Section<ClusterOptions> Options => ClusterOptions.Section;

    /// <inheritdoc/>
    protected override LoadedData Generate(ClusterOptions options, Seed seed) =>
        LoadedData.Of(ClusterGenerator.Generate(options, seed).Data);
}
