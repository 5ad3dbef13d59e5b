using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Threads;
using LassoOptions = Petuum.Lab.Datasets.Generators.LassoOptions;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Lasso by column blocks on the threads runtime, to f − f* ≤ 10⁻⁴ f(0), on n = 5,000, p = 50,000, 25 nonzeros a
/// column, neighbours correlated, λ = 0.02 λmax, or on so many times larger data; <see cref="BareLasso"/> beside it.
/// </summary>
internal static class LinearBenchmark
{
    private const double Share = 1e-4;
    private const int Repetitions = 7;

    /// <summary>Measures in this process, in turns, after one run of each to warm up; prints medians.</summary>
    public static void Run(TextWriter output, int scale)
    {
        LinearData data = Problem(scale);
        double lambda = Lambda(data);
        double target = Target(data, lambda);
        string[] names =
        [
            "reference: bare loop, one thread", "1 worker", "2 workers", "1 worker, to a gap of 1e-4",
            "2 workers, to a gap of 1e-4",
        ];
        Func<(double Seconds, string How)>[] runs =
        [
            () => Bare(data, lambda, target),
            () => Threads(data, lambda, 1, target),
            () => Threads(data, lambda, 2, target),
            () => Threads(data, lambda, 1, null),
            () => Threads(data, lambda, 2, null),
        ];
        List<double>[] seconds = [.. runs.Select(_ => new List<double>())];
        List<double>[] processor = [.. runs.Select(_ => new List<double>())];
        string[] how = new string[runs.Length];
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            for (int index = 0; index < runs.Length; index++)
            {
                GC.Collect();
                TimeSpan before = Environment.CpuUsage.TotalTime;
                (double spent, how[index]) = runs[index]();
                if (repetition > 0)
                {
                    seconds[index].Add(spent);
                    processor[index].Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
                }
            }
        }

        output.WriteLine($"n = {data.Columns.Rows}, p = {data.Columns.Columns}, {data.Columns.NonzeroCount} nonzeros");
        output.WriteLine("| what | median, s | fastest | slowest | of the reference | processor, s | |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|");
        double reference = Median(seconds[0]);
        for (int index = 0; index < runs.Length; index++)
        {
            output.WriteLine(
                $"| {names[index]} | {Text(Median(seconds[index]))} | {Text(seconds[index].Min())} "
                + $"| {Text(seconds[index].Max())} | {Median(seconds[index]) / reference:F2} "
                + $"| {Text(Median(processor[index]))} | {how[index]} |");
        }
    }

    /// <summary>
    /// One run in a process that has done nothing but make the data, so that it includes JIT compilation; prints
    /// seconds.
    /// </summary>
    public static void RunCold(TextWriter output, int scale, int workers)
    {
        LinearData data = Problem(scale);
        double lambda = Lambda(data);
        double target = Target(data, lambda);
        (long methods, TimeSpan compiling) = (JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime());
        (double seconds, string how) = Threads(data, lambda, workers, target);
        methods = JitInfo.GetCompiledMethodCount() - methods;
        compiling = JitInfo.GetCompilationTime() - compiling;
        output.WriteLine(
            $"cold, {workers} workers: {Text(seconds)} s, {how}; {methods} methods compiled in "
            + $"{Text(compiling.TotalSeconds)} s of all threads");
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

    /// <summary>
    /// 0.02 λmax, by a loop of its own: the program's kernels are to be compiled within the measured time.
    /// </summary>
    private static double Lambda(LinearData data)
    {
        double largest = 0;
        for (int column = 0; column < data.Columns.Columns; column++)
        {
            SparseVector x = data.Columns.Column(column);
            double sum = 0;
            for (int entry = 0; entry < x.Count; entry++)
            {
                sum += x.Values[entry] * data.Labels[x.Indices[entry]];
            }

            largest = Math.Max(largest, Math.Abs(sum));
        }

        return 0.02 * largest;
    }

    private static double Target(LinearData data, double lambda)
    {
        BareLasso exact = new(data.Columns, data.Labels, lambda);
        double zero = exact.Objective();
        exact.Solve(double.NegativeInfinity, 25, 50);
        return exact.Objective() + (Share * zero);
    }

    private static (double Seconds, string How) Bare(LinearData data, double lambda, double target)
    {
        BareLasso bare = new(data.Columns, data.Labels, lambda);
        Stopwatch watch = Stopwatch.StartNew();
        int passes = bare.Solve(target, 1000, 5);
        return (watch.Elapsed.TotalSeconds, $"{passes} passes");
    }

    private static (double Seconds, string How) Threads(LinearData data, double lambda, int workers, double? target)
    {
        Stopwatch watch = Stopwatch.StartNew();
        LinearProgram program = new(data, new LinearOptions { Lambda = lambda });
        JobResult result = new ThreadsCluster(new ThreadsOptions())
            .RunAsync(Plan(program, workers, target), NullObserver.Instance, CancellationToken.None)
            .GetAwaiter().GetResult();
        double seconds = watch.Elapsed.TotalSeconds;
        return (seconds, $"{result.Outcome} at clock {result.Clock}, gap {result.Evaluation!.Gap:E1}");
    }

    private static JobPlan Plan(LinearProgram program, int workers, double? target) => new()
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
        Stop = new StopRule(1000, target is null ? Share : null, target, DivergenceFactor: 1000),
        Seed = new Seed(2),
    };

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(double seconds) => seconds.ToString("0.0000", CultureInfo.InvariantCulture);
}
