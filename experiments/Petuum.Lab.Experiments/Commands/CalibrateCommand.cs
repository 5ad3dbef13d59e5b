using System.CommandLine;
using System.Globalization;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab calibrate</c>: what a work unit costs here, as YAML to paste.</summary>
internal static class CalibrateCommand
{
    private const int Repeats = 5;

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string?> program = new("PROGRAM")
        {
            Description = $"{string.Join(" or ", SelfCheckSpecs.Programs)}; all of them if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command calibrate = new(
            "calibrate", "Measure what a work unit of each program costs on this machine; print the YAML to paste.")
        {
            program,
        };
        calibrate.SetAction((parsed, cancellation) => Measure(parsed.GetValue(program), terminal, cancellation));
        return calibrate;
    }

    private static Task<int> Measure(string? program, LabTerminal terminal, CancellationToken cancellation)
    {
        if (program is not null && !SelfCheckSpecs.Programs.Contains(program))
        {
            throw new UserException(
                $"lab calibrate {program}",
                "there is no such program",
                $"use one of {string.Join(", ", SelfCheckSpecs.Programs)}");
        }

        terminal.Out.WriteLine(
            $"# Measured on {Environment.MachineName}, {Environment.ProcessorCount} cores; paste what fits.");
        foreach (string name in program is null ? SelfCheckSpecs.Programs : [program])
        {
            double best = double.PositiveInfinity;
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                best = Math.Min(best, Once(name, terminal, cancellation));
            }

            terminal.Out.WriteLine($"# {name}");
            terminal.Out.WriteLine("cluster:");
            terminal.Out.WriteLine("  compute:");
            terminal.Out.WriteLine($"    micros-per-unit: {best.ToString("G3", CultureInfo.InvariantCulture)}");
        }

        return Task.FromResult(ExitCodes.Sound);
    }

    /// <summary>Microseconds a work unit, over one run with one worker.</summary>
    private static double Once(string name, LabTerminal terminal, CancellationToken cancellation)
    {
        PreparedRun run = SelfCheckSpecs.Prepare(SelfCheckSpecs.Calibration(name), terminal)[0];
        RunWork work = run.Compose();
        TimedProgram timed = new(work.Plan.Program);
        JobPlan plan = work.Plan with { Program = timed };
        work.Cluster.RunAsync(plan, NullObserver.Instance, cancellation).GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        return timed.Elapsed.TotalMicroseconds / Math.Max(1, timed.Work);
    }
}
