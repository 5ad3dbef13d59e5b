using System.Text.Json;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs;

/// <summary>What a sweep says at its end: a table for people, an object for programs.</summary>
internal static class SweepSummary
{
    private const string VerdictCode = "unexpected-verdict";
    private const int FindingsShown = 2;

    /// <summary>The table of runs, doubts, and where to look.</summary>
    public static async Task WriteAsync(SweepOutcome outcome, LabTerminal terminal)
    {
        WriteTable(outcome.Results, terminal.Out);
        foreach (SweptRun run in outcome.Runs)
        {
            if (run.Results is { Summary: { Reason.Length: > 0 } summary })
            {
                await terminal.Error.WriteLineAsync(
                    $"{run.Run.Label}: {Verdicts.Name(summary.Verdict)}: {summary.Reason}");
            }

            if (run.Difference is { } difference)
            {
                await terminal.Error.WriteLineAsync(
                    $"{run.Run.Label}: not repeatable: {difference}\n  → replay: {run.Run.Command} --twice");
            }
        }

        await WriteFindingsAsync(outcome, terminal.Error);
        int left = outcome.Runs.Count(run => run.Results is null);
        if (left > 0)
        {
            await terminal.Error.WriteLineAsync(
                $"interrupted: {outcome.Runs.Count - left} of {outcome.Runs.Count} runs are finished; "
                + $"the same command runs the other {left}");
        }

        await terminal.Out.WriteLineAsync(terminal.Shorten(Path.Combine(outcome.Folder, SweepFolder.ReportFile)));
    }

    /// <summary>
    /// What the analysers doubt, but for what the runs' verdicts have said already; the first few of each kind.
    /// </summary>
    private static async Task WriteFindingsAsync(SweepOutcome outcome, TextWriter error)
    {
        IEnumerable<IGrouping<string, Finding>> kinds = outcome.Findings
            .Where(finding => finding.Severity > Severity.Note && finding.Code != VerdictCode)
            .GroupBy(finding => finding.Code, StringComparer.Ordinal);
        foreach (IGrouping<string, Finding> kind in kinds)
        {
            foreach (Finding finding in kind.Take(FindingsShown))
            {
                await error.WriteLineAsync(
                    $"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Message}\n  → {finding.Remedy}");
            }

            if (kind.Count() > FindingsShown)
            {
                await error.WriteLineAsync($"  … and {kind.Count() - FindingsShown} more of these in the report");
            }
        }
    }

    /// <summary>The object of <c>lab run --json</c>.</summary>
    public static void Write(Utf8JsonWriter json, SweepOutcome outcome, int exitCode, LabTerminal terminal)
    {
        json.WriteStartObject();
        json.WriteString("spec", outcome.File.Spec.Name);
        json.WriteString("spec_hash", outcome.Results.SpecHash);
        json.WriteString("folder", terminal.Shorten(outcome.Folder));
        json.WriteString("report", terminal.Shorten(Path.Combine(outcome.Folder, SweepFolder.ReportFile)));
        json.WriteNumber("exit_code", exitCode);
        json.WriteBoolean("interrupted", outcome.IsInterrupted);
        json.WriteStartArray("runs");
        foreach (SweptRun run in outcome.Runs)
        {
            if (run.Results is { } results)
            {
                WriteRun(json, run, results);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (Finding finding in outcome.Findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
            json.WriteString("code", finding.Code);
            json.WriteString("message", finding.Message);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, SweptRun run, RunResults results)
    {
        RunSummary summary = results.Summary;
        json.WriteStartObject();
        json.WriteString("run", results.Manifest.Run);
        json.WriteStartObject("keys");
        foreach (SweptKey key in results.Manifest.Keys)
        {
            json.WriteString(key.Name, key.Value);
        }

        json.WriteEndObject();
        json.WriteString("seed", results.Manifest.Seed.ToString());
        json.WriteString("verdict", Verdicts.Name(summary.Verdict));
        json.WriteNumber("exit_code", Verdicts.ExitCode(summary.Verdict, summary.Expect));
        json.WriteBoolean("resumed", run.IsResumed);
        json.WriteNumber("clocks", summary.Clocks);
        json.WriteNumber("objective", (double?)summary.Objective);
        json.WriteNumber("virtual_seconds", summary.VirtualSeconds);
        if (summary.VirtualSeconds is null)
        {
            json.WriteNumber("wall_seconds", (double?)results.Seconds);
        }

        json.WriteNumber("wait_fraction", (double?)summary.WaitFraction);
        json.WriteNumber("mean_lag", (double?)summary.MeanLag);
        json.WriteNumber("bytes_sent", summary.BytesSent);
        json.WriteNumber("messages", summary.Messages);
        json.WriteStartObject("metrics");
        foreach (Metric metric in summary.Metrics)
        {
            json.WriteNumber(metric.Name, (double?)metric.Value);
        }

        json.WriteEndObject();
        if (summary.Reason.Length > 0)
        {
            json.WriteString("reason", summary.Reason);
        }

        if (run.Difference is { } difference)
        {
            json.WriteString("difference", difference);
        }

        json.WriteEndObject();
    }

    /// <summary>A line for each run.</summary>
    public static void WriteTable(SweepResults sweep, TextWriter output) => WriteTable(sweep, RunLine.Of, output);

    /// <summary>A line for each run, in given words.</summary>
    public static void WriteTable(SweepResults sweep, Func<RunResults, RunLine> say, TextWriter output)
    {
        TextTable table = new(
            ("run", false),
            ("seed", true),
            ("verdict", false),
            ("clocks", true),
            ("objective", true),
            ("time", true),
            ("wait", true));
        foreach (Configuration configuration in sweep.Configurations)
        {
            foreach (RunResults run in configuration.Runs)
            {
                RunLine line = say(run);
                table.Add(
                    configuration.Label,
                    run.Manifest.Seed.ToString(),
                    line.Verdict,
                    line.Clocks,
                    line.Objective,
                    line.Time,
                    line.Wait);
            }
        }

        table.Write(output);
    }
}
