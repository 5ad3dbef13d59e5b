using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains.Benchmarks;

/// <summary>
/// Rows of 64 floats through worker and shard grains, each direction by itself, within a silo and between two
/// processes; beside empty grain calls and Redis on the same machine in the same run.
/// </summary>
internal static class ThroughputBenchmark
{
    private const int Rows = 16_384;
    private const int CallsAtOnce = 64;
    private const int Repeats = 3;

    /// <summary>Measures and prints a table.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        output.WriteLine("| | within a silo | between processes |");
        output.WriteLine("|---|---:|---:|");
        TrafficSource source = new();
        using IHost host = await Silos.StartAsync(0, source);
        double callsHere = await CallsAsync(host, 0);
        Dictionary<(Direction, int), (double Here, double There)> rates = [];
        foreach ((Direction direction, int rows) in Cases())
        {
            rates[(direction, rows)] = (await RateAsync(host, source, direction, rows, workers: 1), 0);
        }

        using Process other = Silos.Spawn(1);
        double callsThere = await CallsAsync(host, 1);
        output.WriteLine(
            $"| empty calls, {CallsAtOnce} at once | {callsHere / 1e6:F2} M/s | {callsThere / 1e6:F2} M/s |");
        foreach ((Direction direction, int rows) in Cases())
        {
            double here = rates[(direction, rows)].Here;
            double there = await RateAsync(host, source, direction, rows, workers: 4);
            output.WriteLine(
                $"| {direction.ToString().ToLowerInvariant()}, {rows} rows a clock "
                + $"| {here / 1e6:F1} M rows/s | {there / 1e6:F1} M rows/s ({there * 256 / 1e6:F0} MB/s) |");
        }

        other.StandardInput.Close();
        await other.WaitForExitAsync();
        Redis.Print(output);
    }

    /// <summary>Managed and resident memory as a job goes on, after a collection each time.</summary>
    public static async Task RunMemoryAsync(TextWriter output)
    {
        TrafficSource source = new();
        using IHost host = await Silos.StartAsync(0, source);
        output.WriteLine("| | clocks | managed MB | resident MB |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (Direction direction in Enum.GetValues<Direction>())
        {
            MemorySampler sampler = new(direction, output);
            source.Observer = sampler;
            Traffic traffic = new(direction, Rows, 1024, 1, Shards: 2, Clocks: 10_001);
            await RunAsync(host, traffic, sampler, isLocal: true);
        }
    }

    private static IEnumerable<(Direction Direction, int Rows)> Cases() =>
        from direction in Enum.GetValues<Direction>()
        from rows in (int[])[256, 1024, 4096]
        select (direction, rows);

    private static async Task<double> RateAsync(
        IHost host, TrafficSource source, Direction direction, int rowsPerClock, int workers)
    {
        List<double> rates = [];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            int clocks = (int)(20_000_000L / rowsPerClock / workers);
            rates.Add(await OnceAsync(
                host, source, new Traffic(direction, Rows, rowsPerClock, workers, Shards: 1, clocks)));
        }

        rates.Sort();
        return rates[Repeats / 2];
    }

    private static async Task<double> OnceAsync(IHost host, TrafficSource source, Traffic traffic)
    {
        RoundTimer timer = new(traffic);
        bool isLocal = traffic.Workers == 1;
        source.Observer = isLocal ? timer : null;
        await RunAsync(host, traffic, timer, isLocal);
        return timer.RowsPerSecond;
    }

    private static async Task RunAsync(IHost host, Traffic traffic, IRunObserver observer, bool isLocal)
    {
        OrleansCluster cluster = new(
            host.Services.GetRequiredService<IClusterClient>(),
            (_, _) => new SubmittedJob(new JobDescription
            {
                Id = Guid.NewGuid().ToString("N"),
                Text = traffic.ToString(),
                ReportsEvents = !isLocal,
            }));
        JobResult result = await cluster.RunAsync(
            traffic.ToPlan(), isLocal ? NullObserver.Instance : observer, CancellationToken.None);
        if (result.Outcome != JobOutcome.Completed)
        {
            throw new InvalidOperationException($"{traffic} is {result.Outcome}: {result.Explanation}");
        }
    }

    /// <summary>Prints what memory is in use every 3,000 clocks.</summary>
    private sealed class MemorySampler(Direction direction, TextWriter output) : IRunObserver
    {
        public void On(in RunEvent happened)
        {
            if (happened.Kind == RunEventKind.RoundEnded && happened.Clock % 3_000 == 1_000)
            {
                using Process self = Process.GetCurrentProcess();
                output.WriteLine(
                    $"| {direction.ToString().ToLowerInvariant()} | {happened.Clock} "
                    + $"| {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1} | {self.WorkingSet64 / 1e6:F0} |");
            }
        }
    }

    private static async Task<double> CallsAsync(IHost host, int index)
    {
        const int Calls = 200_000;
        IPingGrain grain = host.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IPingGrain>(new MachineKey("ping", 1, index).ToString());
        await grain.PingAsync();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(async _ =>
        {
            for (int call = 0; call < Calls / CallsAtOnce; call++)
            {
                await grain.PingAsync();
            }
        }));
        return Calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
