using Petuum.Lab.Analysis.Analysers;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Traces;
using Petuum.Lab.Files;

namespace Petuum.Lab.Runs;

/// <summary>
/// What is made of all runs of a sweep: <c>runs.csv</c>, <c>report.html</c>, the spec itself, and figures if
/// they are asked for.
/// </summary>
internal static class SweepFiles
{
    /// <summary>The spec as it was written, beside its results.</summary>
    public const string SpecFile = "spec.yaml";

    /// <summary>The folder of the figures.</summary>
    public const string FiguresFolder = "figures";

    /// <summary>The link to the sweep that was run last.</summary>
    public const string LatestLink = "latest";

    /// <summary>
    /// Writes all but figures; files whose bytes would stay the same are not touched. Returns what the report shows.
    /// </summary>
    public static SweepReport Write(
        string folder,
        SweepResults sweep,
        IReadOnlyList<Claim> claims,
        IReadOnlyList<Chart> keyCharts)
    {
        (IReadOnlyList<SpanRecord> spans, string timelineOf) = Timeline(folder, sweep);
        SweepReport report = new()
        {
            Sweep = sweep,
            Claims = claims,
            Findings = AllAnalysers.Run(sweep),
            KeyCharts = keyCharts,
            Timeline = spans,
            TimelineOf = timelineOf,
            LogObjective = IsWide(sweep),
        };
        WriteIfChanged(Path.Combine(folder, SpecFile), stream => WriteText(stream, sweep.SpecYaml));
        IReadOnlyList<RunRecord> records = [.. sweep.Runs.Select(run => RunRecord.From(run.Manifest, run.Summary))];
        WriteIfChanged(Path.Combine(folder, SweepFolder.RunsFile), stream => RunCsv.Write(stream, records));
        WriteIfChanged(
            Path.Combine(folder, SweepFolder.ReportFile), stream => new ReportWriter().Write(report, stream));
        return report;
    }

    /// <summary>Writes a file, unless it has these bytes already.</summary>
    public static void WriteIfChanged(string path, Action<Stream> write)
    {
        using MemoryStream fresh = new();
        write(fresh);
        ReadOnlySpan<byte> bytes = fresh.GetBuffer().AsSpan(0, (int)fresh.Length);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            AtomicFile.Write(path, stream => stream.Write(fresh.GetBuffer(), 0, (int)fresh.Length));
        }
    }

    /// <summary>
    /// Points <c>latest</c> in the results folder to a sweep; a text file where links are not allowed.
    /// </summary>
    public static void LinkLatest(string results, string name)
    {
        string link = Path.Combine(results, LatestLink);
        FileInfo known = new(link);
        if (known.LinkTarget == name)
        {
            return;
        }

        try
        {
            if (known.LinkTarget is not null || known.Exists)
            {
                known.Delete();
            }

            Directory.CreateSymbolicLink(link, name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!Directory.Exists(link))
            {
                WriteIfChanged(link, stream => WriteText(stream, name + "\n"));
            }
        }
    }

    /// <summary>
    /// Writes every chart of a report as a figure. Figures of the same format that the report does not have any more
    /// are deleted. Returns the folder.
    /// </summary>
    public static string WriteFigures(string folder, SweepReport report, IChartWriter writer)
    {
        string figures = Path.Combine(folder, FiguresFolder);
        HashSet<string> written = new(StringComparer.Ordinal);
        IEnumerable<NamedChart> keys = report.KeyCharts.Select((chart, index) => new NamedChart($"key-{index + 1}",
            chart));
        foreach (NamedChart chart in StandardCharts.Of(report).All.Concat(keys))
        {
            string name = chart.FileName + writer.FileExtension;
            WriteIfChanged(Path.Combine(figures, name), stream => writer.Write(chart.Chart, stream));
            written.Add(name);
        }

        foreach (string old in Directory.Exists(figures) ? Directory.GetFiles(figures, "*" + writer.FileExtension) : [])
        {
            if (!written.Contains(Path.GetFileName(old)))
            {
                File.Delete(old);
            }
        }

        return figures;
    }

    /// <summary>The first run that has a trace, as far as a chart can show it.</summary>
    private static (IReadOnlyList<SpanRecord> Spans, string Of) Timeline(string folder, SweepResults sweep)
    {
        foreach (Configuration configuration in sweep.Configurations)
        {
            foreach (RunResults run in configuration.Runs)
            {
                string trace = Path.Combine(folder, run.Manifest.Run, RunFolder.TraceFile);
                if (File.Exists(trace))
                {
                    return (TraceReader.ReadWindow(trace), $"{configuration.Label}, seed {run.Manifest.Seed}");
                }
            }
        }

        return ([], string.Empty);
    }

    /// <summary>Whether objectives span so much that only a logarithmic axis shows them.</summary>
    private static bool IsWide(SweepResults sweep)
    {
        double[] objectives =
        [
            .. sweep.Runs.SelectMany(run => run.Clocks).Select(clock => clock.Objective).Where(double.IsFinite),
        ];
        return objectives.Length > 0 && objectives.Min() > 0 && objectives.Max() > 30 * objectives.Min();
    }

    private static void WriteText(Stream stream, string text)
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(text);
    }
}
