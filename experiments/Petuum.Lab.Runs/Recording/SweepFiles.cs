using Petuum.Lab.Analysis.Analysers;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Traces;
using Petuum.Lab.Files;

namespace Petuum.Lab.Runs;

/// <summary>
/// What is made of all runs of a sweep: <c>runs.csv</c>, <c>report.html</c>, <c>charts/</c>, and the spec itself.
/// </summary>
internal static class SweepFiles
{
    /// <summary>The spec as it was written, beside its results.</summary>
    public const string SpecFile = "spec.yaml";

    /// <summary>The folder of the charts.</summary>
    public const string ChartsFolder = "charts";

    /// <summary>The link to the sweep that was run last.</summary>
    public const string LatestLink = "latest";

    /// <summary>
    /// Writes all of it; files whose bytes would stay the same are not touched. Returns what the analysers found.
    /// </summary>
    public static IReadOnlyList<Finding> Write(
        string folder,
        SweepResults sweep,
        IReadOnlyList<Claim> claims,
        IReadOnlyList<Chart> keyCharts,
        string chartFormat = Composition.Svg)
    {
        IReadOnlyList<Finding> findings = AllAnalysers.Run(sweep);
        (IReadOnlyList<SpanRecord> spans, string timelineOf) = Timeline(folder, sweep);
        SweepReport report = new()
        {
            Sweep = sweep,
            Claims = claims,
            Findings = findings,
            KeyCharts = keyCharts,
            Timeline = spans,
            TimelineOf = timelineOf,
            LogObjective = IsWide(sweep),
        };
        WriteIfChanged(Path.Combine(folder, SpecFile), stream => WriteText(stream, sweep.SpecYaml));
        IReadOnlyList<RunRecord> records = [.. sweep.Runs.Select(run => RunRecord.From(run.Manifest, run.Summary))];
        WriteIfChanged(Path.Combine(folder, SweepFolder.RunsFile), stream => RunCsv.Write(stream, records));
        WriteCharts(folder, report, Composition.CreateChartWriter(chartFormat));
        WriteIfChanged(
            Path.Combine(folder, SweepFolder.ReportFile), stream => new ReportWriter().Write(report, stream));
        return findings;
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

    private static void WriteCharts(string folder, SweepReport report, IChartWriter writer)
    {
        string charts = Path.Combine(folder, ChartsFolder);
        HashSet<string> written = new(StringComparer.Ordinal);
        foreach (NamedChart chart in StandardCharts.Of(report).All)
        {
            string name = chart.FileName + writer.FileExtension;
            WriteIfChanged(Path.Combine(charts, name), stream => writer.Write(chart.Chart, stream));
            written.Add(name);
        }

        for (int index = 0; index < report.KeyCharts.Count; index++)
        {
            string name = $"key-{index + 1}{writer.FileExtension}";
            Chart chart = report.KeyCharts[index];
            WriteIfChanged(Path.Combine(charts, name), stream => writer.Write(chart, stream));
            written.Add(name);
        }

        foreach (string old in Directory.Exists(charts) ? Directory.GetFiles(charts, "*" + writer.FileExtension) : [])
        {
            if (!written.Contains(Path.GetFileName(old)))
            {
                File.Delete(old);
            }
        }
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
