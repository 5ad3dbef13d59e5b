using System.Diagnostics;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Checkers;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Matrix factorisation at 1,024 workers × 100 clocks on 2 million ratings, rank 20, one pass over the data (1 % a
/// clock, as [E] Fig. 3), without and with all checkers, event log off.
/// </summary>
public static class FactorisationBenchmark
{
    private const int Workers = 1_024;
    private const int Clocks = 100;

    /// <summary>Measures and prints a line for each policy, without and with checkers.</summary>
    public static void Run(TextWriter output)
    {
        LowRankOptions data = new() { Users = 20_000, Items = 10_000, Rank = 20, Ratings = 2_000_000, Noise = 0.1 };
        LowRankProblem problem = LowRankRatingsGenerator.Generate(data, new Seed(1));
        output.WriteLine("| policy | alone, s | with all checkers, s | promises checked | train RMSE |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        foreach (ConsistencyPolicy policy in new ConsistencyPolicy[] { new Bsp(), new Ssp(4) })
        {
            (double bare, _) = Measure(problem, policy, _ => NullObserver.Instance);
            CheckerSuite? suite = null;
            (double watched, double error) = Measure(problem, policy, plan => suite = new CheckerSuite(plan));
            output.WriteLine($"| {policy} | {bare:F1} | {watched:F1} | {suite!.Checks:N0} | {error:F4} |");
        }
    }

    private static (double Seconds, double Error) Measure(
        LowRankProblem problem, ConsistencyPolicy policy, Func<JobPlan, IRunObserver> observer)
    {
        SimulatedCluster cluster = new(new SimulationOptions
        {
            Network = new NetworkModel(
                new UniformLatency(50, 150), 125_000_000, MicrosPerMessage: 1, ShardPlacement.Dedicated, Ordered: true),
            Compute = new ComputeModel(MicrosPerWorkUnit: 1, MicrosPerRound: 1_000),
            Stragglers = NoStragglers.Instance,
            Seed = new Seed(1),
        });
        JobPlan plan = Plan(problem, policy);
        Stopwatch watch = Stopwatch.StartNew();
        JobResult result = cluster.RunAsync(plan, observer(plan), CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == JobOutcome.Completed
            ? (watch.Elapsed.TotalSeconds, result.Evaluation!.Metrics[0].Value)
            : throw new InvalidOperationException($"the run is {result.Outcome}: {result.Explanation}");
    }

    private static JobPlan Plan(LowRankProblem problem, ConsistencyPolicy policy) => new()
    {
        Program = new MfProgram(problem.Ratings, test: null, Options, new Seed(2)),
        Workers = Workers,
        Shards = 8,
        Apply = policy is Bsp ? ApplyMode.Clocked : ApplyMode.Arrival,
        Consistency = [policy, policy],
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = 10,
        Stop = new StopRule(Clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
        Seed = new Seed(2),
    };

    private static MfOptions Options { get; } = new()
    {
        Rank = 20,
        Lambda = 0.02,
        Regularisation = Regularisation.PerRating,
        Step = 0.02,
        StepDecay = 1,
        Share = 1.0 / Clocks,
        InitialScale = 1,
    };
}
