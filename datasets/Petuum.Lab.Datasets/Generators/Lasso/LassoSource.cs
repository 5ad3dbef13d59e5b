using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: lasso</c>: see <see cref="LassoGenerator"/>.</summary>
public sealed class LassoSource : DataGenerator<LassoOptions>
{
    /// <inheritdoc/>
    public override string Name => "lasso";

    /// <inheritdoc/>
    public override string Description => "The synthetic Lasso problem of the STRADS paper: y = Xβ + noise.";

    /// <inheritdoc/>
    public override Section<LassoOptions> Options => LassoOptions.Section;

    /// <inheritdoc/>
    protected override int? Samples(LassoOptions options) => options.Samples;

    /// <inheritdoc/>
    protected override int? Features(LassoOptions options) => options.Features;

    /// <summary>Of a few features no more are true than there are.</summary>
    protected override LassoOptions Fit(LassoOptions options, Predicate<string> isGiven) =>
        isGiven("true-coefficients")
            ? options
            : options with { TrueCoefficients = Math.Min(options.TrueCoefficients, options.Features) };

    /// <inheritdoc/>
    protected override LoadedData Generate(LassoOptions options, Seed seed) =>
        LoadedData.Of(LassoGenerator.Generate(options, seed).Data);
}
