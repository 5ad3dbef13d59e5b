using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>Finds workers' parts in a file, and reads them.</summary>
internal sealed class PartLoader
{
    /// <summary>What to do where silos read other files than each other, or than the submitter.</summary>
    public const string SameFiles =
        "mount the same files at DataFolder (PETUUM_DATA_FOLDER) on every silo, or name the data by URL";

    private readonly FileDataSpec _spec;
    private readonly Lazy<DataFile> _opened;
    private readonly Lazy<string> _fingerprint;

    /// <summary>A loader of parts of a file.</summary>
    /// <param name="spec">The file's.</param>
    /// <param name="open">Opens it.</param>
    public PartLoader(FileDataSpec spec, Func<FileDataSpec, DataFile> open)
    {
        (_spec, _opened) = (spec, new Lazy<DataFile>(() => open(spec)));
        _fingerprint = new Lazy<string>(() => File.Fingerprint());
    }

    /// <summary>Opened when a part is asked for: shards need none.</summary>
    private DataFile File => _opened.Value;

    /// <summary>Where the parts of the samples that programs have are in the file that they were read from.</summary>
    /// <exception cref="DataFormatException">The file cannot be read again.</exception>
    public FileParts Locate(LoadedData data, IReadOnlyList<IndexRange> ofWorkers)
    {
        if (data.Ratings is { } ratings)
        {
            return new FileParts(
                File.Format, ratings.Users, ratings.Items,
                [.. ofWorkers.Select(users => new FilePart(users, DataPart.Whole, _fingerprint.Value))])
            {
                UserIds = [.. ratings.UserIds],
                ItemIds = [.. ratings.ItemIds],
            };
        }

        int[]? kept = data.Documents is null ? null : DocumentsLoader.Kept(_spec, HeldOut(data) + data.Samples);
        IReadOnlyList<DataPart> places = File.Locate([.. ofWorkers.Select(own => RowsOf(own, kept))]);
        return new FileParts(
            File.Format,
            data.Samples,
            data.Rows?.Columns ?? data.Documents!.Words,
            [.. ofWorkers.Zip(places, (own, place) => new FilePart(own, place, FingerprintOf(place)))]);
    }

    /// <summary>
    /// The samples of a part: rows by themselves, ratings and documents with the whole's numbers.
    /// </summary>
    /// <exception cref="PlanException">The part cannot be read here, or is other bytes than it was.</exception>
    public LoadedData Load(FileParts parts, FilePart part)
    {
        try
        {
            return Read(parts, part);
        }
        catch (DataFormatException failure)
        {
            string where = failure.Line > 0 ? $"{failure.Path}:{failure.Line}" : failure.Path;
            throw new PlanException($"{where} on {Environment.MachineName}: {failure.Problem}", failure.Remedy);
        }
    }

    /// <summary>What is read here is not what was read where the job is evaluated.</summary>
    public static PlanException OtherBytes(string what) => new(
        $"{what} are other bytes on {Environment.MachineName} than where the job is evaluated",
        SameFiles);

    /// <summary>No sample.</summary>
    public static LoadedData Nothing(FileParts parts, DataKind kind) => kind switch
    {
        DataKind.Regression => LoadedData.Of(new RegressionData(SparseMatrix.FromDense(0, parts.Columns, []), [])),
        DataKind.Ratings => LoadedData.Of(new Ratings([], [], [], parts.UserIds, parts.ItemIds)),
        _ => LoadedData.Of(new Documents(parts.Columns, [0], [], []).Within(0, parts.Samples, parts.Columns)),
    };

    private LoadedData Read(FileParts parts, FilePart part)
    {
        if (FingerprintOf(part.Place) != part.Fingerprint)
        {
            throw OtherBytes($"samples {part.Samples.Start} … {part.Samples.End - 1} of {File.Path}");
        }

        return File.Kind switch
        {
            DataKind.Regression => LoadedData.Of(File.ReadRegression(part.Place).WithColumns(parts.Columns)),
            DataKind.Ratings => LoadedData.Of(File.ReadRatings(
                new UsersPart(parts.UserIds, parts.ItemIds, part.Samples)
                {
                    IsMeant = RatingsLoader.IsKept(_spec),
                })),
            _ => LoadedData.Of(DocumentsLoader.LoadKept(_spec, File, part.Place)
                .Within(part.Samples.Start, parts.Samples, parts.Columns)),
        };
    }

    /// <summary>Documents held out of the same file; those of another are not.</summary>
    private int HeldOut(LoadedData data) => _spec.Test is null ? data.TestDocuments?.Count ?? 0 : 0;

    /// <summary>The rows of a file that hold some samples, and maybe some that are held out between them.</summary>
    private static IndexRange RowsOf(IndexRange samples, int[]? kept) =>
        kept is null ? samples : new IndexRange(RowAfter(samples.Start, kept), RowAfter(samples.End, kept));

    /// <summary>The row after that of the sample before.</summary>
    private static int RowAfter(int sample, int[] kept) => sample == 0 ? 0 : kept[sample - 1] + 1;

    /// <summary>
    /// That of the whole file, read once for all, where a part can only be had by reading what is before it.
    /// </summary>
    private string FingerprintOf(DataPart place) =>
        place.Bytes is null || File.IsCompressed ? _fingerprint.Value : File.Fingerprint(place);
}
