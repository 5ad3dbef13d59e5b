using System.Diagnostics;
using System.Globalization;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Lasso and logistic regression by column blocks through the threads runtime with one worker, against what its kernels
/// alone took in the same run, as a curve over the passes that a worker makes in a clock at most.
/// </summary>
public static class LinearOverheadBenchmark
{
    private const int Clocks = 60;
    private const int Runs = 5;

    /// <summary>Measures and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        RegressionData data = LassoGenerator.Generate(
            new LassoOptions
            {
                Samples = 5_000,
                Features = 50_000,
                Correlation = LassoCorrelation.PerColumn,
                NonzerosPerColumn = 25,
                TrueCoefficients = 100,
            },
            new Seed(1)).Data;
        double[] classes = [.. data.Labels.ToArray().Select(label => label > 0 ? 1.0 : -1.0)];
        output.WriteLine("| program | passes a clock at most | kernels, ms a clock | runtime, ms a clock | ratio |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        foreach (int passes in (int[])[1, 3, 10, 30])
        {
            Print(output, "lasso", new LinearData(data, LinearLoss.Squares), passes);
        }

        foreach (int passes in (int[])[1, 3, 10, 30])
        {
            LinearData labelled = new(new RegressionData(data.Features, classes), LinearLoss.Logistic);
            Print(output, "logistic", labelled, passes);
        }
    }

    private static void Print(TextWriter output, string name, LinearData data, int passes)
    {
        (double Kernels, double Whole)[] seen = [.. Enumerable.Range(0, Runs + 1).Select(_ => Measure(data, passes))];
        (double kernels, double whole) = seen.Skip(1).OrderBy(run => run.Whole / run.Kernels).ElementAt(Runs / 2);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {passes} | {kernels / Clocks:F3} | {whole / Clocks:F3} | {whole / kernels:F2} |"));
    }

    private static (double Kernels, double Whole) Measure(LinearData data, int passes)
    {
        LinearOptions options = new LinearOptions
        {
            LambdaRatio = 0.02,
            PassesMax = passes,
            InnerTolerance = 1e-12,
        };
        KernelTimer program = new(new LinearProgram(data, options));
        JobPlan plan = new()
        {
            Program = program,
            Workers = 1,
            Shards = 1,
            Apply = ApplyMode.Clocked,
            Consistency = [new Bsp(), new Bsp(), new Bsp()],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = Clocks,
            Stop = new StopRule(Clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
            Seed = new Seed(2),
        };
        new ThreadsCluster(new ThreadsOptions()).RunAsync(plan, NullObserver.Instance, CancellationToken.None)
            .GetAwaiter().GetResult();
        return (program.Kernels.TotalMilliseconds, program.Whole.TotalMilliseconds);
    }

    /// <summary>Adds up the time within pushes, and takes that from the first to the last.</summary>
    private sealed class KernelTimer(IProgram inner) : IProgram
    {
        private long _first;
        private long _last;

        public TimeSpan Kernels { get; private set; }

        public TimeSpan Whole => Stopwatch.GetElapsedTime(_first, _last);

        public string Name => inner.Name;

        public IReadOnlyList<TableDefinition> Tables => inner.Tables;

        public bool IsModelParallel => inner.IsModelParallel;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
            new Worker(inner.CreateWorker(worker, workers, seed), this);

        public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(1, double.NaN, []);

        private sealed class Worker(IWorkerProgram inner, KernelTimer timer) : IWorkerProgram
        {
            public void DeclareReads(in WorkUnit unit, ReadSet reads) => inner.DeclareReads(unit, reads);

            public void Push(in WorkUnit unit, RowView rows, PushOutput output)
            {
                long start = Stopwatch.GetTimestamp();
                inner.Push(unit, rows, output);
                timer._last = Stopwatch.GetTimestamp();
                timer._first = timer._first == 0 ? start : timer._first;
                timer.Kernels += Stopwatch.GetElapsedTime(start, timer._last);
            }

            public void Save(StateWriter state) => inner.Save(state);

            public void Load(StateReader state) => inner.Load(state);
        }
    }
}
