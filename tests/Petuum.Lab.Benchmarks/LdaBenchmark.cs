using System.Diagnostics;
using System.Globalization;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Latent Dirichlet allocation on about 4.5 million tokens, V = 20,000, K = 100, on two threads: tokens a second and
/// held-out perplexity of the delayed-count form after some seconds, beside a bare loop of its passes and beside exact
/// collapsed Gibbs sampling on two threads (each with a copy of the counts, merged after every pass).
/// </summary>
internal static class LdaBenchmark
{
    private const int Workers = 2;
    private const int GibbsPasses = 20;

    private const int Topics = 100;

    /// <summary>Measures and prints a table.</summary>
    public static void Run(TextWriter output, int[] epochs)
    {
        (Documents train, Documents held) = Create();
        Run(output, train, held, Topics, epochs);
    }

    /// <summary>Measures on files of bags of words.</summary>
    public static void Run(TextWriter output, string train, string held, int topics, int[] epochs) =>
        Run(output, DataFile.Open(train).ReadDocuments(), DataFile.Open(held).ReadDocuments(), topics, epochs);

    private static void Run(TextWriter output, Documents train, Documents held, int topics, int[] epochs)
    {
        LdaOptions options = new() { Topics = topics };
        output.WriteLine(Measurement.Describe());
        output.WriteLine();
        output.WriteLine($"{train.Tokens:N0} tokens, {train.Count:N0} documents, V = {train.Words:N0}, K = {topics}");
        output.WriteLine();
        output.WriteLine(
            "| what | epochs | seconds | million tokens/s | the same of processor time × 2 | ln p(w, z)/token "
            + "| held-out perplexity |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        Platform(train, 2, new LdaProgram(train, options, new Seed(1)));
        foreach (int count in epochs)
        {
            JobResult? result = null;
            LdaProgram program = new(train, options, new Seed(1));
            Spent spent = Spent.By(() => result = Platform(train, count, program));
            Print(
                output, "delayed, on the platform", count, spent, train.Tokens,
                result!.Evaluation!.Metrics[0].Value, new LdaModel(result.Model!, 0.1, 0.1).Perplexity(held));
            BareDelayed bare = new(train, options, Workers, new Seed(1));
            Print(
                output, "delayed, bare loop", count, Spent.By(() => bare.Run(count)), train.Tokens, double.NaN,
                double.NaN);
        }

        BareGibbs gibbs = new(train, options, Workers, new Seed(1));
        Spent all = new(0, 0);
        for (int pass = 1; pass <= GibbsPasses; pass++)
        {
            all += Spent.By(gibbs.Pass);
            if (pass % 5 == 0)
            {
                double perplexity = new LdaModel(gibbs.ToModel(), options.Alpha, options.Beta).Perplexity(held);
                Print(output, "exact Gibbs, bare loop", pass, all, train.Tokens, double.NaN, perplexity);
            }
        }
    }

    private static (Documents Train, Documents Held) Create()
    {
        Documents all = DocumentsGenerator.Generate(
            new DocumentsOptions
            {
                Documents = 31_000,
                Words = 20_000,
                Topics = Topics,
                Length = 150,
                Alpha = 0.1,
                Beta = 0.003,
                WordSkew = 0.8,
            },
            new Seed(1)).Documents;
        return (Select(all, 0, 30_000), Select(all, 30_000, 31_000));
    }

    private static Documents Select(Documents all, int first, int end) => new(
        all.Words,
        [.. Enumerable.Range(first, end - first + 1).Select(d => all.Offsets[d] - all.Offsets[first])],
        all.Word[all.Offsets[first]..all.Offsets[end]].ToArray(),
        all.Times[all.Offsets[first]..all.Offsets[end]].ToArray());

    private static JobResult Platform(Documents train, int epochs, LdaProgram program)
    {
        JobPlan plan = new()
        {
            Program = program,
            Workers = Workers,
            Shards = Workers,
            Apply = ApplyMode.Clocked,
            Consistency = [new Bsp(), new Bsp(), new Bsp()],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            Prefetches = true,
            EvaluateEvery = epochs,
            Stop = new StopRule(epochs, null, null, double.PositiveInfinity),
            Seed = new Seed(1),
        };
        JobResult result = new ThreadsCluster(new ThreadsOptions())
            .RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == JobOutcome.Completed
            ? result
            : throw new InvalidOperationException($"the run is {result.Outcome}: {result.Explanation}");
    }

    private static void Print(
        TextWriter output, string what, int epochs, Spent spent, long tokens, double likelihood, double perplexity)
    {
        static string Text(double value, string format) =>
            double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);
        double millions = epochs * tokens / 1e6;
        output.WriteLine(
            $"| {what} | {epochs} | {Text(spent.Seconds, "F2")} | {Text(millions / spent.Seconds, "F1")} "
            + $"| {Text(Workers * millions / spent.ProcessorSeconds, "F1")} | {Text(likelihood, "F4")} "
            + $"| {Text(perplexity, "F1")} |");
    }

    /// <summary>Time on the clock, and of processors for this process.</summary>
    private readonly record struct Spent(double Seconds, double ProcessorSeconds)
    {
        public static Spent operator +(Spent left, Spent right) =>
            new(left.Seconds + right.Seconds, left.ProcessorSeconds + right.ProcessorSeconds);

        public static Spent By(Action work)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Stopwatch watch = Stopwatch.StartNew();
            work();
            return new Spent(
                watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
    }
}
