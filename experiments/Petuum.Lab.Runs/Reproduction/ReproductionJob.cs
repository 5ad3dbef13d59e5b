using System.Text.Json;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>How reproductions are run.</summary>
/// <param name="Folder">Where to; a folder per spec, and the index.</param>
/// <param name="IsFull">Full scale, not quick.</param>
/// <param name="Force">Whether finished runs are run again.</param>
internal sealed record ReproductionOptions(string Folder, bool IsFull, bool Force);

/// <summary>What came of them.</summary>
/// <param name="Rows">Those that got a verdict, in order.</param>
/// <param name="ExitCode">0 if all did.</param>
internal sealed record ReproductionOutcome(IReadOnlyList<ReproductionRow> Rows, int ExitCode);

/// <summary>Runs reproductions one after the other, each over all cores, and tells of each as it finishes.</summary>
internal sealed class ReproductionJob(ReproductionOptions options, LabTerminal terminal)
{
    /// <summary>The page of all of them.</summary>
    public const string IndexFile = "index.html";

    /// <summary>The same for programs.</summary>
    public const string RowsFile = "index.json";

    /// <summary>Runs them.</summary>
    public async Task<ReproductionOutcome> RunAsync(IReadOnlyList<Reproducible> chosen, CancellationToken cancellation)
    {
        List<ReproductionRow> rows = [];
        int exitCode = ExitCodes.Sound;
        foreach (Reproducible reproducible in chosen)
        {
            await terminal.Error.WriteLineAsync($"{reproducible.Claim.Id}: {reproducible.File.Spec.Name}");
            SweepOutcome outcome = await SweepJob.RunAsync(
                reproducible.File,
                new RunRequest
                {
                    Spec = reproducible.File.Path,
                    Overrides = reproducible.Overrides,
                    Results = options.Folder,
                    Force = options.Force,
                },
                terminal,
                cancellation);
            if (outcome.IsInterrupted)
            {
                return new ReproductionOutcome(rows, terminal.InterruptedCode);
            }

            if (outcome.Claim is not { } claim)
            {
                exitCode = Math.Max(exitCode, outcome.ExitCode);
                await SweepSummary.WriteAsync(outcome, terminal);
                continue;
            }

            rows.Add(RowOf(outcome, claim));
            Tell(claim, outcome);
            if (outcome.Runs.Any(run => !run.IsResumed))
            {
                WriteIndex(rows, chosen);
            }
        }

        WriteIndex(rows, chosen);
        return new ReproductionOutcome(rows, exitCode);
    }

    private ReproductionRow RowOf(SweepOutcome outcome, Claim claim) => new()
    {
        Claim = claim,
        Title = Title(outcome.File.Spec.Name),
        SetUp = SpecRuns.SetUp(outcome.Results),
        Charts = outcome.Charts,
        Links = [("every run and chart", $"{outcome.File.Spec.Name}/{SweepFolder.ReportFile}")],
    };

    private void Tell(Claim claim, SweepOutcome outcome)
    {
        TextWriter output = terminal.Out;
        output.WriteLine($"{claim.Id}  {ReproductionVerdicts.Name(claim.Verdict)}");
        output.WriteLine($"    claim     {claim.Text}");
        output.WriteLine($"    paper     {claim.Paper}");
        output.WriteLine($"    measured  {claim.Measured}");
        output.WriteLine($"    report    {terminal.Shorten(Path.Combine(outcome.Folder, SweepFolder.ReportFile))}");
    }

    private void WriteIndex(IReadOnlyList<ReproductionRow> rows, IReadOnlyList<Reproducible> chosen)
    {
        string scale = options.IsFull ? "full" : "quick";
        string ids = string.Join(' ', chosen.Select(reproducible => reproducible.Claim.Id));
        ReproductionReport report = new()
        {
            Scale = scale,
            Command = $"lab reproduce {ids}{(options.IsFull ? " --scale full" : "")}",
            Rows = rows,
        };
        SweepFiles.WriteIfChanged(
            Path.Combine(options.Folder, IndexFile), stream => new ReproductionWriter().Write(report, stream));
        SweepFiles.WriteIfChanged(Path.Combine(options.Folder, RowsFile), stream =>
        {
            using Utf8JsonWriter json = new(stream, new JsonWriterOptions
            {
                Indented = true,
                NewLine = "\n",
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
            json.WriteStartObject();
            json.WriteString("scale", scale);
            ReproductionRows.Write(json, rows);
            json.WriteEndObject();
        });
    }

    /// <summary>A spec's name as a heading: <c>e2-staleness-histogram</c> becomes <c>Staleness histogram</c>.</summary>
    private static string Title(string name)
    {
        string[] words = name.Split('-', '_');
        string[] said = words.Length > 1 && words[0].Any(char.IsAsciiDigit) ? words[1..] : words;
        string text = string.Join(' ', said);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
