using Petuum.Lab.Files;

namespace Petuum.Lab.Analysis.Results;

/// <summary>Everything that a finished run left behind.</summary>
public sealed record RunResults
{
    /// <summary><c>run.json</c>.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary><c>summary.json</c>.</summary>
    public required RunSummary Summary { get; init; }

    /// <summary><c>clocks.csv</c>.</summary>
    public required IReadOnlyList<ClockRecord> Clocks { get; init; }

    /// <summary><c>workers.csv</c>; empty if there is none.</summary>
    public IReadOnlyList<WorkerRecord> Workers { get; init; } = [];

    /// <summary><c>lags.csv</c>; empty if there is none.</summary>
    public IReadOnlyList<LagRecord> Lags { get; init; } = [];

    /// <summary><c>series.csv</c>; empty if there is none.</summary>
    public IReadOnlyList<SeriesRecord> Series { get; init; } = [];

    /// <summary><c>machine.json</c>; null if there is none.</summary>
    public MachineRecord? Machine { get; init; }

    /// <summary>
    /// What the run took by its own clock: virtual seconds if it has them, else wall; NaN if neither.
    /// </summary>
    public double Seconds => Summary.VirtualSeconds ?? (Clocks.Count > 0 ? Clocks[^1].Seconds : double.NaN);
}

/// <summary>What a run's folder turned out to be.</summary>
/// <param name="Path">The folder.</param>
public abstract record RunFolder(string Path)
{
    /// <summary>The name of the manifest.</summary>
    public const string ManifestFile = "run.json";

    /// <summary>The name of the summary.</summary>
    public const string SummaryFile = "summary.json";

    /// <summary>The name of the machine's record.</summary>
    public const string MachineFile = "machine.json";

    /// <summary>The name of the evaluated clocks.</summary>
    public const string ClocksFile = "clocks.csv";

    /// <summary>The name of the workers' and shards' times.</summary>
    public const string WorkersFile = "workers.csv";

    /// <summary>The name of the lag histogram.</summary>
    public const string LagsFile = "lags.csv";

    /// <summary>The name of the extra curves.</summary>
    public const string SeriesFile = "series.csv";

    /// <summary>The name of the event log.</summary>
    public const string EventsFile = "events.jsonl.gz";

    /// <summary>The name of the trace.</summary>
    public const string TraceFile = "trace.json";

    /// <summary>A run that is over, with its results.</summary>
    public sealed record Finished(string Path, RunResults Results) : RunFolder(Path);

    /// <summary>A run that was broken off, is still going on, or never was.</summary>
    public sealed record Unfinished(string Path, string Reason) : RunFolder(Path);

    /// <summary>A run that says it is over but whose files cannot be read: run it again.</summary>
    public sealed record Damaged(string Path, string File, string Problem, string Remedy) : RunFolder(Path);

    /// <summary>
    /// Starts a folder: a manifest without a verdict marks it as unfinished, whatever it held before. A previous run's
    /// other files stay until they are overwritten.
    /// </summary>
    public static void Begin(string path, RunManifest manifest) =>
        AtomicFile.Write(
            System.IO.Path.Combine(path, ManifestFile),
            stream => JsonFiles.Write(stream, manifest with { Verdict = null }));

    /// <summary>
    /// Writes the files of a finished run, the manifest last: whoever reads the folder meanwhile finds it unfinished,
    /// never half full. The manifest gets the summary's verdict.
    /// </summary>
    public static void Save(string path, RunResults results)
    {
        Begin(path, results.Manifest);
        Write(path, ClocksFile, stream => ClockCsv.Write(stream, results.Clocks));
        WriteOrRemove(path, WorkersFile, results.Workers.Count > 0, stream =>
            CsvFiles.WriteWorkers(stream, results.Workers));
        WriteOrRemove(path, LagsFile, results.Lags.Count > 0, stream => CsvFiles.WriteLags(stream, results.Lags));
        WriteOrRemove(path, SeriesFile, results.Series.Count > 0, stream =>
            CsvFiles.WriteSeries(stream, results.Series));
        WriteOrRemove(path, MachineFile, results.Machine is not null, stream =>
            JsonFiles.Write(stream, results.Machine!));
        Write(path, SummaryFile, stream => JsonFiles.Write(stream, results.Summary));
        RunManifest manifest = results.Manifest with { Verdict = results.Summary.Verdict };
        Write(path, ManifestFile, stream => JsonFiles.Write(stream, manifest));
    }

    /// <summary>Reads a folder. Never throws for what is in it, or not in it.</summary>
    public static RunFolder Load(string path)
    {
        string manifestFile = System.IO.Path.Combine(path, ManifestFile);
        if (!File.Exists(manifestFile))
        {
            return new Unfinished(
                path, Directory.Exists(path) ? $"it has no {ManifestFile}" : "there is no such folder");
        }

        try
        {
            RunManifest manifest = JsonFiles.ReadManifest(manifestFile);
            if (manifest.Verdict is null)
            {
                return new Unfinished(path, $"its {ManifestFile} has no verdict yet");
            }

            return new Finished(path, new RunResults
            {
                Manifest = manifest,
                Summary = JsonFiles.ReadSummary(System.IO.Path.Combine(path, SummaryFile)),
                Clocks = ClockCsv.Read(System.IO.Path.Combine(path, ClocksFile)),
                Workers = Optional(path, WorkersFile, CsvFiles.ReadWorkers) ?? [],
                Lags = Optional(path, LagsFile, CsvFiles.ReadLags) ?? [],
                Series = Optional(path, SeriesFile, CsvFiles.ReadSeries) ?? [],
                Machine = Optional(path, MachineFile, JsonFiles.ReadMachine),
            });
        }
        catch (ResultFileException failure)
        {
            return new Damaged(path, failure.Path, failure.Message, failure.Remedy);
        }
    }

    private static T? Optional<T>(string path, string file, Func<string, T> read)
        where T : class
    {
        string whole = System.IO.Path.Combine(path, file);
        return File.Exists(whole) ? read(whole) : null;
    }

    private static void Write(string path, string file, Action<Stream> write) =>
        AtomicFile.Write(System.IO.Path.Combine(path, file), write);

    private static void WriteOrRemove(string path, string file, bool there, Action<Stream> write)
    {
        if (there)
        {
            Write(path, file, write);
        }
        else
        {
            File.Delete(System.IO.Path.Combine(path, file));
        }
    }
}
