using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Experiments.Specs.Reading;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of data.</summary>
internal static class DataKeys
{
    private static readonly Whole<int> Count = new(1, int.MaxValue);

    private static readonly Real Chance = new(0, 1);

    private static readonly Real Positive = new(0, double.PositiveInfinity, aboveMinimum: true);

    private static readonly Real NotNegative = new(0, double.PositiveInfinity);

    private static readonly Choice<DataFormat> Format =
        new([.. DataFormats.AllNames.Select((name, index) => (name, (DataFormat)index))]);

    private static readonly Section<FileDataSpec> File = new(
        SpecDefaults.File,
        [
            new Field<FileDataSpec, string>(
                "file", "the data file, relative to the spec", new FreeText(wanted: "a file's path"),
                s => s.File, (s, v) => s with { File = v }),
            new Field<FileDataSpec, DataFormat?>(
                "format", "the file's format, or 'detect'", new MaybeValue<DataFormat>(Format, "detect"),
                s => s.Format, (s, v) => s with { Format = v }) { IsRequired = false },
            new Field<FileDataSpec, bool>(
                "zero-based", "LIBSVM: whether indices start at 0", new Switch(),
                s => s.ZeroBased, (s, v) => s with { ZeroBased = v }) { IsRequired = false },
            new Field<FileDataSpec, int?>(
                "columns", "LIBSVM: the number of features, or 'detect'", new MaybeValue<int>(Count, "detect"),
                s => s.Columns, (s, v) => s with { Columns = v }) { IsRequired = false },
            new Field<FileDataSpec, bool?>(
                "header", "CSV: whether the first line names the columns, or 'detect'",
                new MaybeValue<bool>(new Switch(), "detect"),
                s => s.Header, (s, v) => s with { Header = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "label", "dense CSV: the label's column by name or number, or 'last'",
                new MaybeReference<string>(new FreeText(wanted: "a column's name or number"), "last"),
                s => s.Label, (s, v) => s with { Label = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "labels", "MatrixMarket and idx: the file of the labels, or 'beside'",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), "beside"),
                s => s.Labels, (s, v) => s with { Labels = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "vocab", "bags of words: the file of the words, one a line",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Vocab, (s, v) => s with { Vocab = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "test", "a file of the same kind and format that is only tested on",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Test, (s, v) => s with { Test = v }) { IsRequired = false },
            Split<FileDataSpec>((s, v) => s with { Split = v }),
            new Field<FileDataSpec, string?>(
                "similar", "dml: pairs of rows that belong together, two row numbers a line, counted from 0",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Similar, (s, v) => s with { Similar = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "dissimilar", "dml: pairs of rows that do not belong together",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Dissimilar, (s, v) => s with { Dissimilar = v }) { IsRequired = false },
            TestShare<FileDataSpec>((s, v) => s with { TestShare = v }),
            Seed<FileDataSpec>((s, v) => s with { Seed = v }),
        ],
        static (file, node) =>
        {
            if (file.Similar is null != file.Dissimilar is null)
            {
                throw node.Error(
                    $"{node.Name} has '{(file.Similar is null ? "dissimilar" : "similar")}' pairs only",
                    "give both 'similar' and 'dissimilar', or neither");
            }
        });

    private static readonly Section<GeneratedLassoSpec> Lasso = new(
        SpecDefaults.GeneratedLasso,
        [
            new Field<GeneratedLassoSpec, int>(
                "samples", "rows", Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<GeneratedLassoSpec, int>(
                "features", "columns", Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<GeneratedLassoSpec, double>(
                "follow-probability", "how likely a feature builds on the one before", Chance,
                s => s.FollowProbability, (s, v) => s with { FollowProbability = v }) { IsRequired = false },
            new Field<GeneratedLassoSpec, LassoCorrelation>(
                "correlation", "whether following is drawn for entries or columns",
                new Choice<LassoCorrelation>(
                    ("per-entry", LassoCorrelation.PerEntry), ("per-column", LassoCorrelation.PerColumn)),
                s => s.Correlation, (s, v) => s with { Correlation = v }) { IsRequired = false },
            new Field<GeneratedLassoSpec, int>(
                "true-coefficients", "coefficients that are not 0", new Whole<int>(0, int.MaxValue),
                s => s.TrueCoefficients, (s, v) => s with { TrueCoefficients = v }) { IsRequired = false },
            new Field<GeneratedLassoSpec, double>(
                "coefficient-value", "what they are", new Real(double.NegativeInfinity, double.PositiveInfinity),
                s => s.CoefficientValue, (s, v) => s with { CoefficientValue = v }) { IsRequired = false },
            new Field<GeneratedLassoSpec, double>(
                "noise", "standard deviation of the labels' noise", NotNegative,
                s => s.Noise, (s, v) => s with { Noise = v }) { IsRequired = false },
            new Field<GeneratedLassoSpec, int?>(
                "nonzeros-per-column", "nonzeros of each column, or 'all'", new MaybeValue<int>(Count, "all"),
                s => s.NonzerosPerColumn, (s, v) => s with { NonzerosPerColumn = v }) { IsRequired = false },
            Seed<GeneratedLassoSpec>((s, v) => s with { Seed = v }),
        ],
        static (lasso, node) =>
        {
            if (lasso.TrueCoefficients > lasso.Features)
            {
                throw (node.Find("true-coefficients") ?? node).Error(
                    $"{lasso.TrueCoefficients} true coefficients of {lasso.Features} features",
                    "set 'true-coefficients' to at most 'features'");
            }

            if (lasso.NonzerosPerColumn > lasso.Samples)
            {
                throw node.Find("nonzeros-per-column")!.Error(
                    $"{lasso.NonzerosPerColumn} nonzeros in columns of {lasso.Samples} samples",
                    "write at most 'samples', or 'all'");
            }

            RefuseHuge((long)lasso.Features * (lasso.NonzerosPerColumn ?? lasso.Samples), node.Find("features")!);
        });

    private static readonly Section<GeneratedClustersSpec> Clusters = new(
        SpecDefaults.GeneratedClusters,
        [
            new Field<GeneratedClustersSpec, int>(
                "samples", "rows", Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<GeneratedClustersSpec, int>(
                "features", "columns", Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<GeneratedClustersSpec, int>(
                "clusters", "planted centres, drawn from N(0, 1)", Count,
                s => s.Clusters, (s, v) => s with { Clusters = v }),
            new Field<GeneratedClustersSpec, double>(
                "spread", "standard deviation around a centre", NotNegative,
                s => s.Spread, (s, v) => s with { Spread = v }) { IsRequired = false },
            Seed<GeneratedClustersSpec>((s, v) => s with { Seed = v }),
        ],
        static (clusters, node) =>
            RefuseHuge((long)clusters.Samples * clusters.Features, node.Find("features")!));

    private static readonly Section<GeneratedMetricSpec> Metric = new(
        SpecDefaults.GeneratedMetric,
        [
            new Field<GeneratedMetricSpec, int>(
                "samples", "rows", Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<GeneratedMetricSpec, int>(
                "features", "columns", Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<GeneratedMetricSpec, int>(
                "classes", "classes, whose centres are drawn from N(0, 1)", Count,
                s => s.Classes, (s, v) => s with { Classes = v }),
            new Field<GeneratedMetricSpec, int>(
                "rank", "dimensions in which classes differ", Count, s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<GeneratedMetricSpec, double>(
                "spread", "standard deviation of a class in those", NotNegative,
                s => s.Spread, (s, v) => s with { Spread = v }) { IsRequired = false },
            new Field<GeneratedMetricSpec, double>(
                "nuisance", "standard deviation of all rows in the others", NotNegative,
                s => s.Nuisance, (s, v) => s with { Nuisance = v }) { IsRequired = false },
            Seed<GeneratedMetricSpec>((s, v) => s with { Seed = v }),
        ],
        static (metric, node) =>
        {
            if (metric.Rank > metric.Features)
            {
                throw node.Find("rank")!.Error(
                    $"classes differ in {metric.Rank} of {metric.Features} dimensions", "write at most 'features'");
            }

            RefuseHuge((long)metric.Samples * metric.Features, node.Find("features")!);
        });

    private static readonly Section<GeneratedFactorsSpec> Factors = new(
        SpecDefaults.GeneratedFactors,
        [
            new Field<GeneratedFactorsSpec, int>(
                "samples", "rows", Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<GeneratedFactorsSpec, int>(
                "features", "columns", Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<GeneratedFactorsSpec, int>(
                "rank", "atoms that rows are made of", Count, s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<GeneratedFactorsSpec, bool>(
                "non-negative", "whether nothing is negative", new Switch(),
                s => s.NonNegative, (s, v) => s with { NonNegative = v }) { IsRequired = false },
            new Field<GeneratedFactorsSpec, double>(
                "density", "the chance that a value of a code is not 0", new Real(0, 1, aboveMinimum: true),
                s => s.Density, (s, v) => s with { Density = v }) { IsRequired = false },
            new Field<GeneratedFactorsSpec, double>(
                "noise", "standard deviation of the noise", NotNegative,
                s => s.Noise, (s, v) => s with { Noise = v }) { IsRequired = false },
            Seed<GeneratedFactorsSpec>((s, v) => s with { Seed = v }),
        ],
        static (factors, node) => RefuseHuge(
            Math.Max(factors.Samples, (long)factors.Rank) * factors.Features, node.Find("features")!));

    private static readonly Section<GeneratedRatingsSpec> Ratings = new(
        SpecDefaults.GeneratedRatings,
        [
            new Field<GeneratedRatingsSpec, int>("users", "users", Count, s => s.Users, (s, v) => s with { Users = v }),
            new Field<GeneratedRatingsSpec, int>("items", "items", Count, s => s.Items, (s, v) => s with { Items = v }),
            new Field<GeneratedRatingsSpec, int>(
                "rank", "the rank of what is planted", Count, s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<GeneratedRatingsSpec, int>(
                "ratings", "ratings that are given", Count, s => s.Ratings, (s, v) => s with { Ratings = v }),
            new Field<GeneratedRatingsSpec, double>(
                "noise", "standard deviation of the ratings' noise; the planted ones' is 1", NotNegative,
                s => s.Noise, (s, v) => s with { Noise = v }),
            new Field<GeneratedRatingsSpec, double>(
                "popularity-skew", "how unevenly items are rated, 0 for even", new Real(0, 10),
                s => s.PopularitySkew, (s, v) => s with { PopularitySkew = v }) { IsRequired = false },
            TestShare<GeneratedRatingsSpec>((s, v) => s with { TestShare = v }),
            Seed<GeneratedRatingsSpec>((s, v) => s with { Seed = v }),
        ],
        static (ratings, node) =>
        {
            if (ratings.Ratings > (long)ratings.Users * ratings.Items)
            {
                throw node.Find("ratings")!.Error(
                    $"{ratings.Ratings} ratings of {ratings.Users} × {ratings.Items} pairs",
                    "write at most users × items: no pair is rated twice");
            }

            RefuseHuge((long)Math.Max(ratings.Users, ratings.Items) * ratings.Rank, node.Find("rank")!);
        });

    private static readonly Section<GeneratedDocumentsSpec> Documents = new(
        SpecDefaults.GeneratedDocuments,
        [
            new Field<GeneratedDocumentsSpec, int>(
                "documents", "documents", Count, s => s.Documents, (s, v) => s with { Documents = v }),
            new Field<GeneratedDocumentsSpec, int>(
                "words", "words", Count, s => s.Words, (s, v) => s with { Words = v }),
            new Field<GeneratedDocumentsSpec, int>(
                "topics", "topics that are planted", Count, s => s.Topics, (s, v) => s with { Topics = v }),
            new Field<GeneratedDocumentsSpec, int>(
                "length", "tokens of a document on average", Count, s => s.Length, (s, v) => s with { Length = v }),
            new Field<GeneratedDocumentsSpec, double>(
                "alpha", "the prior of a document's topics", Positive,
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
            new Field<GeneratedDocumentsSpec, double>(
                "beta", "the prior of a topic's words", Positive,
                s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
            new Field<GeneratedDocumentsSpec, double>(
                "word-skew", "how uneven words are, 0 for even", new Real(0, 10),
                s => s.WordSkew, (s, v) => s with { WordSkew = v }) { IsRequired = false },
            TestShare<GeneratedDocumentsSpec>((s, v) => s with { TestShare = v }),
            Seed<GeneratedDocumentsSpec>((s, v) => s with { Seed = v }),
        ],
        static (documents, node) =>
        {
            RefuseHuge((long)documents.Topics * Math.Max(documents.Words, documents.Documents), node.Find("topics")!);
            RefuseHuge((long)documents.Documents * documents.Length * 3 / 2, node.Find("length")!);
        });

    private static readonly Section<GeneratedClassesSpec> Classes = new(
        SpecDefaults.GeneratedClasses,
        [
            new Field<GeneratedClassesSpec, int>(
                "samples", "rows", Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<GeneratedClassesSpec, int>(
                "features", "columns", Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<GeneratedClassesSpec, int>(
                "classes", "classes", Count, s => s.Classes, (s, v) => s with { Classes = v }),
            new Field<GeneratedClassesSpec, int>(
                "centres-per-class", "centres of each class; with more than one no linear model tells them apart",
                Count, s => s.CentresPerClass, (s, v) => s with { CentresPerClass = v }) { IsRequired = false },
            new Field<GeneratedClassesSpec, double>(
                "separation", "the expected distance of two centres in standard deviations of the noise", NotNegative,
                s => s.Separation, (s, v) => s with { Separation = v }) { IsRequired = false },
            Split<GeneratedClassesSpec>((s, v) => s with { Split = v }),
            Seed<GeneratedClassesSpec>((s, v) => s with { Seed = v }),
        ],
        static (classes, node) =>
        {
            if (classes.Split >= classes.Samples)
            {
                throw node.Find("split")!.Error(
                    $"a split after {classes.Split} of {classes.Samples} samples", "write less than 'samples'");
            }

            RefuseHuge((long)classes.Classes * classes.CentresPerClass, node.Find("classes")!);
            RefuseHuge(
                Math.Max(classes.Samples, (long)classes.Classes * classes.CentresPerClass) * classes.Features,
                node.Find("features")!);
        });

    private static readonly Section<GeneratedLabelledDocumentsSpec> LabelledDocuments = new(
        SpecDefaults.GeneratedLabelledDocuments,
        [
            new Field<GeneratedLabelledDocumentsSpec, int>(
                "documents", "documents", Count, s => s.Documents, (s, v) => s with { Documents = v }),
            new Field<GeneratedLabelledDocumentsSpec, int>(
                "words", "words", Count, s => s.Words, (s, v) => s with { Words = v }),
            new Field<GeneratedLabelledDocumentsSpec, int>(
                "topics", "topics that are planted", Count, s => s.Topics, (s, v) => s with { Topics = v }),
            new Field<GeneratedLabelledDocumentsSpec, int>(
                "classes", "classes; topic k belongs to class k modulo classes", Count,
                s => s.Classes, (s, v) => s with { Classes = v }),
            new Field<GeneratedLabelledDocumentsSpec, int>(
                "length", "tokens of a document on average", Count, s => s.Length, (s, v) => s with { Length = v }),
            new Field<GeneratedLabelledDocumentsSpec, double>(
                "alpha", "the prior of a document's topics", Positive,
                s => s.Alpha, (s, v) => s with { Alpha = v }) { IsRequired = false },
            new Field<GeneratedLabelledDocumentsSpec, double>(
                "beta", "the prior of a topic's words", Positive,
                s => s.Beta, (s, v) => s with { Beta = v }) { IsRequired = false },
            Seed<GeneratedLabelledDocumentsSpec>((s, v) => s with { Seed = v }),
        ],
        static (documents, node) =>
        {
            if (documents.Classes > documents.Topics)
            {
                throw node.Find("classes")!.Error(
                    $"{documents.Classes} classes of {documents.Topics} topics", "set 'classes' to at most 'topics'");
            }

            RefuseHuge((long)documents.Topics * Math.Max(documents.Words, documents.Documents), node.Find("topics")!);
            RefuseHuge((long)documents.Documents * documents.Length * 3 / 2, node.Find("length")!);
        });

    /// <summary>All sources of data.</summary>
    public static readonly Variants<DataSpec> Data = new(
        "source",
        new Variant<DataSpec, FileDataSpec>("file", null, File),
        new Variant<DataSpec, GeneratedClassesSpec>("generate", "classes", Classes),
        new Variant<DataSpec, GeneratedLassoSpec>("generate", "lasso", Lasso),
        new Variant<DataSpec, GeneratedClustersSpec>("generate", "clusters", Clusters),
        new Variant<DataSpec, GeneratedMetricSpec>("generate", "metric", Metric),
        new Variant<DataSpec, GeneratedFactorsSpec>("generate", "factors", Factors),
        new Variant<DataSpec, GeneratedRatingsSpec>("generate", "ratings", Ratings),
        new Variant<DataSpec, GeneratedLabelledDocumentsSpec>("generate", "labelled-documents", LabelledDocuments),
        new Variant<DataSpec, GeneratedDocumentsSpec>("generate", "documents", Documents));

    private static Field<T, double> TestShare<T>(Func<T, double, T> set)
        where T : DataSpec =>
        new("test-share", "share of the ratings or documents held out to test on", new Real(0, 1, belowMaximum: true),
            s => s.TestShare, set)
        {
            IsRequired = false,
        };

    private static Field<T, int?> Split<T>(Func<T, int?, T> set)
        where T : DataSpec =>
        new("split", "rows to learn from: the first so many; the others are tested on",
            new MaybeValue<int>(Count, null), s => s.Split, set)
        {
            IsRequired = false,
        };

    private static Field<T, ulong> Seed<T>(Func<T, ulong, T> set)
        where T : DataSpec =>
        new("seed", "the seed of the data; the run's seeds do not change it", new Whole<ulong>(0, ulong.MaxValue),
            s => s.Seed, set)
        {
            IsRequired = false,
        };

    private static void RefuseHuge(long values, OptionNode node)
    {
        if (values >= Array.MaxLength)
        {
            throw node.Error($"{values} values do not fit into one array", $"generate fewer than {Array.MaxLength}");
        }
    }
}
