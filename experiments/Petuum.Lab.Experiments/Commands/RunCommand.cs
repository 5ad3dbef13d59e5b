using System.CommandLine;
using System.Text.Json;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Experiments.Reproduction;
using Petuum.Lab.Experiments.Runs;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab run</c>: a spec, its sweep included.</summary>
internal static class RunCommand
{
    private const string DefaultResults = "results";

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> spec = new("SPEC") { Description = "The spec: a YAML file. Examples are under experiments/specs/." };
        Option<string[]> set = new("--set")
        {
            Description = "Set a key of the spec, such as cluster.workers=8; may be given several times.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        Option<string?> seed = Arguments.SeedOption("Run this seed instead of the spec's; unsigned 64-bit.");
        Option<string> runtime = new("--runtime")
        {
            Description = "simulated (the default), threads or orleans.", HelpName = "NAME", DefaultValueFactory = _ => Runtimes.Simulated,
        };
        Option<string?> results = Arguments.Out("Where results go: DIR/<spec name>/<run>/. 'results' if left out.");
        Option<bool> twice = new("--twice") { Description = "Run everything a second time and compare every bit." };
        Option<bool> force = new("--force") { Description = "Run finished runs again, too." };
        Option<bool> asJson = Arguments.Json();
        Command run = new("run", "Run a spec; runs that were finished before are skipped.")
        {
            spec, set, seed, runtime, results, twice, force, asJson,
        };
        run.SetAction((parsed, cancellation) => RunAsync(
            new RunRequest
            {
                Spec = terminal.Name(parsed.GetRequiredValue(spec)),
                Overrides = parsed.GetRequiredValue(set),
                Seed = Arguments.Seed(parsed, seed),
                Runtime = parsed.GetRequiredValue(runtime),
                Results = terminal.Resolve(parsed.GetValue(results) ?? DefaultResults),
                Twice = parsed.GetValue(twice),
                Force = parsed.GetValue(force),
            },
            parsed.GetValue(asJson),
            terminal,
            cancellation));
        return run;
    }

    private static async Task<int> RunAsync(RunRequest request, bool asJson, LabTerminal terminal, CancellationToken cancellation)
    {
        Runtimes.RequireKnown(request.Runtime);
        SpecFile file = SpecReader.Load(request.Spec, request.Overrides);
        SweepOutcome outcome = await SweepJob.RunAsync(file, request, terminal, cancellation);
        await SweepSummary.WriteAsync(outcome, terminal);
        int exitCode = outcome.IsInterrupted ? ExitCodes.Interrupted : outcome.ExitCode;
        if (asJson)
        {
            Arguments.WriteJson(terminal.Out, json => SweepSummary.Write(json, outcome, exitCode, terminal));
        }

        return exitCode;
    }
}

/// <summary>What <c>lab run</c> was asked for.</summary>
internal sealed record RunRequest
{
    /// <summary>The spec's file.</summary>
    public required string Spec { get; init; }

    /// <summary>Keys set on the command line.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The seed instead of the spec's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The runtime's name.</summary>
    public string Runtime { get; init; } = Runtimes.Simulated;

    /// <summary>The folder of all results, whole.</summary>
    public required string Results { get; init; }

    /// <summary>Whether to run and compare a second time.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether to run what is finished.</summary>
    public bool Force { get; init; }
}

/// <summary>The runtimes that there are, and that this build includes.</summary>
internal static class Runtimes
{
    /// <summary>Virtual time, one thread a run.</summary>
    public const string Simulated = "simulated";

    /// <summary>All names, with what it takes to have them; empty for those that this build includes.</summary>
    public static IReadOnlyList<(string Name, string Missing)> All { get; } =
    [
        (Simulated, ""),
        ("threads", "this version of Petuum.Lab does not have it yet"),
        ("orleans", "it is part of the configurations Cluster and Full: LAB_CONFIGURATION=Cluster ./lab …"),
    ];

    /// <summary>Refuses a runtime that this build does not include.</summary>
    /// <exception cref="UserException">It does not.</exception>
    public static void RequireKnown(string name)
    {
        string? missing = All.Where(runtime => runtime.Name == name).Select(runtime => runtime.Missing).FirstOrDefault();
        if (missing is null)
        {
            throw new UserException($"--runtime {name}", "there is no such runtime", "use simulated, threads or orleans");
        }

        if (missing.Length > 0)
        {
            throw new UserException($"--runtime {name}", "this build does not include that runtime", missing);
        }
    }
}
