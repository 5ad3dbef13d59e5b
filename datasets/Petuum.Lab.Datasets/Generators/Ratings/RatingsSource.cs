using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: ratings</c>: see <see cref="LowRankRatingsGenerator"/>.</summary>
public sealed class RatingsSource : DataGenerator<LowRankOptions>
{
    /// <inheritdoc/>
    public override string Name => "ratings";

    /// <inheritdoc/>
    public override string Description => "Ratings of planted low rank with noise.";

    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Ratings;

    /// <inheritdoc/>
    public override Section<LowRankOptions> Options => LowRankOptions.Section;

    /// <inheritdoc/>
    protected override int? Samples(LowRankOptions options) => options.Users;

    /// <inheritdoc/>
    protected override LoadedData Generate(LowRankOptions options, Seed seed) =>
        LoadedData.Of(LowRankRatingsGenerator.Generate(options, seed).Ratings);
}
