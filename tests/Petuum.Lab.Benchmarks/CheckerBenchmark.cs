using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Checkers;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// What the checkers cost: a run with the reads and writes of matrix factorisation at 1,024 workers × 100 clocks (20
/// million row reads of 20 floats, 30,000 rows) without and with all of them.
/// </summary>
public static class CheckerBenchmark
{
    private const int Workers = 1_024;
    private const int Clocks = 100;

    /// <summary>Measures processor time and prints a line for each apply mode, without and with checkers.</summary>
    public static void Run(TextWriter output)
    {
        foreach ((ConsistencyPolicy policy, ApplyMode apply) in new (ConsistencyPolicy, ApplyMode)[]
            { (new Ssp(4), ApplyMode.Clocked), (new Ssp(4), ApplyMode.Arrival) })
        {
            double bare = Measure(policy, apply, _ => NullObserver.Instance);
            CheckerSuite? suite = null;
            double watched = Measure(policy, apply, plan => suite = new CheckerSuite(plan));
            output.WriteLine(
                $"{policy} {apply}: {bare:F1} s alone, {watched:F1} s with all checkers, {suite!.Checks:N0} "
                + $"promises checked");
        }
    }

    private static double Measure(ConsistencyPolicy policy, ApplyMode apply, Func<JobPlan, IRunObserver> observer)
    {
        SimulatedCluster cluster = new(new SimulationOptions
        {
            Network = new NetworkModel(
                new UniformLatency(50, 150), 125_000_000, MicrosPerMessage: 1, ShardPlacement.Dedicated, Ordered: true),
            Compute = new ComputeModel(MicrosPerWorkUnit: 1, MicrosPerRound: 1_000),
            Stragglers = NoStragglers.Instance,
            Seed = new Seed(1),
        });
        JobPlan plan = new()
        {
            Program = new FactorAccess(),
            Workers = Workers,
            Shards = 8,
            Apply = apply,
            Consistency = [policy, policy],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = 10,
            Stop = new StopRule(Clocks, null, null, DivergenceFactor: double.PositiveInfinity),
            Seed = new Seed(2),
        };
        TimeSpan before = Environment.CpuUsage.UserTime;
        JobResult result = cluster.RunAsync(plan, observer(plan), CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == JobOutcome.Completed
            ? (Environment.CpuUsage.UserTime - before).TotalSeconds
            : throw new InvalidOperationException($"the run is {result.Outcome}: {result.Explanation}");
    }

    /// <summary>
    /// Reads and increments 15 rows of the worker's own and 180 of all, as ratings of a few users would.
    /// </summary>
    private sealed class FactorAccess : IProgram
    {
        private const int Own = 15;
        private const int Shared = 180;

        public string Name => "factor-access";

        public IReadOnlyList<TableDefinition> Tables { get; } =
        [
            new(new TableId(0), "users", 20_000, new RowShape(ElementType.Float, RowKind.Dense, 20), Sharding.Hash),
            new(new TableId(1), "items", 10_000, new RowShape(ElementType.Float, RowKind.Dense, 20), Sharding.Hash),
        ];

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
            new Worker(worker.Index, seed.Split("ratings", worker.Index));

        public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
            throw new InvariantException("a data-parallel program has no scheduler.");

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

        private sealed class Worker(int self, Seed seed) : IWorkerProgram
        {
            public void DeclareReads(in WorkUnit unit, ReadSet reads)
            {
                Pcg32 generator = seed.Split("round", unit.Round % 10).CreateGenerator();
                for (int read = 0; read < Own; read++)
                {
                    reads.Add(new TableId(0), (self * 19) + generator.NextInt(19));
                }

                for (int read = 0; read < Shared; read++)
                {
                    reads.Add(new TableId(1), generator.NextInt(10_000));
                }
            }

            public void Push(in WorkUnit unit, RowView rows, PushOutput output)
            {
                for (int read = 0; read < rows.Count; read++)
                {
                    (TableId table, int row) = rows.Read(read);
                    ReadOnlySpan<float> values = rows.Dense<float>(read);
                    Span<float> increment = output.Increment<float>(table, row);
                    for (int column = 0; column < values.Length; column++)
                    {
                        increment[column] += 0.001f - (0.01f * values[column]);
                    }
                }

                output.Report(rows.Count, rows.Count);
            }

            public void Save(StateWriter state)
            {
            }

            public void Load(StateReader state)
            {
            }
        }
    }
}
