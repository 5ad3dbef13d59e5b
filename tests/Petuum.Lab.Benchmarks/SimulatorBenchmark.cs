using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Engine;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Messages a second of the simulator with the empty program: 64 workers, 16 shards, nobody watches. The reference is
/// .NET's own priority queue, which adds and takes as many events and does nothing else.
/// </summary>
public static class SimulatorBenchmark
{
    private const int Workers = 64;
    private const int Shards = 16;
    private const int Clocks = 1_000;
    private const int Events = 2_000_000;
    private const int Pending = 1_024;

    /// <summary>Measures and prints a table.</summary>
    public static void Run(TextWriter output) => Measurement.Print(
        output,
        [
            new("simulator, BSP", "messages", () => Simulate(new Bsp(), ApplyMode.Clocked, ordered: true)),
            new("simulator, SSP(4)", "messages", () => Simulate(new Ssp(4), ApplyMode.Arrival, ordered: true)),
            new("simulator, ASP, unordered", "messages", () => Simulate(new Asp(), ApplyMode.Arrival, ordered: false)),
            new("our event queue alone", "events", DrainOurs),
            new("reference: .NET's PriorityQueue alone", "events", DrainReference),
        ]);

    private static long Simulate(ConsistencyPolicy policy, ApplyMode apply, bool ordered)
    {
        SimulatedCluster cluster = new(new SimulationOptions
        {
            Network = new NetworkModel(
                new UniformLatency(50, 150), 125_000_000, MicrosPerMessage: 1, ShardPlacement.Dedicated, ordered),
            Compute = new ComputeModel(MicrosPerWorkUnit: 1, MicrosPerRound: 1_000),
            Stragglers = NoStragglers.Instance,
            Seed = new Seed(1),
        });
        JobPlan plan = new()
        {
            Program = new EmptyProgram(),
            Workers = Workers,
            Shards = Shards,
            Apply = apply,
            Consistency = [policy],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = Clocks,
            Stop = new StopRule(Clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 2),
            Seed = new Seed(2),
        };
        JobResult result =
            cluster.RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == JobOutcome.Completed
            ? cluster.Accounting.MessagesSent
            : throw new InvalidOperationException($"the empty program is {result.Outcome}: {result.Explanation}");
    }

    private static long DrainOurs()
    {
        Pcg32 draws = new Seed(3).CreateGenerator();
        EventQueue<SimulatedEvent> queue = new();
        for (int index = 0; index < Pending; index++)
        {
            queue.Add(draws.NextInt(1_000), default);
        }

        for (int index = 0; index < Events; index++)
        {
            SimulatedEvent next = queue.Take(out long micros);
            queue.Add(micros + draws.NextInt(1_000), next);
        }

        return Events;
    }

    private static long DrainReference()
    {
        Pcg32 draws = new Seed(3).CreateGenerator();
        PriorityQueue<SimulatedEvent, (long Micros, long Order)> queue = new();
        long order = 0;
        for (; order < Pending; order++)
        {
            queue.Enqueue(default, (draws.NextInt(1_000), order));
        }

        for (int index = 0; index < Events; index++)
        {
            queue.TryDequeue(out SimulatedEvent next, out (long Micros, long Order) key);
            queue.Enqueue(next, (key.Micros + draws.NextInt(1_000), order++));
        }

        return Events;
    }
}
