using System.Security.Cryptography;
using System.Text;
using Petuum.Lab.Core;
using Petuum.Lab.Datasets.Formats;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets;

/// <summary>
/// A data file whose format is known. Opening looks at the first lines only; reading takes the whole file or one
/// worker's part of it.
/// </summary>
/// <example>
/// <c>RegressionData share = DataFile.Open("a9a.libsvm").ReadRegression(new DataPart(worker, workers));</c>
/// </example>
public sealed class DataFile
{
    private readonly DataSource _source;

    private DataFile(DataSource source, DataFormat format, DataOptions options)
    {
        _source = source;
        Format = format;
        Options = options;
    }

    /// <summary>The file, as it was named.</summary>
    public string Path => _source.Path;

    /// <summary>The format, detected or wished for.</summary>
    public DataFormat Format { get; }

    /// <summary>What it holds.</summary>
    public DataKind Kind => DataFormats.KindOf(Format);

    /// <summary>Whether it is gzip (by its first bytes, whatever its name).</summary>
    public bool IsCompressed => _source.IsCompressed;

    /// <summary>What it was opened with.</summary>
    public DataOptions Options { get; }

    /// <summary>Opens a file, with the format of <paramref name="options"/> or a detected one.</summary>
    /// <exception cref="DataFormatException">
    /// No such file, not readable, or a format that is unknown or ambiguous.
    /// </exception>
    public static DataFile Open(string path, DataOptions? options = null)
    {
        options ??= DataOptions.Default;
        if (options.Columns is < 0)
        {
            throw new DataFormatException(path, 0, $"--columns {options.Columns} is negative",
                "pass the number of features");
        }

        DataSource source = DataSource.Open(path);
        return new DataFile(source, options.Format ?? FormatDetector.Detect(source), options);
    }

    /// <summary>The format of a file by its content.</summary>
    /// <exception cref="DataFormatException">
    /// No such file, not readable, or a format that is unknown or ambiguous.
    /// </exception>
    public static DataFormat Detect(string path) => FormatDetector.Detect(DataSource.Open(path));

    /// <summary>
    /// Reads samples. The parts 0 … n − 1 one below the other are the whole: ranges of bytes cut at line ends,
    /// ranges of rows for MatrixMarket and idx. A part of a LIBSVM file knows the features that it has seen;
    /// <see cref="DataOptions.Columns"/> or <see cref="RegressionData.WithColumns"/> widens it.
    /// </summary>
    /// <exception cref="DataFormatException">Anything that is wrong with the file.</exception>
    public RegressionData ReadRegression(DataPart part = default)
    {
        RequireKind(DataKind.Regression);
        return Guarded(() => Format switch
        {
            DataFormat.LibSvm => LibSvmReader.Read(_source, part, Options),
            DataFormat.DenseCsv => DenseCsvReader.Read(_source, part, Options),
            DataFormat.Idx => IdxReader.Read(_source, LabelsReader.Open(Path, Format, Options.LabelPath), part),
            _ => MatrixMarketReader.Read(_source, LabelsReader.Open(Path, Format, Options.LabelPath), part),
        });
    }

    /// <summary>
    /// Reads ratings. The parts 0 … n − 1 one after the other are the whole; each numbers the users and items that it
    /// has seen (<see cref="Ratings.Renumber"/> puts them into the whole's numbering).
    /// </summary>
    /// <exception cref="DataFormatException">Anything that is wrong with the file.</exception>
    public Ratings ReadRatings(DataPart part = default)
    {
        RequireKind(DataKind.Ratings);
        return Guarded(() => RatingsReader.Read(_source, Format, part, Options));
    }

    /// <summary>Reads some users' ratings, in the whole's numbering.</summary>
    /// <exception cref="DataFormatException">Anything that is wrong with the file.</exception>
    /// <exception cref="InvariantException">An item of theirs is not among the ids.</exception>
    public Ratings ReadRatings(UsersPart users)
    {
        RequireKind(DataKind.Ratings);
        return Guarded(() => RatingsReader.Read(_source, Format, DataPart.Whole, Options, users))
            .Renumber(users.UserIds, users.ItemIds);
    }

