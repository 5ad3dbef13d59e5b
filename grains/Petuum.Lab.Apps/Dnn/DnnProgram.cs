using System.Globalization;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// Fully connected and convolutional networks by minibatch SGD with momentum, data-parallel: the mean of −ln p(label),
/// p the softmax of the last layer.
/// </summary>
public sealed class DnnProgram : IPartedProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "dnn";

    private readonly ClassData _data;
    private readonly ClassData? _test;
    private readonly DnnOptions _options;
    private readonly Seed _seed;
    private readonly double _meanSquare;

    /// <summary>
    /// Weights start uniform: ±√(6 / inputs) before ReLU, else ±√(6 / (inputs + outputs)); biases start at 0.
    /// </summary>
    /// <param name="data">What is learnt from.</param>
    /// <param name="test">What is tested on, of the same classes and features; null if nothing is.</param>
    /// <param name="options">Options.</param>
    /// <param name="seed">The run's seed: first weights, order of samples.</param>
    /// <param name="start">A model of the same layers to go on from; null to start afresh.</param>
    public DnnProgram(ClassData data, ClassData? test, DnnOptions options, Seed seed, Model? start = null)
        : this(data, test, options, seed, data.MeanSquare(), start)
    {
    }

    /// <summary>A program where only one worker's samples are.</summary>
    /// <param name="part">These samples.</param>
    /// <param name="options">Options.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="facts">What the program over all samples has written.</param>
    public DnnProgram(RegressionData part, DnnOptions options, Seed seed, StateReader facts)
        : this(
            new ClassData(part, facts.ReadArray<double>(), part.Columns, facts.Read<int>()),
            test: null, options, seed, facts.Read<double>(), start: null)
    {
    }

    private DnnProgram(
        ClassData data, ClassData? test, DnnOptions options, Seed seed, double meanSquare, Model? start)
    {
        (_data, _test, _options, _seed, _meanSquare) = (data, test, options, seed, meanSquare);
        Shape = options.ShapeFor(data.Features, data.Classes.Length);
        List<TableDefinition> tables = [];
        for (int layer = 0; layer < Shape.Layers; layer++)
        {
            (TableId weights, TableId bias) = (WeightsOf(layer), BiasOf(layer));
            tables.Add(Table(weights, Shape.Inputs(layer), layer, start is null
                ? First(layer) : new ModelInitializer(start, weights)));
            tables.Add(Table(bias, 1, layer, start is null ? null : new ModelInitializer(start, bias)));
        }

        Tables = tables;
    }

    /// <inheritdoc/>
    public string Name => ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <summary>The layers.</summary>
    public DnnShape Shape { get; }

    /// <summary>The labels of the classes as the data have them, ascending.</summary>
    public ReadOnlySpan<double> Classes => _data.Classes;

    /// <summary>The weights of a layer: a row for each input, a column for each output.</summary>
    public static TableId WeightsOf(int layer) => new(2 * layer);

    /// <summary>The bias of a layer: one row.</summary>
    public static TableId BiasOf(int layer) => new((2 * layer) + 1);

    /// <summary>The tables' names, by id: weights1, bias1, weights2, ….</summary>
    public static IEnumerable<string> TableNames(int layers)
    {
        for (int layer = 1; layer <= layers; layer++)
        {
            string number = layer.ToString(CultureInfo.InvariantCulture);
            yield return "weights" + number;
            yield return "bias" + number;
        }
    }

    /// <inheritdoc/>
    public long FactsBytes => (2 * sizeof(int)) + ((1L + Classes.Length) * sizeof(double));

    /// <inheritdoc/>
    public IReadOnlyList<IndexRange> PartsOf(int workers) => Partition.ByCount(_data.Rows, workers);

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
        facts.WriteSpan(Classes);
        facts.Write(_data.Total);
        facts.Write(_meanSquare);
    }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new DnnWorker(
        Shape,
        new WorkerSamples(_data, worker.Index, workers, _options.Batch, _seed.Split("worker", worker.Index)),
        new DnnSteps(_options, Shape, _data.Total, _meanSquare),
        _options.WaitFree);

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: there is no scheduler.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("a network has no scheduler.");

    /// <inheritdoc/>
    /// <remarks>No gap: it learns for as many clocks as it is told.</remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous) => new DnnModel(model, Shape).Evaluate(_data, _test);

    private TableDefinition Table(TableId id, int rows, int layer, IRowInitializer? first) => new(
        id,
        TableNames(Shape.Layers).ElementAt(id.Index),
        rows,
        new RowShape(ElementType.Float, RowKind.Dense, Shape.Outputs(layer)),
        Sharding.Range,
        Initializer: first);

    private UniformInitializer First(int layer)
    {
        bool isRelu = Shape.Activation == Activation.Relu;
        double bound = Math.Sqrt(6.0 / (Shape.Inputs(layer) + (isRelu ? 0 : Shape.Outputs(layer))));
        bound *= layer == 0 ? 1 / Math.Sqrt(_meanSquare) : 1;
        return new UniformInitializer(_seed.Split("first weights", layer), -bound, bound);
    }
}
