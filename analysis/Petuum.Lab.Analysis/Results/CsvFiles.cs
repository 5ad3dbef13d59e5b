using CsvHelper;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// Result files as CSV: RFC 4180 with line feeds, UTF-8, a header, numbers in the invariant culture with as many digits
/// as it takes to read the same bits back.
/// </summary>
public static class CsvFiles
{
    internal const string Remedy = "run the spec again with --force, or delete the run's folder";

    internal static CsvWriterOptions WriterOptions { get; } = new() { NewLine = "\n" };

    internal static CsvReaderOptions ReaderOptions { get; } = new()
    {
        TrackLineNumbers = true,
        TrimWhitespace = false,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <summary>Writes <c>workers.csv</c>, in the order given.</summary>
    public static void WriteWorkers(Stream stream, IEnumerable<WorkerRecord> records)
    {
        using CsvWriter csv = CsvWriter.Create(stream, WriterOptions, leaveOpen: true);
        csv.WriteRecords(records);
    }

    /// <summary>Writes <c>lags.csv</c>, in the order given.</summary>
    public static void WriteLags(Stream stream, IEnumerable<LagRecord> records)
    {
        using CsvWriter csv = CsvWriter.Create(stream, WriterOptions, leaveOpen: true);
        csv.WriteRecords(records);
    }

    /// <summary>Writes <c>series.csv</c>, in the order given.</summary>
    public static void WriteSeries(Stream stream, IEnumerable<SeriesRecord> records)
    {
        using CsvWriter csv = CsvWriter.Create(stream, WriterOptions, leaveOpen: true);
        csv.WriteRecords(records);
    }

    /// <summary>Reads <c>workers.csv</c>.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static IReadOnlyList<WorkerRecord> ReadWorkers(string path) => Read(path, ReadAll<WorkerRecord>);

    /// <summary>Reads <c>lags.csv</c>.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static IReadOnlyList<LagRecord> ReadLags(string path) => Read(path, ReadAll<LagRecord>);

    /// <summary>Reads <c>series.csv</c>.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static IReadOnlyList<SeriesRecord> ReadSeries(string path) => Read(path, ReadAll<SeriesRecord>);

    internal static IReadOnlyList<T> Read<T>(string path, Func<CsvReader, IReadOnlyList<T>> read)
    {
        long line = 0;
        try
        {
            using CsvReader csv = CsvReader.FromFile(path, ReaderOptions);
            try
            {
                csv.ReadHeader();
                return read(csv);
            }
            catch (Exception failure) when (failure is not IOException)
            {
                line = csv.LineNumber;
                throw;
            }
        }
        catch (CsvFormatException failure)
        {
            throw new ResultFileException(path, Math.Max(line, failure.LineNumber), failure.Message, Remedy);
        }
        catch (Exception failure) when (
            failure is FormatException or OverflowException or KeyNotFoundException or ArgumentException)
        {
            throw new ResultFileException(path, line, failure.Message, Remedy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultFileException(path, 0, failure.Message, "check that the file is there and may be read");
        }
    }

    private static IReadOnlyList<T> ReadAll<T>(CsvReader csv) => [.. csv.GetRecords<T>()];
}
