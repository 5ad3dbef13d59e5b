using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Testing.Plans;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>A small random plan on a small random cluster: prints, and shrinks.</summary>
public sealed record SimulationCase
{
    public required PlanCase Plan { get; init; }

    /// <summary>0: constant, 1: uniform, 2: exponential, 3: log-normal.</summary>
    public required int Latency { get; init; }

    public required long BytesPerSecond { get; init; }

    public required long MicrosPerMessage { get; init; }

    public required ShardPlacement Placement { get; init; }

    public required bool Ordered { get; init; }

    /// <summary>0: none, 1: slow worker, 2: disrupted machine, 3: power law, 4: persistent.</summary>
    public required int Stragglers { get; init; }

    public required ulong Seed { get; init; }

    public SimulationOptions Options => new()
    {
        Network = new NetworkModel(LatencyModel, BytesPerSecond, MicrosPerMessage, Placement, Ordered),
        Compute = new ComputeModel(MicrosPerWorkUnit: 12.5, MicrosPerRound: 30),
        Stragglers = StragglerModel,
        Seed = new Seed(Seed),
    };

    private LatencyModel LatencyModel => Latency switch
    {
        0 => new ConstantLatency(40),
        1 => new UniformLatency(0, 200),
        2 => new ExponentialLatency(10, 60),
        _ => new LogNormalLatency(60, 1),
    };

    private IStragglerModel StragglerModel => Stragglers switch
    {
        0 => NoStragglers.Instance,
        1 => new SlowWorker(Intensity: 20, new Seed(Seed).Split("slow")),
        2 => new DisruptedMachine(3, IntervalMicros: 250, Probability: 0.3, new Seed(Seed).Split("disrupted")),
        3 => new PowerLaw(Alpha: 2.5, new Seed(Seed).Split("power")),
        _ => new Persistent(Fraction: 0.5, Speed: 0.25),
    };

    public static Arbitrary<SimulationCase> Arbitrary(Func<PlanCase, PlanCase>? fit = null)
    {
        Arbitrary<PlanCase> plans = PlanCases.Arbitrary(fit);
        Gen<SimulationCase> generator =
            from plan in plans.Generator
            from latency in Gen.Choose(0, 3)
            from bandwidth in Gen.Elements(0L, 1_000_000L, 10_000_000L, 1_250_000_000L)
            from cost in Gen.Elements(0L, 1L, 25L)
            from placement in Gen.Elements(ShardPlacement.Dedicated, ShardPlacement.OnWorkers)
            from ordered in Gen.Elements(true, false)
            from stragglers in Gen.Choose(0, 4)
            from seed in Gen.Choose(0, int.MaxValue)
            select new SimulationCase
            {
                Plan = plan,
                Latency = latency,
                BytesPerSecond = bandwidth,
                MicrosPerMessage = cost,
                Placement = placement,
                Ordered = ordered,
                Stragglers = stragglers,
                Seed = (ulong)seed,
            };
        return Arb.From(generator, failing => Shrink(failing, plans));
    }

    /// <summary>Runs a program in this case; the result must be complete.</summary>
    public JobResult Run(
        Func<PlanCase, IProgram> program, IRunObserver observer, out SimulatedCluster cluster, int depth = 1)
    {
        cluster = new SimulatedCluster(Options);
        JobPlan plan = Plan.Plan(program(Plan), depth);
        JobResult result = cluster.RunAsync(plan, observer, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        return result;
    }

    private static IEnumerable<SimulationCase> Shrink(SimulationCase failing, Arbitrary<PlanCase> plans)
    {
        foreach (PlanCase plan in plans.Shrinker(failing.Plan))
        {
            yield return failing with { Plan = plan };
        }

        SimulationCase[] simpler =
        [
            failing with { Latency = 0 },
            failing with { BytesPerSecond = 0 },
            failing with { MicrosPerMessage = 0 },
            failing with { Placement = ShardPlacement.Dedicated },
            failing with { Ordered = true },
            failing with { Stragglers = 0 },
            failing with { Seed = 0 },
        ];
        foreach (SimulationCase candidate in simpler)
        {
            if (candidate != failing)
            {
                yield return candidate;
            }
        }
    }
}
