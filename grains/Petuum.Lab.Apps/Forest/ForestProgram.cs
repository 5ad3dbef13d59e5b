using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// A random forest of C4.5 trees, data-parallel: workers grow trees, and add up votes in a table. The objective is the
/// share of samples that the trees which did not draw them get wrong; a sample without such a tree counts as wrong.
/// </summary>
public sealed class ForestProgram : IProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "forest";

    /// <summary>A row a tree, as <see cref="ForestTree"/> says; empty until it is grown.</summary>
    public static readonly TableId TreeTable = new(0);

    /// <summary>A row a sample: votes of all trees by class, then those of the trees that did not draw it.</summary>
    public static readonly TableId VoteTable = new(1);

    private readonly ClassData _data;
    private readonly ClassData? _test;
    private readonly ForestOptions _options;
    private readonly Seed _seed;
    private readonly ForestColumns _columns;
    private readonly Information _information;

    /// <summary>Sorts the features.</summary>
    /// <param name="data">What is learnt from.</param>
    /// <param name="test">What is tested on, of the same classes and features; null if nothing is.</param>
    /// <param name="options">Options.</param>
    /// <param name="seed">The seed that trees follow from.</param>
    /// <exception cref="Core.Jobs.PlanException">There are too many classes, samples or nodes.</exception>
    public ForestProgram(ClassData data, ClassData? test, ForestOptions options, Seed seed)
    {
        (_data, _test, _options, _seed) = (data, test, options, seed);
        int classes = data.Classes.Length;
        long nodes = TreeGrower.NodesMax(data.Rows, options);
        long votes = ((long)data.Rows + (test?.Rows ?? 0)) * 2 * classes;
        ClassData.Check(
            classes <= SplitFinder.Most, $"{classes} classes", $"a forest tells at most {SplitFinder.Most}");
        ClassData.Check(
            nodes <= Array.MaxLength / ForestTree.Columns, $"trees of up to {nodes} nodes",
            "use a smaller depth or share, or a larger leaf-min");
        ClassData.Check(
            votes <= Array.MaxLength, $"{votes} counts of votes", "use fewer samples to learn from or to test on");
        _columns = new ForestColumns(data);
        _information = new Information(TreeGrower.DrawsOf(data.Rows, options.Share));
        Tables =
        [
            new TableDefinition(
                TreeTable,
                "trees",
                options.Trees,
                new RowShape(ElementType.Double, RowKind.Sparse, (int)nodes * ForestTree.Columns),
                Sharding.Hash),
            new TableDefinition(
                VoteTable,
                "votes",
                data.Rows + (test?.Rows ?? 0),
                new RowShape(ElementType.Int, RowKind.Dense, 2 * classes),
                Sharding.Range),
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

    /// <summary>Features of the data.</summary>
    public int Features => _data.Features;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new ForestWorker(
        new TreeGrower(_data, _columns, _information, _options, _seed), _data, _test, _options, worker.Index, workers);

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: there is no scheduler.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("a forest has no scheduler.");

    /// <inheritdoc/>
    /// <remarks>No gap: it grows as many trees as it is told.</remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        int trees = 0;
        for (int row = 0; row < _options.Trees; row++)
        {
            trees += model.Sparse<double>(TreeTable, row, out _).IsEmpty ? 0 : 1;
        }

        VoteScore outOfBag = ForestVotes.Score(model, 0, _data, outOfBag: true);
        List<Metric> metrics =
        [
            new("trees", trees),
            new("train_accuracy", ForestVotes.Score(model, 0, _data, outOfBag: false).Accuracy),
            new("out_of_bag_accuracy", outOfBag.Accuracy),
        ];
        if (_test is not null)
        {
            metrics.Add(
                new Metric("test_accuracy", ForestVotes.Score(model, _data.Rows, _test, outOfBag: false).Accuracy));
        }

        return new Evaluation(outOfBag.Error, double.NaN, metrics);
    }
}
