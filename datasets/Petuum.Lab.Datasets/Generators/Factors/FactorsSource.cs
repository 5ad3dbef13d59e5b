using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: factors</c>: see <see cref="FactorGenerator"/>.</summary>
public sealed class FactorsSource : DataGenerator<PlantedFactorOptions>
{
    /// <inheritdoc/>
    public override string Name => "factors";

    /// <inheritdoc/>
    public override string Description => "Rows made of planted atoms, for nmf and sparse-coding.";

    /// <inheritdoc/>
    public override Section<PlantedFactorOptions> Options => PlantedFactorOptions.Section;

    /// <inheritdoc/>
    protected override LoadedData Generate(PlantedFactorOptions options, Seed seed) =>
        LoadedData.Of(FactorGenerator.Generate(options, seed).Data);
}
