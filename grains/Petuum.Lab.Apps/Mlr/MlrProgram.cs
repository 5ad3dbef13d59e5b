using System.Numerics;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// Softmax regression by minibatch SGD, data-parallel: the mean of −ln p(label), p = softmax(W·(x, 1)).
/// </summary>
public sealed class MlrProgram : IPartedProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "mlr";

    /// <summary>
    /// W: a row a class, the bias last. Of the form of factors: as it was when it was last synchronised.
    /// </summary>
    public static readonly TableId WeightTable = new(0);

    /// <summary>Factors: a row a worker and round under way, of integers that are the bits of numbers.</summary>
    public static readonly TableId FactorTable = new(1);

    private readonly ClassData _data;
    private readonly ClassData? _test;
    private readonly MlrOptions _options;
    private readonly Seed _seed;
    private readonly double _norm;
    private readonly MlrSteps _steps;
    private readonly MlrFactorLayout? _layout;

    /// <summary>Weights start at 0.</summary>
    /// <param name="data">What is learnt from.</param>
    /// <param name="test">What is tested on, of the same classes and features; null if nothing is.</param>
    /// <param name="options">Options.</param>
    /// <param name="run">What the form of factors has to know; null: one worker.</param>
    /// <param name="seed">The run's seed: the order of samples.</param>
    /// <param name="start">A model of as many classes and features to go on from; null to start afresh.</param>
    public MlrProgram(
        ClassData data,
        ClassData? test,
        MlrOptions options,
        Seed seed,
        MlrRun? run = null,
        MlrModel? start = null)
        : this(data, test, options, run ?? MlrRun.Alone, seed, FeatureNorm.Largest(data), start)
    {
    }

    /// <summary>A program where only one worker's samples are.</summary>
    /// <param name="part">These samples.</param>
    /// <param name="options">Options.</param>
    /// <param name="run">What the form of factors has to know; null: one worker.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="facts">What the program over all samples has written.</param>
    public MlrProgram(RegressionData part, MlrOptions options, Seed seed, StateReader facts, MlrRun? run = null)
        : this(
            new ClassData(part, facts.ReadArray<double>(), part.Columns, facts.Read<int>()),
            test: null, options, run ?? MlrRun.Alone, seed, facts.Read<double>(), start: null)
    {
    }

    private MlrProgram(
        ClassData data, ClassData? test, MlrOptions options, MlrRun run, Seed seed, double norm, MlrModel? start)
    {
        (_data, _test, _options, _seed, _norm) = (data, test, options, seed, norm);
        _steps = new MlrSteps(options, norm, data.Total);
        int columns = data.Features + 1;
        TableDefinition weights = new(
            WeightTable,
            "weights",
            data.Classes.Length,
            new RowShape(ElementType.Float, RowKind.Dense, columns),
            Sharding.Range,
            Initializer: start is null ? null : new FirstWeights(start.Weights, columns));
        if (options.Form == MlrForm.Matrix)
        {
            Tables = [weights];
            return;
        }

        _layout = new MlrFactorLayout(data.Classes.Length, data.Features, options, run);
        Tables =
        [
            weights,
            new TableDefinition(
                FactorTable,
                "factors",
                _layout.Slots * run.Workers,
                new RowShape(ElementType.Int, RowKind.Dense, _layout.Columns),
                Sharding.Hash),
        ];
    }

    /// <inheritdoc/>
    public string Name => ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <summary>The labels of the classes as the data have them, ascending.</summary>
    public ReadOnlySpan<double> Classes => _data.Classes;

    /// <inheritdoc/>
    public long FactsBytes => (2 * sizeof(int)) + ((1L + Classes.Length) * sizeof(double));

    /// <inheritdoc/>
    public IReadOnlyList<IndexRange> PartsOf(int workers) => Partition.ByCount(_data.Rows, workers);

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
        facts.WriteSpan(Classes);
        facts.Write(_data.Total);
        facts.Write(_norm);
    }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        (int classes, int features) = (_data.Classes.Length, _data.Features);
        MlrGradient gradient = new(classes, features);
        WorkerSamples samples = new(_data, worker.Index, workers, _options.Batch, _seed.Split("worker", worker.Index));
        if (_layout is null)
        {
            return new MlrWorker(gradient, samples, _steps.Copy(), classes, features);
        }

        Invariant.Require(
            workers == _layout.Workers, $"{workers} workers with factors laid out for {_layout.Workers}.");
        MlrReplica replica = new(_layout);
        if (Tables[0].Initializer is FirstWeights first)
        {
            replica.Load(first.Weights);
        }

        return new MlrFactorWorker(gradient, samples, _steps.Copy(), replica, worker.Index);
    }

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: there is no scheduler.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("softmax regression has no scheduler.");

    /// <inheritdoc/>
    /// <remarks>No gap: it learns for as many clocks as it is told.</remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous) => new MlrModel(model).Evaluate(_data, _test);

    private sealed class FirstWeights(float[] weights, int columns) : IRowInitializer
    {
        public float[] Weights => weights;

        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            for (int column = 0; column < columns; column++)
            {
                values[column] = T.CreateTruncating(weights[(row * columns) + column]);
            }
        }
    }
}
