using System.Diagnostics;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Softmax regression and a network of 128 hidden units on data of MNIST's size (8,000 × 784, 10 classes): epochs
/// through the threads runtime against <see cref="BareNetwork"/>, a plain vectorised loop of the same minibatches, and
/// against the programs' kernels alone, in turns. All by one worker on one thread: milliseconds of wall time an epoch,
/// and of the process's processor time.
/// </summary>
internal static class ClassesBenchmark
{
    private const int Repetitions = 5;
    private const int Epochs = 4;

    /// <summary>Softmax regression.</summary>
    public static void RunMlr(TextWriter output) => Run(
        output,
        hidden: [],
        [64, 128, 256],
        (data, batch) => new MlrProgram(
            data, null, new MlrOptions { Step = MlrOptions.DefaultStep, StepDecay = 1, Batch = batch }, new Seed(1)));

    /// <summary>The network.</summary>
    public static void RunDnn(TextWriter output) => Run(
        output,
        hidden: [128],
        [64, 128, 256],
        (data, batch) => new DnnProgram(
            data,
            null,
            new DnnOptions
            {
                Hidden = [128],
                Activation = Activation.Relu,
                Step = DnnOptions.DefaultStep,
                StepDecay = 1,
                Momentum = 0.9,
                Batch = batch,
            },
            new Seed(1)));

    private static void Run(
        TextWriter output, int[] hidden, int[] batches, Func<ClassData, int, IProgram> create)
    {
        ClassesOptions options = new() { Samples = 8000, Features = 784, Classes = 10, Separation = 7 };
        ClassData data = new(ClassesGenerator.Generate(options, new Seed(1)).Data);
        output.WriteLine(Measurement.Describe());
        output.WriteLine();
        output.WriteLine(
            "| batch | plain loop, wall | kernels, wall | platform, wall | ratios "
            + "| plain loop, processor | kernels, processor | platform, processor | ratios |");
        output.WriteLine("|---:|---:|---:|---:|---|---:|---:|---:|---|");
        foreach (int batch in batches)
        {
            BareNetwork bare = new(data, hidden, batch);
            IProgram program = create(data, batch);
            List<(double Wall, double Processor)> alone = [];
            List<(double Wall, double Processor)> kernels = [];
            List<(double Wall, double Processor)> through = [];
            for (int repetition = 0; repetition <= Repetitions; repetition++)
            {
                alone.Add(Cost(() => bare.Run(Epochs)));
                kernels.Add(Cost(() => RunKernels(data, hidden, batch)));
                through.Add(Cost(() => Train(program, (data.Rows / batch) * Epochs)));
            }

            (double wall, double processor) = Median(alone);
            (double wallOfKernels, double processorOfKernels) = Median(kernels);
            (double wallThrough, double processorThrough) = Median(through);
            output.WriteLine(
                $"| {batch} | {wall:F1} | {wallOfKernels:F1} | {wallThrough:F1} "
                + $"| {wallThrough / wall:F2}, {wallThrough / wallOfKernels:F2} "
                + $"| {processor:F1} | {processorOfKernels:F1} | {processorThrough:F1} "
                + $"| {processorThrough / processor:F2}, {processorThrough / processorOfKernels:F2} |");
        }
    }

    /// <summary>The programs' own kernels without a platform: weights stay in arrays.</summary>
    private static void RunKernels(ClassData data, int[] hidden, int batch)
    {
        int classes = MatrixKernels.Padded(data.Classes.Length);
        DnnShape shape = new(data.Features, hidden, classes, Activation.Relu);
        DnnNetwork network = new(shape);
        float[][] weights =
            [.. Enumerable.Range(0, shape.Layers).Select(l => new float[shape.Inputs(l) * shape.Outputs(l)])];
        float[][] bias = [.. Enumerable.Range(0, shape.Layers).Select(l => new float[shape.Outputs(l)])];
        for (int first = 0; first < Epochs * (data.Rows / batch * batch); first += batch)
        {
            int row = first % (data.Rows / batch * batch);
            ReadOnlySpan<float> samples = data.RowsAt(row, batch);
            Span<float> logits = network.Forward(samples, data.Stride, batch);
            Softmax.Gradient(logits, data.Labels.Slice(row, batch), classes, 0.001f / batch);
            for (int layer = shape.Layers - 1; layer >= 0; layer--)
            {
                network.Backward(layer, samples, data.Stride, batch);
                BareNetwork.AddScaled(network.WeightGradient(layer), -1, weights[layer]);
                BareNetwork.AddScaled(network.BiasGradient(layer), -1, bias[layer]);
            }

            for (int layer = 0; layer < shape.Layers; layer++)
            {
                network.Load(layer, weights[layer], bias[layer]);
            }
        }
    }

    private static void Train(IProgram program, int clocks)
    {
        JobPlan plan = new()
        {
            Program = new Unmeasured(program),
            Workers = 1,
            Shards = 1,
            Apply = ApplyMode.Clocked,
            Consistency = [.. program.Tables.Select(_ => new Bsp())],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = clocks,
            Stop = new StopRule(clocks, null, null, DivergenceFactor: 1000),
            Seed = new Seed(2),
        };
        JobResult result = new ThreadsCluster(new ThreadsOptions())
            .RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
        if (result.Outcome != JobOutcome.Completed)
        {
            throw new InvalidOperationException($"the run is {result.Outcome}: {result.Explanation}");
        }
    }

    /// <summary>Milliseconds an epoch.</summary>
    private static (double Wall, double Processor) Cost(Action run)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        run();
        return (
            Stopwatch.GetElapsedTime(began).TotalMilliseconds / Epochs,
            (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Epochs);
    }

    /// <summary>Of all but the first, which compiles.</summary>
    private static (double Wall, double Processor) Median(List<(double Wall, double Processor)> costs) => (
        costs.Skip(1).Select(cost => cost.Wall).Order().ElementAt(Repetitions / 2),
        costs.Skip(1).Select(cost => cost.Processor).Order().ElementAt(Repetitions / 2));

    /// <summary>Evaluations are not what is measured.</summary>
    private sealed class Unmeasured(IProgram inner) : IProgram
    {
        public string Name => inner.Name;

        public IReadOnlyList<Core.Tables.TableDefinition> Tables => inner.Tables;

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(Core.WorkerId worker, int workers, Seed seed) =>
            inner.CreateWorker(worker, workers, seed);

        public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(1, double.NaN, []);
    }
}
