using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// Softmax regression by minibatch SGD, data-parallel: the mean of −ln p(label), p = softmax(W·(x, 1)).
/// </summary>
public sealed class MlrProgram : IProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "mlr";

    /// <summary>W: a row a class, the bias last.</summary>
    public static readonly TableId WeightTable = new(0);

    private readonly ClassData _data;
    private readonly ClassData? _test;
    private readonly MlrOptions _options;
    private readonly Seed _seed;
    private readonly MlrSteps _steps;

    /// <summary>Weights start at 0.</summary>
    /// <param name="data">What is learnt from.</param>
    /// <param name="test">What is tested on, of the same classes and features; null if nothing is.</param>
    /// <param name="options">Options.</param>
    /// <param name="seed">The run's seed: the order of samples.</param>
    /// <param name="start">A model of as many classes and features to go on from; null to start afresh.</param>
    public MlrProgram(ClassData data, ClassData? test, MlrOptions options, Seed seed, Model? start = null)
    {
        (_data, _test, _options, _seed) = (data, test, options, seed);
        _steps = new MlrSteps(options, data);
        Tables =
        [
            new TableDefinition(
                WeightTable,
                "weights",
                data.Classes.Length,
                new RowShape(ElementType.Float, RowKind.Dense, data.Features + 1),
                Sharding.Range,
                Initializer: start is null ? null : new ModelInitializer(start, WeightTable)),
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
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new MlrWorker(
        new MlrGradient(_data.Classes.Length, _data.Features),
        new WorkerSamples(_data, worker.Index, workers, _options.Batch, _seed.Split("worker", worker.Index)),
        _steps.Copy(),
        _data.Classes.Length,
        _data.Features);

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: there is no scheduler.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("softmax regression has no scheduler.");

    /// <inheritdoc/>
    /// <remarks>No gap: it learns for as many clocks as it is told.</remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous) => new MlrModel(model).Evaluate(_data, _test);
}
