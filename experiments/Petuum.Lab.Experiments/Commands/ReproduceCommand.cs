using System.CommandLine;
using System.Text.Json;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Runs;
using Petuum.Lab.Runs.Reproduction;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab reproduce</c>: the papers' experiments, each with a verdict.</summary>
internal static class ReproduceCommand
{
    private const string DefaultFolder = "results/reproduce";

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string[]> ids = new("ID")
        {
            Description = "The experiments to run, such as E2 K6; by default all.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [ReproductionCatalog.All],
        };
        Option<string> scale = new("--scale")
        {
            Description = "quick (the default: minutes) or full (closer to the papers' sizes).",
            HelpName = "SCALE",
            DefaultValueFactory = _ => "quick",
        };
        Option<string?> folder = Arguments.Out($"Where results go; '{DefaultFolder}' if left out.");
        Option<bool> force = new("--force") { Description = "Run finished runs again, too." };
        Option<bool> asJson = Arguments.Json();
        Command reproduce = new(
            "reproduce", "Run the papers' experiments; a table of claim, measured, verdict, and the report.")
        {
            ids, scale, folder, force, asJson,
        };
        reproduce.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(ids),
            new ReproductionOptions(
                terminal.Resolve(parsed.GetValue(folder) ?? DefaultFolder),
                ScaleOf(parsed.GetRequiredValue(scale)),
                parsed.GetValue(force)),
            parsed.GetValue(asJson),
            terminal,
            cancellation));
        return reproduce;
    }

    private static async Task<int> RunAsync(
        string[] ids, ReproductionOptions options, bool asJson, LabTerminal terminal, CancellationToken cancellation)
    {
        IReadOnlyList<Reproducible> chosen = ReproductionCatalog.Choose(ids, options.IsFull, terminal);
        ReproductionOutcome outcome = await new ReproductionJob(options, terminal).RunAsync(chosen, cancellation);
        await terminal.Out.WriteLineAsync(Tally(outcome.Rows));
        await terminal.Out.WriteLineAsync(terminal.Shorten(Path.Combine(options.Folder, ReproductionJob.IndexFile)));
        if (outcome.ExitCode == terminal.InterruptedCode)
        {
            await terminal.Error.WriteLineAsync("interrupted: the same command goes on where this one ended");
        }

        if (asJson)
        {
            Arguments.WriteJson(terminal.Out, json => Write(json, outcome, options, terminal));
        }

        return outcome.ExitCode;
    }

    private static bool ScaleOf(string text) => text switch
    {
        "quick" => false,
        "full" => true,
        _ => throw new UserException($"--scale {text}", "there is no such scale", "use quick or full"),
    };

    private static string Tally(IReadOnlyList<ReproductionRow> rows) => string.Join(", ", Enum
        .GetValues<ReproductionVerdict>()
        .Select(verdict => $"{rows.Count(row => row.Claim.Verdict == verdict)} {ReproductionVerdicts.Name(verdict)}"));

    private static void Write(
        Utf8JsonWriter json, ReproductionOutcome outcome, ReproductionOptions options, LabTerminal terminal)
    {
        json.WriteStartObject();
        json.WriteString("scale", options.IsFull ? "full" : "quick");
        json.WriteString("report", terminal.Shorten(Path.Combine(options.Folder, ReproductionJob.IndexFile)));
        json.WriteNumber("exit_code", outcome.ExitCode);
        ReproductionRows.Write(json, outcome.Rows);
        json.WriteEndObject();
    }
}