    /// <summary>
    /// Reads bags of words. The parts 0 … n − 1 one after the other are the whole: ranges of documents, or of bytes cut
    /// at line ends for LDA-C, whose parts know the words that they have seen unless <see cref="DataOptions.Columns"/>
    /// or a vocabulary says how many there are.
    /// </summary>
    /// <exception cref="DataFormatException">Anything that is wrong with the file or its vocabulary.</exception>
    public Documents ReadDocuments(DataPart part = default)
    {
        RequireKind(DataKind.Documents);
        return Guarded(() => Format == DataFormat.Docword
            ? DocwordReader.Read(_source, part, Options)
            : LdaCReader.Read(_source, part, Options));
    }

    /// <summary>Reads the whole file and says what is in it.</summary>
    /// <exception cref="DataFormatException">Anything that is wrong with the file.</exception>
    public DatasetInfo Describe() => Kind switch
    {
        DataKind.Regression => DatasetInfo.Of(this, ReadRegression()),
        DataKind.Ratings => DatasetInfo.Of(this, ReadRatings()),
        _ => DatasetInfo.Of(this, ReadDocuments()),
    };

    /// <summary>
    /// SHA-256 of the uncompressed bytes, in lower-case hexadecimal: the same for a file and its gzip. For MatrixMarket
    /// and idx of the features' bytes and then the labels', for bags of words with a vocabulary of theirs and then its.
    /// </summary>
    /// <exception cref="DataFormatException">The file cannot be read to its end.</exception>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _source.AppendTo(hash);
        if (Format is DataFormat.MatrixMarket or DataFormat.Idx)
        {
            LabelsReader.Open(Path, Format, Options.LabelPath).AppendTo(hash);
        }

        AppendVocabularyTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Finds rows, so that they can be read as parts: where a row is a line, their lines, for which the file is gone
    /// through once. All or any ranges, in ascending order; documents of LDA-C are rows, too.
    /// </summary>
    /// <exception cref="DataFormatException">The file cannot be read, or has not that many rows.</exception>
    public IReadOnlyList<DataPart> Locate(IReadOnlyList<IndexRange> rows)
    {
        Invariant.Require(Kind != DataKind.Ratings, "a user's ratings are not one after the other.");
        if (Format is not (DataFormat.LibSvm or DataFormat.DenseCsv or DataFormat.LdaC))
        {
            return [.. rows.Select(range => new DataPart(range, bytes: null))];
        }

        CsvHeader? header = Format == DataFormat.DenseCsv ? CsvHeader.Read(_source, Options) : null;
        using LineReader lines = _source.ReadLines(DataPart.Whole);
        LineFinder finder = new(lines, header);
        return [.. rows.Select(range => new DataPart(range, (finder.Find(range.Start), finder.Find(range.End))))];
    }

    /// <summary>
    /// SHA-256 of what a worker that reads a part depends on, in lower-case hexadecimal: of its lines' bytes, and
    /// of header or vocabulary, where <see cref="Locate"/> has found them, of the whole file otherwise.
    /// </summary>
    /// <exception cref="DataFormatException">The file cannot be read.</exception>
    public string Fingerprint(DataPart part)
    {
        if (part.Bytes is not { } lines)
        {
            return Fingerprint();
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (Format == DataFormat.DenseCsv && CsvHeader.Read(_source, Options).Names is { } names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', names)));
        }

        AppendVocabularyTo(hash);
        _source.AppendTo(hash, lines.Start, lines.End);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void AppendVocabularyTo(IncrementalHash hash)
    {
        if (Kind == DataKind.Documents && Options.VocabularyPath is { } vocabulary)
        {
            DataSource.Open(vocabulary).AppendTo(hash);
        }
    }

    private void RequireKind(DataKind kind)
    {
        if (Kind != kind)
        {
            string wanted = DataFormats.KindName(kind);
            throw new DataFormatException(
                Path,
                0,
                $"a {DataFormats.NameOf(Format)} file holds {DataFormats.KindName(Kind)}, not {wanted}",
                $"pass a file of {wanted}, or --format if it was mistaken");
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OutOfMemoryException failure)
        {
            throw new DataFormatException(Path, 0, "the data does not fit into memory", "read it in more parts",
                failure);
        }
    }
}
