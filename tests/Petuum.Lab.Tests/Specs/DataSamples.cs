using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Specs;

/// <summary>Random valid data of specs.</summary>
internal sealed class DataSamples(Pcg32 chance) : SpecChance(chance)
{
    /// <summary>What a program learns from: drawn from a seed, or a file.</summary>
    public DataSpec Draw(DataKind kind, bool isOfPairs) => kind switch
    {
        DataKind.Ratings => Of<DataSpec>(Ratings(), FileOf(kind)),
        DataKind.Documents => Of<DataSpec>(Documents(), FileOf(kind)),
        _ => Of<DataSpec>(
            Rows(), Classes(), Clusters(), Metric(), Factors(), Labelled(), isOfPairs ? Pairs() : FileOf(kind)),
    };

    private GeneratedDataSpec Rows() => Generated(
        new LassoSource(),
        new LassoOptions
        {
            Samples = Of(3, 100),
            Features = Of(7, 1000),
            FollowProbability = Share(),
            Correlation = Of(LassoCorrelation.PerEntry, LassoCorrelation.PerColumn),
            TrueCoefficients = Of(0, 7),
            CoefficientValue = -Positive(),
            Noise = Of(0, Positive()),
            NonzerosPerColumn = Coin() ? 2 : null,
        }) with
    { Seed = Of<ulong>(0, ulong.MaxValue) };

    private GeneratedDataSpec Classes() => Generated(
        new ClassesSource(),
        new ClassesOptions
        {
            Samples = Of(9, 100),
            Features = Of(7, 1000),
            Classes = Of(2, 10),
            CentresPerClass = Of(1, 3),
            Separation = Of(0, Positive()),
        }) with
    { Split = Coin() ? 8 : null, Seed = Of<ulong>(0, ulong.MaxValue) };

    private GeneratedDataSpec Clusters() => Generated(
        new ClustersSource(),
        new ClusterOptions
        {
            Samples = Of(3, 100),
            Features = Of(7, 1000),
            Clusters = Of(1, 4),
            Spread = Of(0, Positive()),
        }) with
    { Seed = Of<ulong>(0, ulong.MaxValue) };

    private GeneratedDataSpec Labelled() => Generated(
        new LabelledDocumentsSource(),
        new LabelledDocumentsOptions
        {
            Documents = Of(3, 100),
            Words = Of(5, 2000),
            Topics = Of(4, 9),
            Classes = Of(1, 4),
            Length = Of(1, 15),
            Alpha = Positive(),
            Beta = Positive(),
        }) with
    { Seed = Of<ulong>(1, 9) };

    private GeneratedDataSpec Metric() => Generated(
        new MetricSource(),
        new MetricOptions
        {
            Samples = Of(3, 100),
            Features = Of(7, 1000),
            Classes = Of(1, 4),
            Rank = Of(1, 7),
            Spread = Of(0, Positive()),
            Nuisance = Of(0, Positive()),
        }) with
    { Seed = Of<ulong>(0, ulong.MaxValue) };

    private GeneratedDataSpec Factors() => Generated(
        new FactorsSource(),
        new PlantedFactorOptions
        {
            Samples = Of(3, 100),
            Features = Of(7, 1000),
            Rank = Of(1, 4),
            IsNonNegative = Coin(),
            Density = Of(1, 0.3),
            Noise = Of(0, Positive()),
        }) with
    { Seed = Of<ulong>(0, ulong.MaxValue) };

    private GeneratedDataSpec Ratings() => Generated(
        new RatingsSource(),
        new LowRankOptions
        {
            Users = Of(3, 1000),
            Items = Of(5, 2000),
            Rank = Of(1, 3),
            Ratings = Of(1, 15),
            Noise = Of(0, Positive()),
            PopularitySkew = Of(0, 1.5),
        }) with
    { TestShare = Of(0, 0.25), Seed = Of<ulong>(1, 9) };

    private GeneratedDataSpec Documents() => Generated(
        new DocumentsSource(),
        new DocumentsOptions
        {
            Documents = Of(3, 1000),
            Words = Of(5, 2000),
            Topics = Of(1, 9),
            Length = Of(1, 15),
            Alpha = Positive(),
            Beta = Positive(),
            WordSkew = Of(0, 1.5),
        }) with
    { TestShare = Of(0, 0.25), Seed = Of<ulong>(1, 9) };

    /// <summary>Of the generator that the registry has: specs hold that one.</summary>
    private static GeneratedDataSpec Generated<TOptions>(DataGenerator<TOptions> like, TOptions options)
        where TOptions : class => new()
        {
            Generator = GeneratorRegistry.All.Single(generator => generator.Name == like.Name),
            Options = options,
            TestShare = 0,
            Seed = 1,
        };

    private FileDataSpec FileOf(DataKind kind) => FileOf(kind, Coin() ? null : AFile);

    private FileDataSpec FileOf(DataKind kind, string? test) => new()
    {
        File = AFile,
        Format = Coin() ? null : kind switch
        {
            DataKind.Ratings => Of(DataFormat.RatingsTab, DataFormat.RatingsCsv),
            DataKind.Documents => Of(DataFormat.Docword, DataFormat.LdaC),
            _ => Of(DataFormat.LibSvm, DataFormat.MatrixMarket),
        },
        ZeroBased = Coin(),
        Columns = Coin() ? 9 : null,
        Header = Coin() ? null : Coin(),
        Label = Coin() ? null : Of("y", "-1", "last"),
        Labels = Coin() ? null : AFile,
        Vocab = Coin() ? null : AFile,
        Test = test,
        Split = kind == DataKind.Regression && test is null && Coin() ? 5 : null,
        Similar = null,
        Dissimilar = null,
        TestShare = kind != DataKind.Regression && test is null ? Of(0, 0.5) : 0,
        Seed = 4,
    };

    private FileDataSpec Pairs()
    {
        string? pairs = Coin() ? AFile : null;
        return FileOf(DataKind.Regression) with { Similar = pairs, Dissimilar = pairs };
    }
}
