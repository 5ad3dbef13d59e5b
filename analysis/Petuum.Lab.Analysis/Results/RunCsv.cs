using CsvHelper;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// <c>runs.csv</c>: <c>run</c>, a column per swept key, <c>seed</c> … <c>objective</c>, a column per metric,
/// <c>wait_fraction</c> …. Keys and metrics are told apart by where they stand; one whose name is a fixed column's is
/// headed <c>key.</c>name or
/// <c>metric.</c>name.
/// </summary>
public static class RunCsv
{
    private static readonly string[] Middle =
    [
        "seed", "verdict", "exit_code", "clocks", "data_processed", "virtual_seconds", "bytes_sent", "messages",
        "objective",
    ];

    private static readonly string[] Tail = ["wait_fraction", "mean_lag", "warnings"];
    private static readonly string[] Fixed = ["run", .. Middle, .. Tail];
    private static readonly CsvColumns Keys = new("key.", Fixed);
    private static readonly CsvColumns Metrics = new("metric.", Fixed);

    /// <summary>Writes the lines in the order given.</summary>
    /// <exception cref="ArgumentException">A line has a key or a metric twice.</exception>
    public static void Write(Stream stream, IReadOnlyList<RunRecord> records)
    {
        List<string> keys = CsvColumns.Union(records.Select(record => record.Keys.Select(key => key.Name)));
        List<string> metrics = CsvColumns.Union(records.Select(record => record.Metrics.Select(metric => metric.Name)));
        using CsvWriter csv = CsvWriter.Create(stream, CsvFiles.WriterOptions, leaveOpen: true);
        csv.WriteRecord(
            ["run", .. keys.Select(Keys.ToHeader), .. Middle, .. metrics.Select(Metrics.ToHeader), .. Tail]);
        foreach (RunRecord record in records)
        {
            WriteLine(csv, record, keys, metrics);
        }
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static IReadOnlyList<RunRecord> Read(string path) => CsvFiles.Read(path, ReadLines);

    private static void WriteLine(CsvWriter csv, RunRecord record, List<string> keys, List<string> metrics)
    {
        csv.WriteField(record.Run);
        foreach (string key in keys)
        {
            csv.WriteField(record.Keys.FirstOrDefault(candidate => candidate.Name == key).Value ?? "");
        }

        csv.WriteField(record.Seed);
        csv.WriteField(Verdicts.Name(record.Verdict));
        csv.WriteField(record.ExitCode);
        csv.WriteField(record.Clocks);
        csv.WriteField(record.DataProcessed);
        csv.WriteField(record.VirtualSeconds);
        csv.WriteField(record.BytesSent);
        csv.WriteField(record.Messages);
        csv.WriteField(record.Objective);
        CsvColumns.WriteMetrics(csv, metrics, record.Metrics);
        csv.WriteField(record.WaitFraction);
        csv.WriteField(record.MeanLag);
        csv.WriteField(record.Warnings);
        csv.EndRecord();
    }

    private static IReadOnlyList<RunRecord> ReadLines(CsvReader csv)
    {
        IReadOnlyList<string> headers = csv.Headers;
        int seed = CsvColumns.Find(headers, "seed");
        int objective = CsvColumns.Find(headers, "objective");
        int tail = CsvColumns.Find(headers, "wait_fraction");
        bool inOrder = headers[0] == "run" && objective == seed + Middle.Length - 1 && tail > objective;
        if (!inOrder || headers.Count != tail + Tail.Length)
        {
            throw new FormatException($"the columns are not in the order of runs.csv: {string.Join(", ", headers)}");
        }

        int[] keys = [.. Enumerable.Range(1, seed - 1)];
        int[] metrics = [.. Enumerable.Range(objective + 1, tail - objective - 1)];
        var records = new List<RunRecord>();
        while (csv.Read())
        {
            records.Add(ReadLine(csv, keys, seed, metrics, tail));
        }

        return records;
    }

    private static RunRecord ReadLine(CsvReader csv, int[] keys, int seed, int[] metrics, int tail)
    {
        string name = csv.GetString(seed + 1);
        return new RunRecord
        {
            Run = csv.GetString(0),
            Keys = [.. keys.Select(key => new SweptKey(Keys.FromHeader(csv.Headers[key]), csv.GetString(key)))],
            Seed = csv.Parse<ulong>(seed),
            Verdict = Verdicts.TryParse(name, out Verdict verdict)
                ? verdict
                : throw new FormatException($"no verdict '{name}'"),
            ExitCode = csv.Parse<int>(seed + 2),
            Clocks = csv.Parse<int>(seed + 3),
            DataProcessed = csv.Parse<long>(seed + 4),
            VirtualSeconds = csv.IsEmpty(seed + 5) ? null : csv.Parse<double>(seed + 5),
            BytesSent = csv.Parse<long>(seed + 6),
            Messages = csv.Parse<long>(seed + 7),
            Objective = csv.Parse<double>(seed + 8),
            Metrics = Metrics.ReadMetrics(csv, metrics),
            WaitFraction = csv.Parse<double>(tail),
            MeanLag = csv.Parse<double>(tail + 1),
            Warnings = csv.Parse<int>(tail + 2),
        };
    }
}
