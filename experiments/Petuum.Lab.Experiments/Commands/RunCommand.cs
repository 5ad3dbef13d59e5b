using System.CommandLine;
using Petuum.Lab.Experiments.Runs;
using Petuum.Lab.Experiments.Specs;
using Runtimes = Petuum.Lab.Experiments.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab run</c>: a spec, its sweep included.</summary>
internal static class RunCommand
{
    private const string DefaultResults = "results";

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> spec = new(
            "SPEC")
        { Description = "The spec: a YAML file. Examples are under experiments/specs/." };
        Option<string[]> set = new("--set")
        {
            Description = "Set a key of the spec, such as cluster.workers=8; may be given several times.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        Option<string?> seed = Arguments.SeedOption("Run with this seed, a whole number, instead of the spec's.");
        RuntimeOptions runtime = new(Runtimes.Simulated);
        Option<string?> results = Arguments.Out("Where results go: DIR/<spec name>/<run>/. 'results' if left out.");
        Option<bool> twice = new("--twice") { Description = "Run everything a second time and compare every bit." };
        Option<bool> force = new("--force") { Description = "Run finished runs again, too." };
        Option<bool> asJson = Arguments.Json();
        Command run = new("run", "Run a spec; runs that were finished before are skipped.")
        {
            spec, set, seed, results, twice, force, asJson,
        };
        foreach (Option option in runtime.All)
        {
            run.Add(option);
        }

        run.SetAction((parsed, cancellation) => RunAsync(
            new RunRequest
            {
                Spec = terminal.Name(parsed.GetRequiredValue(spec)),
                Overrides = parsed.GetRequiredValue(set),
                Seed = Arguments.Seed(parsed, seed),
                Results = terminal.Resolve(parsed.GetValue(results) ?? DefaultResults),
                Twice = parsed.GetValue(twice),
                Force = parsed.GetValue(force),
                LinksLatest = true,
            },
            runtime.Read(parsed, terminal),
            parsed.GetValue(asJson),
            terminal,
            cancellation));
        return run;
    }

    private static async Task<int> RunAsync(
        RunRequest request,
        RuntimeRequest runtime,
        bool asJson,
        LabTerminal terminal,
        CancellationToken cancellation)
    {
        if (request.Twice && runtime.Name != Runtimes.Simulated)
        {
            throw new UserException(
                $"--twice --runtime {runtime.Name}",
                "wall time and the order of events are never the same twice",
                "use --runtime simulated; with staleness 0 and 'apply: clocked' the model is the same on both");
        }

        SpecFile file = SpecReader.Load(request.Spec, request.Overrides);
        await using IRuntimeSession session = await Runtimes.OpenAsync(runtime, cancellation);
        request = request with
        {
            Runtime = runtime.Name,
            RuntimeOptions = runtime.RunOptions,
            Where = runtime.Where,
            Session = session,
        };
        SweepOutcome outcome = await SweepJob.RunAsync(file, request, terminal, cancellation);
        await SweepSummary.WriteAsync(outcome, terminal);
        int exitCode = outcome.IsInterrupted ? terminal.InterruptedCode : outcome.ExitCode;
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

    /// <summary>The options that choose the runtime, as they would be typed; empty for the simulator.</summary>
    public string RuntimeOptions { get; init; } = "";

    /// <summary>The runtime as far as times depend on it; part of a run's hash.</summary>
    public string Where { get => field ?? Runtime; init; }

    /// <summary>The runtime that the plan is made for, where that is another.</summary>
    public string PlannedFor { get => field ?? Runtime; init; }

    /// <summary>The runtime, open; null for one of this process that needs no opening.</summary>
    public IRuntimeSession? Session { get; init; }

    /// <summary>The folder of all results, whole.</summary>
    public required string Results { get; init; }

    /// <summary>Whether to run and compare a second time.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether to run what is finished.</summary>
    public bool Force { get; init; }

    /// <summary>Whether <c>latest</c> is to point to this sweep.</summary>
    public bool LinksLatest { get; init; }
}
