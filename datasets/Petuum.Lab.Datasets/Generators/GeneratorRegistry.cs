namespace Petuum.Lab.Datasets.Generators;

/// <summary>The generators that come with the lab: a line each, and no other place names them all.</summary>
public static class GeneratorRegistry
{
    /// <summary>All of them, in the order of the schema.</summary>
    public static IReadOnlyList<DataGenerator> All { get; } =
    [
        new ClassesSource(),
        new LassoSource(),
        new ClustersSource(),
        new MetricSource(),
        new FactorsSource(),
        new RatingsSource(),
        new LabelledDocumentsSource(),
        new DocumentsSource(),
    ];
}
