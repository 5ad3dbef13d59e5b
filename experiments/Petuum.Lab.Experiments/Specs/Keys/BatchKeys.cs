namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of data-parallel programs on rows of features.</summary>
internal static class BatchKeys
{
    /// <summary>Of <c>name: kmeans</c>.</summary>
    public static readonly Section<KMeansSpec> KMeans = new(
        SpecDefaults.KMeans,
        [
            new Field<KMeansSpec, int>(
                "clusters", "centres", new Whole<int>(1, 1_000_000),
                s => s.Clusters, (s, v) => s with { Clusters = v }),
            Share<KMeansSpec>((s, v) => s with { Share = v }),
        ]);

    private static Field<T, double> Share<T>(Func<T, double, T> set)
        where T : BatchSpec =>
        new("share", "the share of its rows that a worker processes in a clock", new Real(0, 1, aboveMinimum: true),
            s => s.Share, set)
        {
            IsRequired = false,
        };
}
