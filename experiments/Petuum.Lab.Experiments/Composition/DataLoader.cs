using System.Security.Cryptography;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

/// <summary>Reads and generates data. The last ones are kept, as the runs of a sweep mostly share them.</summary>
internal sealed class DataLoader(string folder)
{
    private readonly Lock _gate = new();
    private (DataSpec Spec, LoadedData Data)? _last;

    /// <summary>The data of a spec; the same spec gives the same data, whatever the run's seed.</summary>
    /// <exception cref="DataFormatException">A file is wrong, or of the wrong kind.</exception>
    public LoadedData Load(DataSpec spec, DataKind kind)
    {
        lock (_gate)
        {
            if (_last is not { } last || last.Spec != spec)
            {
                last = (spec, kind switch
                {
                    DataKind.Regression => LoadRows(spec),
                    DataKind.Ratings => RatingsLoader.Load(spec, Open),
                    _ => DocumentsLoader.Load(spec, Open),
                });
                _last = last;
            }

            return last.Data;
        }
    }

    /// <summary>
    /// SHA-256 over the fingerprints of all files that a spec names, a user's program among them; <c>generated</c> if
    /// it names none.
    /// </summary>
    public string Fingerprint(RunSpec spec)
    {
        List<string> prints = [];
        if (spec.Data is FileDataSpec data)
        {
            prints.Add(Open(data).Fingerprint());
            if (data.Test is { } test)
            {
                prints.Add(Open(data with { File = test, Labels = null, Vocab = null }).Fingerprint());
            }
        }

        if (spec.Data is FileDataSpec { Similar: { } similar, Dissimilar: { } dissimilar })
        {
            prints.Add(RowPairs.Fingerprint(DataCache.PathOf(folder, similar)));
            prints.Add(RowPairs.Fingerprint(DataCache.PathOf(folder, dissimilar)));
        }

        foreach (TraceStragglerSpec trace in spec.Cluster.Stragglers.OfType<TraceStragglerSpec>())
        {
            prints.Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, trace.File)))));
        }

        if (spec.Program is OwnSpec own)
        {
            string assembly = Path.Combine(folder, OwnSpec.PartsOf(own.Type).File);
            prints.Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(assembly))));
        }

        return prints.Count switch
        {
            0 => "generated",
            1 => prints[0],
            _ => Convert.ToHexStringLower(SHA256.HashData([.. prints.SelectMany(Convert.FromHexString)])),
        };
    }

    private LoadedData LoadRows(DataSpec spec)
    {
        RegressionData rows = spec switch
        {
            FileDataSpec file => Open(file).ReadRegression(),
            GeneratedClassesSpec classes => ClassesGenerator.Generate(OptionsOf(classes), new Seed(classes.Seed)).Data,
            GeneratedClustersSpec clusters =>
                ClusterGenerator.Generate(OptionsOf(clusters), new Seed(clusters.Seed)).Data,
            GeneratedLabelledDocumentsSpec documents => LabelledDocumentsGenerator.Generate(
                OptionsOf(documents), documents.Classes, new Seed(documents.Seed)),
            GeneratedMetricSpec metric => MetricGenerator.Generate(OptionsOf(metric), new Seed(metric.Seed)).Data,
            GeneratedFactorsSpec factors => FactorGenerator.Generate(OptionsOf(factors), new Seed(factors.Seed)).Data,
            GeneratedLassoSpec lasso => LassoGenerator.Generate(OptionsOf(lasso), new Seed(lasso.Seed)).Data,
            _ => throw new InvalidOperationException("ratings are not rows of features; validators refuse them."),
        };
        if (spec.Split is { } split)
        {
            return Split(spec, rows, split);
        }

        return new LoadedData(rows, null, null, Describe(rows))
        {
            TestRows = LoadTestRows(spec, rows),
            Pairs = spec is FileDataSpec { Similar: { } similar, Dissimilar: { } dissimilar }
                ? (ReadPairs(similar, rows), ReadPairs(dissimilar, rows))
                : null,
        };
    }

    private RowPairs ReadPairs(string file, RegressionData rows) =>
        RowPairs.Read(DataCache.PathOf(folder, file), rows.Rows);

    /// <summary>The first rows to learn from, the others to test on.</summary>
    private static LoadedData Split(DataSpec spec, RegressionData rows, int split)
    {
        if (split >= rows.Rows)
        {
            throw new DataFormatException(
                spec is FileDataSpec file ? file.File : "data", 0,
                $"{rows.Rows} rows, none of which is left to test on after {split}",
                $"split after less than {rows.Rows}");
        }

        RegressionData first = rows.SelectRows(new IndexRange(0, split));
        return new LoadedData(first, null, null, $"{Describe(first)}, {rows.Rows - split} rows to test on")
        {
            TestRows = rows.SelectRows(new IndexRange(split, rows.Rows)),
        };
    }

    private static string Describe(RegressionData rows) =>
        $"{rows.Rows} rows × {rows.Columns} features, {rows.Features.NonzeroCount} nonzeros";

    private RegressionData? LoadTestRows(DataSpec spec, RegressionData rows)
    {
        if (spec is not FileDataSpec { Test: { } test } file)
        {
            return null;
        }

        DataFile opened = Open(file with { File = test, Labels = null });
        RegressionData read = opened.ReadRegression();
        return opened.Format == DataFormat.LibSvm || read.Columns == rows.Columns
            ? read
            : throw new DataFormatException(
                test, 0, $"{read.Columns} features, where the data learnt from have {rows.Columns}",
                "test on rows of the same features");
    }

    /// <summary>The file of a spec, downloaded if it has to be.</summary>
    /// <exception cref="DataFormatException">There is none, or it is of no known format.</exception>
    public DataFile Open(FileDataSpec file) => DataFile.Open(
        DataCache.PathOf(folder, file.File),
        new DataOptions
        {
            Format = file.Format,
            ZeroBased = file.ZeroBased,
            Columns = file.Columns,
            HasHeader = file.Header,
            LabelColumn = file.Label,
            LabelPath = file.Labels is { } labels ? DataCache.PathOf(folder, labels) : null,
            VocabularyPath = file.Vocab is { } vocab ? DataCache.PathOf(folder, vocab) : null,
        });

    private static LassoOptions OptionsOf(GeneratedLassoSpec lasso) => new()
    {
        Samples = lasso.Samples,
        Features = lasso.Features,
        FollowProbability = lasso.FollowProbability,
        Correlation = lasso.Correlation,
        TrueCoefficients = lasso.TrueCoefficients,
        CoefficientValue = lasso.CoefficientValue,
        Noise = lasso.Noise,
        NonzerosPerColumn = lasso.NonzerosPerColumn,
    };

    private static ClassesOptions OptionsOf(GeneratedClassesSpec classes) => new()
    {
        Samples = classes.Samples,
        Features = classes.Features,
        Classes = classes.Classes,
        CentresPerClass = classes.CentresPerClass,
        Separation = classes.Separation,
    };

    private static DocumentsOptions OptionsOf(GeneratedLabelledDocumentsSpec documents) => new()
    {
        Documents = documents.Documents,
        Words = documents.Words,
        Topics = documents.Topics,
        Length = documents.Length,
        Alpha = documents.Alpha,
        Beta = documents.Beta,
    };

    private static ClusterOptions OptionsOf(GeneratedClustersSpec clusters) => new()
    {
        Samples = clusters.Samples,
        Features = clusters.Features,
        Clusters = clusters.Clusters,
        Spread = clusters.Spread,
    };

    private static MetricOptions OptionsOf(GeneratedMetricSpec metric) => new()
    {
        Samples = metric.Samples,
        Features = metric.Features,
        Classes = metric.Classes,
        Rank = metric.Rank,
        Spread = metric.Spread,
        Nuisance = metric.Nuisance,
    };

    private static PlantedFactorOptions OptionsOf(GeneratedFactorsSpec factors) => new()
    {
        Samples = factors.Samples,
        Features = factors.Features,
        Rank = factors.Rank,
        IsNonNegative = factors.NonNegative,
        Density = factors.Density,
        Noise = factors.Noise,
    };
}
