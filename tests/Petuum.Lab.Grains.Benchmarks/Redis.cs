using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Petuum.Lab.Grains.Benchmarks;

/// <summary>Redis' own benchmark of the same payload, where Redis is installed.</summary>
internal static class Redis
{
    private const string Port = "16399";

    /// <summary>Prints a line for reads and one for increments: 64 of INCRBYFLOAT are a row.</summary>
    public static void Print(TextWriter output)
    {
        try
        {
            using Process server = Process.Start(new ProcessStartInfo(
                "redis-server", ["--port", Port, "--save", "", "--appendonly", "no"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            while (server.StandardOutput.ReadLine() is { } line && !line.Contains("Ready to accept"))
            {
            }

            double reads = Rate("-t", "get", "-d", "256");
            double increments = Rate("INCRBYFLOAT", "x", "0.5") / Traffic.Columns;
            server.Kill();
            output.WriteLine($"| Redis, pipelines of 256: reads | | {reads / 1e6:F2} M rows/s |");
            output.WriteLine($"| Redis, pipelines of 256: increments | | {increments / 1e6:F3} M rows/s |");
        }
        catch (Win32Exception)
        {
            output.WriteLine("| Redis is not installed here | | |");
        }
    }

    private static double Rate(params string[] test)
    {
        using Process benchmark = Process.Start(new ProcessStartInfo(
            "redis-benchmark", ["-p", Port, "-P", "256", "-n", "2000000", "-c", "4", "--csv", .. test])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string last = benchmark.StandardOutput.ReadToEnd().Trim().Split('\n')[^1];
        return double.Parse(last.Split(',')[1].Trim('"'), CultureInfo.InvariantCulture);
    }
}
