using System.CommandLine;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab report</c>: what is made of a sweep's runs, again, from their folders.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "A sweep's folder, such as results/first." };
        FigureArguments figures = new();
        Command report = new("report", "Write runs.csv and report.html again, from the runs in a folder, and figures.")
        {
            folder, figures.Formats, figures.Width, figures.Height, figures.FontSize, figures.Theme,
        };
        report.SetAction(parsed => Write(parsed.GetRequiredValue(folder), figures.Writers(parsed), terminal));
        return report;
    }

    private static int Write(string shown, IReadOnlyList<IChartWriter> figures, LabTerminal terminal)
    {
        string path = terminal.Resolve(shown);
        if (!Directory.Exists(path))
        {
            throw new UserException(shown, "there is no such folder", "name a sweep's folder, such as results/first");
        }

        string specPath = Path.Combine(path, SweepFiles.SpecFile);
        if (!File.Exists(specPath))
        {
            throw new UserException(
                shown,
                $"it has no {SweepFiles.SpecFile}: it is not a sweep's folder",
                "name one that 'lab run' has written, such as results/first");
        }

        using SweepLock held = SweepLock.Take(path, shown);
        SpecFile file = SpecReader.Load(specPath);
        SweepFolder found = SweepFolder.Load(path);
        if (found.Runs.Count == 0)
        {
            throw new UserException(
                shown, "no run in it is finished", $"run the spec first: lab run {terminal.Shorten(specPath)}");
        }

        IReadOnlyList<RunResults> runs = InOrderOfTheSweep(file, found.Runs);
        foreach (string missing in found.Unfinished.Select(run => $"{run.Path}: not finished: {run.Reason}")
            .Concat(found.Damaged.Select(run => $"{run.File}: {run.Problem}")))
        {
            terminal.Error.WriteLine($"left out: {missing}");
        }

        RunRequest request = new() { Spec = specPath, Results = Path.GetDirectoryName(path)! };
        SweepOutcome outcome = SweepJob.Judge(
            new SweepOutcome
            {
                File = file,
                Folder = path,
                Runs = [],
                Results = SpecRuns.Results(file, request, path, runs),
            },
            request);
        SweepReport report = SweepFiles.Write(
            path, outcome.Results, outcome.Claim is { } claim ? [claim] : [], outcome.Charts);
        terminal.Out.WriteLine(terminal.Shorten(Path.Combine(path, SweepFolder.ReportFile)));
        foreach (string written in figures.Select(writer => SweepFiles.WriteFigures(path, report, writer)).Distinct())
        {
            terminal.Out.WriteLine(terminal.Shorten(written));
        }

        return ExitCodes.Sound;
    }

    /// <summary>The runs of the spec that is kept in the folder; runs of earlier versions of it are not its.</summary>
    private static List<RunResults> InOrderOfTheSweep(SpecFile file, IReadOnlyList<RunResults> found)
    {
        string hash = RunHash.OfSpec(file.Spec);
        string last = found.Any(run => run.Manifest.SpecHash == hash) ? hash : found[0].Manifest.SpecHash;
        RunResults[] own = [.. found.Where(run => run.Manifest.SpecHash == last)];
        List<RunResults> ordered = [];
        foreach (RunCase run in Sweep.Expand(file))
        {
            SweptKey[] keys = [.. run.Swept.Select(swept => new SweptKey(swept.Name, swept.Text))];
            ordered.AddRange(own.Where(candidate =>
                candidate.Manifest.Seed == run.Seed && candidate.Manifest.Keys.SequenceEqual(keys)));
        }

        return ordered;
    }
}
