using System.Diagnostics;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// What the platform costs: an epoch of the rotation through the threads runtime against the same kernels without it,
/// in turns, as a curve over clocks per epoch; and what a second core gives.
/// </summary>
internal static class MfOverheadBenchmark
{
    private const int Repetitions = 5;
    private const int Epochs = 8;

    /// <summary>Measures and prints two tables.</summary>
    public static void Run(TextWriter output)
    {
        MfProblem problem = MfProblem.Create(noise: 0.3);
        output.WriteLine(Measurement.Describe());
        output.WriteLine();
        foreach (StepRule rule in new[] { StepRule.Adaptive, StepRule.Constant })
        {
            MfOptions options = MfProblem.Options with
            {
                StepRule = rule,
                Step = rule == StepRule.Adaptive ? MfOptions.AdaptiveStep : 0.05,
            };
            output.WriteLine($"{rule} steps, median milliseconds an epoch");
            output.WriteLine();
            output.WriteLine(
                "| workers | blocks × chunks | clocks an epoch | bare, processor | runtime, processor | ratio "
                + "| bare, wall | runtime, wall | ratio |");
            output.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var (workers, blocks, chunks) in new[]
            {
                (1, 1, 1), (1, 1, 2), (1, 1, 5), (1, 1, 10), (1, 2, 5), (1, 1, 20), (1, 1, 50), (2, 2, 1), (2, 2, 5),
            })
            {
                (Cost bare, Cost runtime) = Measure(
                    problem, options with { Blocks = blocks, Chunks = chunks }, workers);
                output.WriteLine(
                    $"| {workers} | {blocks} × {chunks} | {blocks * chunks} | {bare.Processor:F1} "
                    + $"| {runtime.Processor:F1} | {runtime.Processor / bare.Processor:F2} "
                    + $"| {bare.Wall:F1} | {runtime.Wall:F1} | {runtime.Wall / bare.Wall:F2} |");
            }

            output.WriteLine();
        }
    }

    private static (Cost Bare, Cost Runtime) Measure(MfProblem problem, MfOptions options, int workers)
    {
        BareFactorisation bare = new(problem.Train, options, workers, new Seed(2));
        bare.Run(1);
        List<Cost> alone = [];
        List<Cost> through = [];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int epoch = 0; epoch < Epochs; epoch++)
            {
                Cost before = Cost.Now;
                bare.Run(1);
                alone.Add(Cost.Now - before);
            }

            through.AddRange(EpochsOfRun(problem, options, workers));
        }

        return (Median(alone), Median(through));
    }

    /// <summary>What every epoch but the first took.</summary>
    private static IEnumerable<Cost> EpochsOfRun(MfProblem problem, MfOptions options, int workers)
    {
        int rounds = (options.Blocks ?? workers) * options.ChunksInUse;
        StopwatchProgram program = new(new MfProgram(problem.Train, null, options, new Seed(2)), rounds);
        JobPlan plan = new()
        {
            Program = program,
            Workers = workers,
            Shards = workers,
            Apply = ApplyMode.Clocked,
            Consistency = [new Bsp(), new Bsp()],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = rounds * (Epochs + 2),
            Stop = new StopRule(rounds * (Epochs + 2), null, null, DivergenceFactor: 1000),
            Seed = new Seed(2),
        };
        JobResult result = new ThreadsCluster(new ThreadsOptions())
            .RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == JobOutcome.Completed
            ? program.Costs.Skip(1)
            : throw new InvalidOperationException($"the run is {result.Outcome}: {result.Explanation}");
    }

    private static Cost Median(List<Cost> costs) => new(
        costs.Select(cost => cost.Wall).Order().ElementAt(costs.Count / 2),
        costs.Select(cost => cost.Processor).Order().ElementAt(costs.Count / 2));

    /// <summary>Milliseconds of wall time, and of processor time of all threads of this process.</summary>
    private readonly record struct Cost(double Wall, double Processor)
    {
        public static Cost Now => new(
            Stopwatch.GetElapsedTime(0).TotalMilliseconds, Environment.CpuUsage.TotalTime.TotalMilliseconds);

        public static Cost operator -(Cost end, Cost start) =>
            new(end.Wall - start.Wall, end.Processor - start.Processor);
    }

    /// <summary>Notes when worker 0 begins an epoch.</summary>
    private sealed class StopwatchProgram(IProgram inner, int rounds) : IProgram
    {
        private readonly List<Cost> _began = [];

        public IEnumerable<Cost> Costs => _began.Zip(_began.Skip(1), (start, end) => end - start);

        public string Name => inner.Name;

        public IReadOnlyList<TableDefinition> Tables => inner.Tables;

        public bool IsModelParallel => inner.IsModelParallel;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
        {
            IWorkerProgram created = inner.CreateWorker(worker, workers, seed);
            return worker.Index == 0 ? new StopwatchWorker(created, this) : created;
        }

        public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(1, double.NaN, []);

        private sealed class StopwatchWorker(IWorkerProgram inner, StopwatchProgram watch) : IWorkerProgram
        {
            public void DeclareReads(in WorkUnit unit, ReadSet reads)
            {
                if (unit.Round % watch.Rounds == 0)
                {
                    watch._began.Add(Cost.Now);
                }

                inner.DeclareReads(unit, reads);
            }

            public void Push(in WorkUnit unit, RowView rows, PushOutput output) => inner.Push(unit, rows, output);

            public void Save(StateWriter state) => inner.Save(state);

            public void Load(StateReader state) => inner.Load(state);
        }

        private int Rounds => rounds;
    }
}
