using System.Diagnostics;
using System.Globalization;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using LassoOptions = Petuum.Lab.Datasets.Generators.LassoOptions;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Lasso by column blocks to f − f* ≤ 10⁻⁴ f(0) on the problem (n = 5,000, p = 50,000, 25 nonzeros a column,
/// neighbours correlated, λ = 0.02 λmax) and on one ten times larger, beside <see cref="BareLasso"/>. The first run of
/// each process includes JIT compilation.
/// </summary>
internal static class LinearBenchmark
{
    private const double Share = 1e-4;

    /// <summary>Measures and prints a table.</summary>
    public static void Run(TextWriter output, int scale)
    {
        LinearData data = Problem(scale);
        double lambda = 0.02 * data.LambdaMax();
        double zero = 0.5 * Sum(data.Labels);
        BareLasso exact = new(data.Columns, data.Labels, lambda);
        double[] first = [Simulated(data, lambda, 1, double.NaN, out _), 0];
        exact.Solve(double.NegativeInfinity, 40, 50);
        double target = exact.Objective() + (Share * zero);
        output.WriteLine($"n = {data.Columns.Rows}, p = {data.Columns.Columns}, {data.Columns.NonzeroCount} nonzeros");
        output.WriteLine("| what | seconds | clocks |");
        output.WriteLine("|---|---:|---:|");
        output.WriteLine($"| to a gap of {Share:E0}, one worker, the first run | {Text(first[0])} | |");
        for (int repetition = 0; repetition < 5; repetition++)
        {
            BareLasso bare = new(data.Columns, data.Labels, lambda);
            Stopwatch watch = Stopwatch.StartNew();
            int passes = bare.Solve(target, 1000, 5);
            output.WriteLine($"| reference: bare loop | {Text(watch.Elapsed.TotalSeconds)} | {passes} passes |");
            for (int workers = 1; workers <= 2; workers++)
            {
                double seconds = Simulated(data, lambda, workers, target, out string how);
                output.WriteLine($"| {workers} workers, simulated on one thread | {Text(seconds)} | {how} |");
            }
        }
    }

    private static LinearData Problem(int scale) => new(
        LassoGenerator.Generate(
            new LassoOptions
            {
                Samples = 5_000 * scale,
                Features = 50_000 * scale,
                Correlation = LassoCorrelation.PerColumn,
                NonzerosPerColumn = 25,
                TrueCoefficients = 100 * scale,
            },
            new Seed(1)).Data,
        LinearLoss.Squares);

    private static double Simulated(LinearData data, double lambda, int workers, double target, out string how)
    {
        TimedPushes timed = new(new LinearProgram(data, LinearOptions.Recommended(0) with { Lambda = lambda }));
        JobPlan plan = Plan(timed, workers, target);
        SimulatedCluster cluster = new(new SimulationOptions
        {
            Network = new NetworkModel(
                new ConstantLatency(50), 125_000_000, MicrosPerMessage: 1, ShardPlacement.Dedicated, Ordered: true),
            Compute = new ComputeModel(MicrosPerWorkUnit: 0.001, MicrosPerRound: 0),
            Stragglers = NoStragglers.Instance,
            Seed = new Seed(1),
        });
        Stopwatch watch = Stopwatch.StartNew();
        JobResult result =
            cluster.RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
        double seconds = watch.Elapsed.TotalSeconds;
        how = $"{result.Outcome} at {result.Clock}, pushes {Text(timed.CriticalSeconds())} on the critical path, "
            + $"gap {result.Evaluation!.Gap:E1}, nonzeros {result.Evaluation.Metrics[0].Value}";
        return seconds;
    }

    private static JobPlan Plan(IProgram program, int workers, double target) => new()
    {
        Program = program,
        Workers = workers,
        Shards = workers,
        Apply = ApplyMode.Clocked,
        Consistency = [new Bsp(), new Bsp(), new Bsp()],
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = 1,
        Stop = double.IsNaN(target)
            ? new StopRule(1000, Tolerance: Share, TargetObjective: null, DivergenceFactor: 1000)
            : new StopRule(1000, Tolerance: null, TargetObjective: target, DivergenceFactor: 1000),
        Seed = new Seed(2),
    };

    private static double Sum(ReadOnlySpan<double> labels)
    {
        double sum = 0;
        foreach (double label in labels)
        {
            sum += label * label;
        }

        return sum;
    }

    private static string Text(double seconds) => seconds.ToString("0.0000", CultureInfo.InvariantCulture);
}
