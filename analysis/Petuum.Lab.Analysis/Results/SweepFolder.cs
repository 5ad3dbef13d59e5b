using Petuum.Lab.Files;

namespace Petuum.Lab.Analysis.Results;

/// <summary>The folder of a spec: a subfolder per run, and what was made of them all.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Runs">
/// The finished runs, in the order of their swept keys' lines in <c>runs.csv</c>, else of their names.
/// </param>
/// <param name="Unfinished">Subfolders whose runs are not over.</param>
/// <param name="Damaged">Subfolders that cannot be read.</param>
public sealed record SweepFolder(
    string Path,
    IReadOnlyList<RunResults> Runs,
    IReadOnlyList<RunFolder.Unfinished> Unfinished,
    IReadOnlyList<RunFolder.Damaged> Damaged)
{
    /// <summary>The name of the table of runs.</summary>
    public const string RunsFile = "runs.csv";

    /// <summary>The name of the report.</summary>
    public const string ReportFile = "report.html";

    /// <summary>
    /// Reads every subfolder that holds a <c>run.json</c>. The runs that <c>runs.csv</c> lists come first, in its order
    /// (that of the sweep); the others follow by name. Links are passed over, so <c>latest</c> is not read twice.
    /// </summary>
    public static SweepFolder Load(string path)
    {
        var runs = new List<RunResults>();
        var unfinished = new List<RunFolder.Unfinished>();
        var damaged = new List<RunFolder.Damaged>();
        foreach (string folder in Folders(path))
        {
            switch (RunFolder.Load(folder))
            {
                case RunFolder.Finished finished:
                    runs.Add(finished.Results);
                    break;
                case RunFolder.Unfinished broken:
                    unfinished.Add(broken);
                    break;
                case RunFolder.Damaged broken:
                    damaged.Add(broken);
                    break;
            }
        }

        return new SweepFolder(path, runs, unfinished, damaged);
    }

    /// <summary>Writes <c>runs.csv</c>, in the order of <paramref name="runs"/>.</summary>
    public static void SaveRuns(string path, IReadOnlyList<RunResults> runs)
    {
        IReadOnlyList<RunRecord> records = [.. runs.Select(run => RunRecord.From(run.Manifest, run.Summary))];
        AtomicFile.Write(System.IO.Path.Combine(path, RunsFile), stream => RunCsv.Write(stream, records));
    }

    private static List<string> Folders(string path)
    {
        var names = new List<string>();
        foreach (DirectoryInfo folder in new DirectoryInfo(path).EnumerateDirectories())
        {
            if (folder.LinkTarget is null
                && File.Exists(System.IO.Path.Combine(folder.FullName, RunFolder.ManifestFile)))
            {
                names.Add(folder.Name);
            }
        }

        IReadOnlyList<string> order = Order(path);
        names.Sort((left, right) => (Rank(left), left).CompareTo((Rank(right), right)));
        return names.ConvertAll(name => System.IO.Path.Combine(path, name));

        int Rank(string name)
        {
            int rank = CsvColumns.FindOrMinusOne(order, name);
            return rank < 0 ? int.MaxValue : rank;
        }
    }

    private static IReadOnlyList<string> Order(string path)
    {
        string file = System.IO.Path.Combine(path, RunsFile);
        try
        {
            return File.Exists(file) ? [.. RunCsv.Read(file).Select(record => record.Run)] : [];
        }
        catch (ResultFileException)
        {
            return [];
        }
    }
}
