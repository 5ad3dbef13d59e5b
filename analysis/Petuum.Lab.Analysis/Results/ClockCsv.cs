using CsvHelper;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// <c>clocks.csv</c>: the fixed columns, then one column per metric in the order of first appearance. A metric whose
/// name is a fixed column's is headed <c>metric.</c>name. <c>wall_seconds</c> is there only if some line has it.
/// </summary>
public static class ClockCsv
{
    private const string Wall = "wall_seconds";

    private static readonly string[] Fixed =
    [
        "clock", "data_processed", "virtual_seconds", "bytes_sent", "messages", "objective",
        "compute_seconds", "wait_seconds", "send_seconds",
    ];

    private static readonly CsvColumns Columns = new("metric.", [.. Fixed, Wall]);

    /// <summary>Writes the lines in the order given.</summary>
    /// <exception cref="ArgumentException">A line has a metric twice.</exception>
    public static void Write(Stream stream, IReadOnlyList<ClockRecord> records)
    {
        List<string> names = CsvColumns.Union(records.Select(record => record.Metrics.Select(metric => metric.Name)));
        bool wall = records.Any(record => record.WallSeconds is not null);
        using CsvWriter csv = CsvWriter.Create(stream, CsvFiles.WriterOptions, leaveOpen: true);
        csv.WriteRecord([.. Fixed, .. wall ? [Wall] : Array.Empty<string>(), .. names.Select(Columns.ToHeader)]);
        foreach (ClockRecord record in records)
        {
            csv.WriteField(record.Clock);
            csv.WriteField(record.DataProcessed);
            csv.WriteField(record.VirtualSeconds);
            csv.WriteField(record.BytesSent);
            csv.WriteField(record.Messages);
            csv.WriteField(record.Objective);
            csv.WriteField(record.ComputeSeconds);
            csv.WriteField(record.WaitSeconds);
            csv.WriteField(record.SendSeconds);
            if (wall)
            {
                csv.WriteField(record.WallSeconds);
            }

            CsvColumns.WriteMetrics(csv, names, record.Metrics);
            csv.EndRecord();
        }
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote; columns that are not fixed are metrics.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static IReadOnlyList<ClockRecord> Read(string path) => CsvFiles.Read(path, ReadLines);

    private static IReadOnlyList<ClockRecord> ReadLines(CsvReader csv)
    {
        IReadOnlyList<string> headers = csv.Headers;
        int[] at = [.. Fixed.Select(name => CsvColumns.Find(headers, name))];
        int wall = CsvColumns.FindOrMinusOne(headers, Wall);
        int[] metrics = [.. Enumerable.Range(0, headers.Count).Where(column => column != wall && !at.Contains(column))];
        var records = new List<ClockRecord>();
        while (csv.Read())
        {
            records.Add(new ClockRecord
            {
                Clock = csv.Parse<int>(at[0]),
                DataProcessed = csv.Parse<long>(at[1]),
                VirtualSeconds = csv.IsEmpty(at[2]) ? null : csv.Parse<double>(at[2]),
                WallSeconds = wall < 0 || csv.IsEmpty(wall) ? null : csv.Parse<double>(wall),
                BytesSent = csv.Parse<long>(at[3]),
                Messages = csv.Parse<long>(at[4]),
                Objective = csv.Parse<double>(at[5]),
                ComputeSeconds = csv.Parse<double>(at[6]),
                WaitSeconds = csv.Parse<double>(at[7]),
                SendSeconds = csv.Parse<double>(at[8]),
                Metrics = Columns.ReadMetrics(csv, metrics),
            });
        }

        return records;
    }
}
