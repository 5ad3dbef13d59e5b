using System.Security.Cryptography;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

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

        foreach (string trace in spec.Cluster.Stragglers.Select(straggler => straggler.File).OfType<string>())
        {
            prints.Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, trace)))));
        }

        if (OwnName.IsOwn(spec.Program.Name))
        {
            string assembly = Path.Combine(folder, OwnName.PartsOf(spec.Program.Name).File);
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
        RegressionData rows = spec is FileDataSpec named ? Open(named).ReadRegression() : Generate(spec).Rows!;
        if (spec.Split is { } split)
        {
            return Split(spec, rows, split);
        }

        return LoadedData.Of(rows) with
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
        LoadedData loaded = LoadedData.Of(first);
        return loaded with
        {
            Description = $"{loaded.Description}, {rows.Rows - split} rows to test on",
            TestRows = rows.SelectRows(new IndexRange(split, rows.Rows)),
        };
    }

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

    /// <summary>What a generator makes; kinds that do not fit are refused by validators.</summary>
    public static LoadedData Generate(DataSpec spec)
    {
        GeneratedDataSpec generated = (GeneratedDataSpec)spec;
        return generated.Generator.GenerateFrom(generated.Options, new Seed(generated.Seed));
    }
}
