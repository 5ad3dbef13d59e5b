using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Petuum.Lab.Benchmarks;

/// <summary>What is measured: a name, and something that returns how many operations it did.</summary>
/// <param name="Name">First column of the table.</param>
/// <param name="Unit">What an operation is.</param>
/// <param name="Operation">Runs once and returns the number of operations.</param>
public sealed record Measurement(string Name, string Unit, Func<long> Operation)
{
    private const int Repetitions = 5;

    /// <summary>
    /// Measures each once to warm up, then in turns, and prints the medians with their spread. Rates are per second of
    /// processor time of this process (garbage collector and compiler included), so that a busy machine does not
    /// matter.
    /// </summary>
    public static void Print(TextWriter output, IReadOnlyList<Measurement> measurements)
    {
        double[][] rates = [.. measurements.Select(_ => new double[Repetitions])];
        foreach (Measurement measurement in measurements)
        {
            measurement.Operation();
        }

        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int index = 0; index < measurements.Count; index++)
            {
                rates[index][repetition] = measurements[index].Rate();
            }
        }

        output.WriteLine(Describe());
        output.WriteLine();
        output.WriteLine($"| what | median of {Repetitions} | slowest | fastest | unit |");
        output.WriteLine("|---|---:|---:|---:|---|");
        for (int index = 0; index < measurements.Count; index++)
        {
            double[] sorted = [.. rates[index].Order()];
            output.WriteLine(
                $"| {measurements[index].Name} | {Millions(sorted[Repetitions / 2])} | {Millions(sorted[0])} "
                + $"| {Millions(sorted[^1])} | million {measurements[index].Unit} a second of processor time |");
        }
    }

    private static string Millions(double rate) => (rate / 1e6).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Machine, runtime, date and commit, for the line above a table.</summary>
    public static string Describe() =>
        $"{RuntimeInformation.OSArchitecture}, {Processor()}, {System.Environment.ProcessorCount} cores, "
        + $"{RuntimeInformation.FrameworkDescription}, "
        + $"{DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, commit {Commit()}";

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.OSDescription : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string Commit()
    {
        try
        {
            using Process? git = Process.Start(
                new ProcessStartInfo("git", "describe --always --dirty")
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                });
            return git?.StandardOutput.ReadToEnd().Trim() ?? "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    private double Rate()
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long operations = Operation();
        self.Refresh();
        return operations / (self.TotalProcessorTime - before).TotalSeconds;
    }
}
