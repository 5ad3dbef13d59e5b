using Petuum.Lab.Datasets.Formats;

namespace Petuum.Lab.Datasets;

/// <summary>What a file's records are.</summary>
public enum DataKind
{
    /// <summary>Rows of features, each with a label: <see cref="RegressionData"/>.</summary>
    Regression,

    /// <summary>(user, item, rating) triples: <see cref="Petuum.Lab.Datasets.Ratings"/>.</summary>
    Ratings,

    /// <summary>Bags of words: <see cref="Petuum.Lab.Datasets.Documents"/>.</summary>
    Documents,
}

/// <summary>The formats that are read and written, each plain or in gzip.</summary>
public enum DataFormat
{
    /// <summary><c>label index:value …</c>, indices ascending.</summary>
    LibSvm,

    /// <summary>NIST MatrixMarket, coordinate or array; the labels stand in a second file.</summary>
    MatrixMarket,

    /// <summary>Comma-separated numbers, one column of them the label.</summary>
    DenseCsv,

    /// <summary>MNIST's idx: images of unsigned bytes; the labels stand in a second file.</summary>
    Idx,

    /// <summary>MovieLens <c>u.data</c>: user, item, rating, timestamp between tabs.</summary>
    RatingsTab,

    /// <summary>MovieLens <c>ratings.dat</c>: <c>user::item::rating::timestamp</c>.</summary>
    RatingsColons,

    /// <summary>Comma-separated, columns found by their names in the header: userId, movieId, rating.</summary>
    RatingsCsv,

    /// <summary><c>user item rating</c> between blanks.</summary>
    RatingsTriplets,

    /// <summary>UCI bag-of-words: documents, words, entries; then <c>document word count</c>, from 1.</summary>
    Docword,

    /// <summary>Blei's LDA-C: <c>entries word:count …</c>, words from 0.</summary>
    LdaC,
}

/// <summary>The formats' names on the command line and in specs, and what follows from a file's name.</summary>
public static class DataFormats
{
    private static readonly string[] Names =
    [
        "libsvm", "matrix-market", "dense-csv", "idx", "ratings-tab", "ratings-colons", "ratings-csv",
        "ratings-triplets", "docword", "lda-c",
    ];

    /// <summary>All names, in the order of <see cref="DataFormat"/>, for messages and completions.</summary>
    public static IReadOnlyList<string> AllNames => Names;

    /// <summary>The name of <paramref name="format"/>, such as <c>ratings-tab</c>.</summary>
    public static string NameOf(DataFormat format) => Names[(int)format];

    /// <summary>The kind of data a file of <paramref name="format"/> holds.</summary>
    public static DataKind KindOf(DataFormat format) => format switch
    {
        >= DataFormat.Docword => DataKind.Documents,
        >= DataFormat.RatingsTab => DataKind.Ratings,
        _ => DataKind.Regression,
    };

    /// <summary>Finds a format by its name; false when there is none of that name.</summary>
    public static bool TryParse(string name, out DataFormat format)
    {
        int index = Array.IndexOf(Names, name);
        format = index < 0 ? default : (DataFormat)index;
        return index >= 0;
    }

    /// <summary>
    /// The format to write <paramref name="kind"/> in when only the file's name is given:
    /// <c>.libsvm .svm .mtx .csv .idx -idx3-ubyte .data .tsv .dat .txt .docword .ldac</c>, each with or without
    /// <c>.gz</c>; of bags of words <c>.txt</c> is UCI's form and <c>.dat</c> Blei's.
    /// </summary>
    /// <exception cref="DataFormatException">The ending says nothing, or something of the other kind.</exception>
    public static DataFormat FromFileName(string path, DataKind kind)
    {
        string name = HasGzipName(path) ? path[..^3] : path;
        string ending = IdxFile.IsImagesName(name) ? IdxFile.Extension : Path.GetExtension(name);
        DataFormat? format = (ending.ToLowerInvariant(), kind) switch
        {
            (".libsvm" or ".svm", DataKind.Regression) => DataFormat.LibSvm,
            (".mtx", DataKind.Regression) => DataFormat.MatrixMarket,
            (".csv", DataKind.Regression) => DataFormat.DenseCsv,
            (IdxFile.Extension, DataKind.Regression) => DataFormat.Idx,
            (".csv", DataKind.Ratings) => DataFormat.RatingsCsv,
            (".data" or ".tsv", DataKind.Ratings) => DataFormat.RatingsTab,
            (".dat", DataKind.Ratings) => DataFormat.RatingsColons,
            (".txt", DataKind.Ratings) => DataFormat.RatingsTriplets,
            (".docword" or ".txt", DataKind.Documents) => DataFormat.Docword,
            (".ldac" or ".dat", DataKind.Documents) => DataFormat.LdaC,
            _ => null,
        };
        return format ?? throw new DataFormatException(
            path, 0, $"the name's ending does not say how to write {KindName(kind)}", kind switch
            {
                DataKind.Regression => "end it in .libsvm, .mtx, .csv or .idx (and .gz), or pass --format",
                DataKind.Ratings => "end it in .data, .dat, .csv or .txt (and .gz), or pass --format",
                _ => "end it in .docword, .txt, .ldac or .dat (and .gz), or pass --format",
            });
    }

    /// <summary>What the kind is called in messages.</summary>
    internal static string KindName(DataKind kind) => kind switch
    {
        DataKind.Regression => "rows of features with labels",
        DataKind.Ratings => "ratings",
        _ => "bags of words",
    };

    /// <summary>Whether the name asks for gzip when written.</summary>
    internal static bool HasGzipName(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
