using System.CommandLine;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Runtimes = Petuum.Lab.Runs.Composition;

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
