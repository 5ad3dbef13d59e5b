using System.CommandLine;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Runtimes = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab fidelity</c>: the simulator's predictions beside silos with the same delays.</summary>
internal static class FidelityCommand
{
    private const double ErrorMax = 0.15;

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> spec = new("SPEC")
        {
            Description = "The spec: network, compute time and stragglers are injected into silos of this process.",
        };
        Option<string[]> also = new("--also")
        {
            Description = "Another spec to report; it does not have to be predicted well.",
            HelpName = "SPEC",
            DefaultValueFactory = _ => [],
        };
        Option<string[]> set = new("--set")
        {
            Description = "Set a key of the first spec, such as stop.clocks=100; may be given several times.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        Option<string> silos = new("--test-cluster")
        {
            Description = "Silos in this process.",
            HelpName = "N",
            DefaultValueFactory = _ => "1",
        };
        Option<string?> results =
            Arguments.Out("Where results go: DIR/<spec name>/fidelity.html. 'results' if left out.");
        Option<bool> force = new("--force") { Description = "Run finished runs again, too." };
        Command fidelity = new(
            "fidelity", "Compare time per clock and wait fraction: simulated, and on silos with the same delays.")
        {
            spec, also, set, silos, results, force,
        };
        fidelity.SetAction((parsed, cancellation) => RunAsync(
            [
                (SpecReader.Load(terminal.Name(parsed.GetRequiredValue(spec)), parsed.GetRequiredValue(set)), ErrorMax),
                .. parsed.GetRequiredValue(also).Select(path =>
                    (SpecReader.Load(terminal.Name(path)), (double?)null)),
            ],
            RuntimeOptions.Silos(silos.Name, parsed.GetRequiredValue(silos)),
            (terminal.Resolve(parsed.GetValue(results) ?? "results"), parsed.GetValue(force)),
            terminal,
            cancellation));
        return fidelity;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<(SpecFile File, double? ErrorMax)> specs,
        int silos,
        (string Results, bool Force) to,
        LabTerminal terminal,
        CancellationToken cancellation)
    {
        RuntimeRequest where = new(Runtimes.Orleans) { TestCluster = silos };
        await using IRuntimeSession session = await Runtimes.OpenAsync(where, cancellation);
        string folder = Path.Combine(to.Results, specs[0].File.Spec.Name);
        FidelityReport report = new(where.Where);
        foreach ((SpecFile file, double? errorMax) in specs)
        {
            RunRequest request = new() { Spec = file.Path, Results = "", Force = to.Force };
            SweepOutcome simulated = await SweepJob.RunAsync(
                file,
                request with
                {
                    Results = Path.Combine(folder, Runtimes.Simulated),
                    Where = $"{Runtimes.Simulated}, planned as on silos",
                    PlannedFor = Runtimes.Orleans,
                },
                terminal,
                cancellation);
            SweepOutcome real = await SweepJob.RunAsync(
                file,
                request with
                {
                    Results = Path.Combine(folder, Runtimes.Orleans),
                    Runtime = Runtimes.Orleans,
                    RuntimeOptions = where.RunOptions,
                    Where = where.Where,
                    Session = session,
                },
                terminal,
                cancellation);
            if (simulated.IsInterrupted || real.IsInterrupted)
            {
                return terminal.InterruptedCode;
            }

            report.Add(file.Spec.Name, simulated.Results, real.Results, errorMax);
            if (session.TakeMathematicsShare() is { } share)
            {
                report.AddMathematics(file.Spec.Name, share);
            }
        }

        report.WriteTo(terminal.Out);
        await terminal.Out.WriteLineAsync(terminal.Shorten(report.Save(folder)));
        return report.IsFaithful ? ExitCodes.Sound : ExitCodes.CheckerFailed;
    }
}
