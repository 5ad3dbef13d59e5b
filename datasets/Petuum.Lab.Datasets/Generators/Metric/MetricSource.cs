using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: metric</c>: see <see cref="MetricGenerator"/>.</summary>
public sealed class MetricSource : DataGenerator<MetricOptions>
{
    /// <inheritdoc/>
    public override string Name => "metric";

    /// <inheritdoc/>
    public override string Description => "Classes that differ in a few hidden dimensions, for metric learning.";

    /// <inheritdoc/>
    public override Section<MetricOptions> Options => MetricOptions.Section;

    /// <inheritdoc/>
    protected override LoadedData Generate(MetricOptions options, Seed seed) =>
        LoadedData.Of(MetricGenerator.Generate(options, seed).Data);
}
