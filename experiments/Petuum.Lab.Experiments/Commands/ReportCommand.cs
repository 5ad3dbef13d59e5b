using System.CommandLine;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Experiments.Runs;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab report</c>: what is made of a sweep's runs, again, from their folders.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "A sweep's folder, such as results/first." };
        Command report = new("report", "Write runs.csv, report.html and charts again, from the runs in a folder.") { folder };
        report.SetAction(parsed => Write(parsed.GetRequiredValue(folder), terminal));
        return report;
    }

    private static int Write(string shown, LabTerminal terminal)
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
                shown, $"it has no {SweepFiles.SpecFile}: it is not a sweep's folder", "name one that 'lab run' has written, such as results/first");
        }

        using SweepLock held = SweepLock.Take(path, shown);
        SpecFile file = SpecReader.Load(specPath);
        SweepFolder found = SweepFolder.Load(path);
        if (found.Runs.Count == 0)
        {
            throw new UserException(shown, "no run in it is finished", $"run the spec first: lab run {terminal.Shorten(specPath)}");
        }

        string last = found.Runs[0].Manifest.SpecHash;
        RunResults[] runs = [.. found.Runs.Where(run => run.Manifest.SpecHash == last)];
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
        SweepFiles.Write(path, outcome.Results, outcome.Claim is { } claim ? [claim] : [], outcome.Charts);
        terminal.Out.WriteLine(terminal.Shorten(Path.Combine(path, SweepFolder.ReportFile)));
        return ExitCodes.Sound;
    }
}
