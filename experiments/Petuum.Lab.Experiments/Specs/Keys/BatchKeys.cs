using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.MetricLearning;

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

    /// <summary>Of <c>name: dml</c>.</summary>
    public static readonly Section<DmlSpec> Dml = new(
        SpecDefaults.Dml,
        [
            new Field<DmlSpec, int>(
                "rank", "dimensions that rows are mapped to", new Whole<int>(1, 100_000),
                s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<DmlSpec, double>(
                "lambda", "the weight of dissimilar pairs", new Real(0, double.PositiveInfinity),
                s => s.Lambda, (s, v) => s with { Lambda = v }) { IsRequired = false },
            new Field<DmlSpec, double>(
                "step", "the step size, as a share of the first metric's columns",
                new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Step, (s, v) => s with { Step = v }) { IsRequired = false },
            new Field<DmlSpec, DmlDraw?>(
                "draw",
                "pairs from labels: 'uniform' (without it), or each row and its nearest 'neighbours' of either kind",
                new MaybeValue<DmlDraw>(
                    new Choice<DmlDraw>(("uniform", DmlDraw.Uniform), ("neighbours", DmlDraw.Neighbours)), null),
                s => s.Draw, (s, v) => s with { Draw = v }) { IsRequired = false },
            new Field<DmlSpec, int>(
                "pairs", "pairs of each kind drawn from labels where no files of pairs are given",
                new Whole<int>(1, 100_000_000), s => s.Pairs, (s, v) => s with { Pairs = v }) { IsRequired = false },
            Share<DmlSpec>((s, v) => s with { Share = v }),
        ]);

    /// <summary>Of <c>name: nmf</c>.</summary>
    public static readonly Section<NmfSpec> Nmf = new(SpecDefaults.Nmf, [.. Factors<NmfSpec>()]);

    /// <summary>Of <c>name: sparse-coding</c>.</summary>
    public static readonly Section<SparseCodingSpec> SparseCoding = new(
        SpecDefaults.SparseCoding,
        [
            .. Factors<SparseCodingSpec>(),
            new Field<SparseCodingSpec, double>(
                "lambda", "the weight of the codes' absolute values", new Real(0, double.PositiveInfinity),
                s => s.Lambda, (s, v) => s with { Lambda = v }),
            new Field<SparseCodingSpec, double>(
                "radius", "the largest norm of an atom", new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Radius, (s, v) => s with { Radius = v }) { IsRequired = false },
        ]);

    private static Field<T>[] Factors<T>()
        where T : FactorSpec =>
    [
        new Field<T, int>(
            "rank", "atoms that rows are made of", new Whole<int>(1, 100_000),
            s => s.Rank, (s, v) => s with { Rank = v }),
        new Field<T, int>(
            "passes", "passes over a row's code each time it is taken up, at most", new Whole<int>(1, 100_000),
            s => s.Passes, (s, v) => s with { Passes = v }) { IsRequired = false },
        Share<T>((s, v) => s with { Share = v }),
    ];

    private static Field<T, double> Share<T>(Func<T, double, T> set)
        where T : BatchSpec =>
        new("share", "the share of its rows that a worker processes in a clock", new Real(0, 1, aboveMinimum: true),
            s => s.Share, set)
        {
            IsRequired = false,
        };
}
