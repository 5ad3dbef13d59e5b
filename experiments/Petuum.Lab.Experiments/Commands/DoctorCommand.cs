using System.CommandLine;
using System.Runtime.InteropServices;
using Petuum.Lab.Runs;
using Build = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab doctor</c>: is everything here that it takes?</summary>
internal static class DoctorCommand
{
    private const string ProbeFolder = "results";

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Command doctor = new(
            "doctor", "Look at the machine and this build, and check in ten seconds that runs repeat to the bit.");
        doctor.SetAction((_, cancellation) => ExamineAsync(terminal, cancellation));
        return doctor;
    }

    private static async Task<int> ExamineAsync(LabTerminal terminal, CancellationToken cancellation)
    {
        foreach ((string name, string value) in Facts(terminal))
        {
            Say(terminal, name, value);
        }

        bool isSound = Check(terminal, "results folder", () => ProbeResults(terminal));
        foreach (string program in SelfCheckSpecs.Programs)
        {
            isSound &= await CheckRepeatsAsync(terminal, program, cancellation);
        }

        terminal.Out.WriteLine(isSound ? "All is well." : "Something is wrong; see above.");
        return isSound ? ExitCodes.Sound : ExitCodes.RuntimeFailed;
    }

    private static IEnumerable<(string Name, string Value)> Facts(LabTerminal terminal)
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        yield return ("Petuum.Lab", $"{LabVersion.Text}, configuration {BuildFacts.Configuration}");
        yield return ("commit", GitCommit.Of(terminal.Root) ?? "unknown (not a git clone)");
        yield return (".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
        yield return ("machine", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}");
        yield return ("cores", Environment.ProcessorCount.ToString());
        yield return ("memory", $"{memory.TotalAvailableMemoryBytes >> 20} MiB");
        yield return ("vectors", BuildFacts.Vectors);
        yield return ("runtimes", string.Join(", ", Build.RuntimeNames));
        yield return ("figures", string.Join(", ", Build.FigureFormats));
    }

    private static string ProbeResults(LabTerminal terminal)
    {
        string folder = terminal.Resolve(ProbeFolder);
        bool isNew = !Directory.Exists(folder);
        using (SweepLock.Take(folder, ProbeFolder))
        {
        }

        if (isNew)
        {
            Directory.Delete(folder);
        }

        return $"{ProbeFolder} can be written";
    }

    /// <summary>A tiny run, twice, in a folder that is gone afterwards; every bit compared.</summary>
    private static async Task<bool> CheckRepeatsAsync(
        LabTerminal terminal, string program, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("petuum-lab-doctor-").FullName;
        try
        {
            IReadOnlyList<PreparedRun> runs = SelfCheckSpecs.Prepare(SelfCheckSpecs.Doctor(program), terminal);
            RunExecutor executor = new(new RunEnvironment(terminal.Root, terminal.Time));
            IReadOnlyList<SweptRun> swept = await new SweepRunner(executor, new SilentProgress()).RunAsync(
                runs, new SweepOptions(folder, Force: true, Twice: true, terminal.Parallelism), cancellation);
            cancellation.ThrowIfCancellationRequested();
            return Check(terminal, $"{program} twice", () => Verdict(swept));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Verdict(IReadOnlyList<SweptRun> runs)
    {
        foreach (SweptRun run in runs)
        {
            if (run.Difference is { } difference)
            {
                throw new UserException(
                    run.Run.Label, $"not repeatable: {difference}", "please report this with the lines above");
            }

            if (run.Results!.Summary.Verdict != Analysis.Results.Verdict.Sound)
            {
                throw new UserException(
                    run.Run.Label, run.Results.Summary.Reason, "please report this with the lines above");
            }
        }

        return $"{runs.Count} runs, the same bits each time";
    }

    private static bool Check(LabTerminal terminal, string name, Func<string> probe)
    {
        try
        {
            Say(terminal, name, probe());
            return true;
        }
        catch (UserException failure)
        {
            Say(terminal, name, $"FAILED: {failure.Problem}; {failure.Remedy}");
            return false;
        }
    }

    private static void Say(LabTerminal terminal, string name, string value) =>
        terminal.Out.WriteLine($"{name,-18} {value}");

    private sealed class SilentProgress : ISweepProgress
    {
        public void Started(int index)
        {
        }

        public void Evaluated(int index, Analysis.Results.ClockRecord record)
        {
        }

        public void Ended(int index, Analysis.Results.RunResults results, bool isResumed)
        {
        }
    }
}
