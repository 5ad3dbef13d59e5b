using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Runs.Reproduction;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A sweep that was run, as far as it came.</summary>
internal sealed record SweepOutcome
{
    /// <summary>The spec.</summary>
    public required SpecFile File { get; init; }

    /// <summary>Its folder, whole.</summary>
    public required string Folder { get; init; }

    /// <summary>Its runs, in the order of the sweep.</summary>
    public required IReadOnlyList<SweptRun> Runs { get; init; }

    /// <summary>The finished runs with what the spec says about them all.</summary>
    public required SweepResults Results { get; init; }

    /// <summary>What the analysers found.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The claim, decided; null if the spec has none, or not everything was run.</summary>
    public Claim? Claim { get; init; }

    /// <summary>The charts of the claim.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>Whether Ctrl-C came before everything was run.</summary>
    public bool IsInterrupted => Runs.Any(run => run.Results is null);

    /// <summary>That of the worst unexpected verdict; 4 if a run gave other bits the second time.</summary>
    public int ExitCode => Math.Max(
        Runs.Any(run => run.Difference is not null) ? ExitCodes.CheckerFailed : ExitCodes.Sound,
        Verdicts.ExitCode(Results.Runs.Select(run => (run.Summary.Verdict, run.Summary.Expect))));
}

/// <summary>Runs a spec's sweep and writes what is made of it.</summary>
internal static class SweepJob
{
    /// <summary>Runs what is not finished, then writes the sweep's files.</summary>
    /// <exception cref="UserException">The results folder cannot be used, or the claim's rules are wrong.</exception>
    public static async Task<SweepOutcome> RunAsync(
        SpecFile file, RunRequest request, LabTerminal terminal, CancellationToken cancellation)
    {
        IReadOnlyList<PreparedRun> runs = SpecRuns.Prepare(file, request, terminal);
        string folder = Path.Combine(request.Results, file.Spec.Name);
        Probe(file, runs, folder, request, terminal);
        using SweepLock held = SweepLock.Take(folder, terminal.Shorten(folder));
        int together = request.Runtime == Composition.Simulated ? terminal.Parallelism : 1;
        SweepOptions options = new(folder, request.Force, request.Twice, together);
        RunExecutor executor = new(new RunEnvironment(terminal.Root, terminal.Time));
        Task<IReadOnlyList<SweptRun>> Work(ISweepProgress progress) =>
            new SweepRunner(executor, progress).RunAsync(runs, options, cancellation);
        IReadOnlyList<SweptRun> swept = terminal.IsLive
            ? await LiveProgress.ShowAsync(terminal.Error, runs, terminal.Time, Work)
            : await Work(new PlainProgress(terminal.Error, runs, terminal.Time));
        SweepResults results = SpecRuns.Results(
            file, request, folder, [.. swept.Where(run => run.Results is not null).Select(run => run.Results!)]);
        SweepOutcome outcome = Judge(
            new SweepOutcome { File = file, Folder = folder, Runs = swept, Results = results }, request);
        SweepReport report = SweepFiles.Write(
            folder, results, outcome.Claim is { } claim ? [claim] : [], outcome.Charts);
        if (request.LinksLatest)
        {
            SweepFiles.LinkLatest(request.Results, file.Spec.Name);
        }

        return outcome with { Findings = report.Findings };
    }

    /// <summary>
    /// Wrong data are found before anything is written: the first run that is to be run is composed on trial. What
    /// speaks against the spec is said.
    /// </summary>
    private static void Probe(
        SpecFile file, IReadOnlyList<PreparedRun> runs, string folder, RunRequest request, LabTerminal terminal)
    {
        PreparedRun? first = runs.FirstOrDefault(run =>
            request.Force || request.Twice || !Directory.Exists(Path.Combine(folder, run.Manifest.Run)));
        if (first is null)
        {
            return;
        }

        _ = first.Compose();
        foreach (Finding doubt in SpecRuns.DoubtsBefore(file))
        {
            terminal.Error.WriteLine(
                $"{doubt.Severity.ToString().ToLowerInvariant()}: {doubt.Message}\n  → {doubt.Remedy}");
        }
    }

    /// <summary>Decides the claim, if there is one and all its runs are there.</summary>
    public static SweepOutcome Judge(SweepOutcome outcome, RunRequest request) =>
        outcome is { IsInterrupted: false, File.Spec.Reproduces: { } claim }
        && request.Seed is null
        && !HasFailed(outcome.Results)
            ? outcome with
            {
                Claim = RuleEvaluator.Decide(claim, outcome.Results.Runs, outcome.File.Path),
                Charts = new ClaimCharts(outcome.File.Path).Of(
                    claim, outcome.Results.Runs, SpecRuns.SetUp(outcome.Results)),
            }
            : outcome;

    /// <summary>Whether a run failed in a way that no rule can make sense of.</summary>
    public static bool HasFailed(SweepResults results) =>
        results.Runs.Any(run => run.Summary.Verdict >= Verdict.CheckerFailed);
}
