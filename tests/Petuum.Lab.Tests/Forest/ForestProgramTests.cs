using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Networks;

namespace Petuum.Lab.Tests.Forest;

/// <summary>Forests as programs: what they find, and that nobody's waiting changes them.</summary>
public sealed class ForestProgramTests
{
    private const int Clocks = 3;

    private static readonly RegressionData Planted =
        NetworkCase.Planted(samples: 240, features: 8, classes: 3).Data;

    private static readonly (ClassData Train, ClassData Test) Data = NetworkCase.Split(Planted);

    private static readonly Lazy<JobResult> Alone = new(() => Run(1, new Bsp()));

    public static TheoryData<int, int, string> Runs
    {
        get
        {
            TheoryData<int, int, string> runs = [];
            foreach ((string stragglers, _) in LassoCase.Stragglers)
            {
                runs.Add(1, 0, stragglers);
                runs.Add(2, 2, stragglers);
                runs.Add(3, 8, stragglers);
                runs.Add(3, 0, stragglers);
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Forest_IsTheSame_WhateverTheWorkersStalenessAndStragglers(int workers, int staleness, string stragglers)
    {
        JobResult result = Run(workers, new Ssp(staleness), stragglers);
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.Equal(ForestCase.Values(Alone.Value.Model!), ForestCase.Values(result.Model!));
        Assert.Equal(Alone.Value.Evaluation!.Metrics, result.Evaluation!.Metrics);
    }

    [Theory]
    [InlineData(ApplyMode.Clocked, 1)]
    [InlineData(ApplyMode.Arrival, 4)]
    public void Forest_IsTheSame_WhereNobodyWaits(ApplyMode apply, int units)
    {
        JobPlan plan = Plan(4, new Asp()) with { Apply = apply, UnitsPerRound = units };
        JobResult result = LassoCase.Run(plan, LassoCase.Stragglers[3].Model);
        Assert.Equal(ForestCase.Values(Alone.Value.Model!), ForestCase.Values(result.Model!));
    }

    [Fact]
    public void Trees_AreThoseOfTheirNumbers_AndVotesTheirs()
    {
        TreeGrower grower = ForestCase.Grower(Data.Train, ForestCase.Options);
        Model model = Alone.Value.Model!;
        ForestModel forest = new(model, Data.Train.Features);
        int classes = Data.Train.Classes.Length;
        int[] votes = new int[(Data.Train.Rows + Data.Test.Rows) * 2 * classes];
        for (int number = ForestCase.Options.Trees - 1; number >= 0; number--)
        {
            ForestTree tree = grower.Grow(number);
            Assert.Equal(tree.Nodes.ToArray(), forest.Trees[number].Nodes.ToArray());
            for (int row = 0; row < Data.Train.Rows + Data.Test.Rows; row++)
            {
                bool isLearnt = row < Data.Train.Rows;
                int label = tree.ClassOf(
                    isLearnt ? Data.Train.RowsAt(row, 1) : Data.Test.RowsAt(row - Data.Train.Rows, 1));
                votes[(2 * row * classes) + label]++;
                votes[(((2 * row) + 1) * classes) + label] += isLearnt && grower.Weights[row] > 0 ? 0 : 1;
            }
        }

        Assert.Equal(
            votes,
            Enumerable.Range(0, model.Tables[1].Rows)
                .SelectMany(row => model.Dense<int>(new TableId(1), row).ToArray()));
        (int[] best, float[] shares) = forest.Predict(Data.Test);
        double right = best.Where((label, row) => label == Data.Test.Labels[row]).Count();
        Assert.Equal(right / Data.Test.Rows, NetworkCase.MetricOf(Alone.Value, "test_accuracy"), 1e-12);
        Assert.All(shares, share => Assert.InRange(share, 1f / classes, 1));
    }

    [Fact]
    public void Leaves_AreAsDeepAndAsLarge_AsOptionsSay()
    {
        ForestOptions options = ForestCase.Options with { Depth = 4, LeafMin = 7 };
        TreeGrower grower = ForestCase.Grower(Data.Train, options);
        for (int number = 0; number < 20; number++)
        {
            ForestTree tree = grower.Grow(number);
            Assert.InRange(tree.Depth(), 1, options.Depth);
            Assert.InRange(tree.Nodes.Length, 3, TreeGrower.NodesMax(Data.Train.Rows, options));
            Dictionary<int, int> draws = [];
            for (int row = 0; row < Data.Train.Rows; row++)
            {
                int leaf = LeafOf(tree, Data.Train.RowsAt(row, 1));
                draws[leaf] = draws.GetValueOrDefault(leaf) + grower.Weights[row];
            }

            Assert.All(draws.Values, count => Assert.InRange(count, options.LeafMin, Data.Train.Rows));
            Assert.Equal(Data.Train.Rows, grower.Weights.ToArray().Sum());
        }
    }

    /// <summary>
    /// Features that do not vary in a node are not tried below it: none of the others may be passed over.
    /// </summary>
    [Fact]
    public void Leaves_OfSeveralClasses_HaveNoSplitThatGains()
    {
        for (int number = 0; number < 8; number++)
        {
            ClassData data = ForestCase.Noise(rows: 120, features: 9, classes: 3, levels: 2, seed: (ulong)number);
            TreeGrower grower = ForestCase.Grower(data, ForestCase.Options with { Depth = 99, Features = 9 });
            ForestTree tree = grower.Grow(number);
            int[] weights = grower.Weights.ToArray();
            Information information = new(data.Rows);
            foreach (IGrouping<int, int> leaf in Enumerable.Range(0, data.Rows)
                .GroupBy(row => LeafOf(tree, data.RowsAt(row, 1))))
            {
                long Lost(Func<int, bool> isIn)
                {
                    int[] counts = new int[data.Classes.Length];
                    foreach (int row in leaf.Where(isIn))
                    {
                        counts[data.Labels[row]] += weights[row];
                    }

                    return information.Terms[counts.Sum()] - information.Of(counts);
                }

                for (int feature = 0; feature < data.Features; feature++)
                {
                    bool IsLeft(int row) => data.RowsAt(row, 1)[feature] < 0;
                    long gain = Lost(_ => true) - Lost(IsLeft) - Lost(row => !IsLeft(row));
                    Assert.InRange(gain, -Information.Rounding(3), Information.Rounding(3));
                }
            }
        }
    }

    [Fact]
    public void Tree_WithoutBounds_TellsEverySampleThatItDrew()
    {
        TreeGrower grower = ForestCase.Grower(Data.Train, ForestCase.Options with { Depth = 10_000 });
        ForestTree tree = grower.Grow(3);
        int drawn = 0;
        for (int row = 0; row < Data.Train.Rows; row++)
        {
            if (grower.Weights[row] > 0)
            {
                Assert.Equal(Data.Train.Labels[row], tree.ClassOf(Data.Train.RowsAt(row, 1)));
                drawn++;
            }
        }

        Assert.InRange((double)drawn / Data.Train.Rows, 0.55, 0.72);
    }

    [Fact]
    public void PlantedRule_IsFound_WithItsThresholds()
    {
        (ClassData train, ClassData test) = NetworkCase.Split(ForestCase.Rule(rows: 1200, seed: 3));
        ForestOptions options = ForestCase.Options with { Depth = 2, Features = 6 };
        ForestNode[] nodes = ForestCase.Grower(train, options).Grow(0).Nodes.ToArray();
        Assert.Equal([0, 2], nodes.Where(node => !node.IsLeaf).Select(node => node.Feature).Order());
        Assert.All(
            nodes.Where(node => !node.IsLeaf),
            node => Assert.InRange(node.Threshold, node.Feature == 0 ? 0.29 : 0.59, node.Feature == 0 ? 0.31 : 0.61));
        Assert.Equal([0, 1, 2], nodes.Where(node => node.IsLeaf).Select(node => node.Class).Order());

        ForestProgram forest = new(train, test, options with { Features = null, Depth = 6, Trees = 40 }, new Seed(1));
        JobResult result = LassoCase.Run(NetworkCase.Plan(forest, 2, clocks: 8, new Bsp()));
        Assert.InRange(NetworkCase.MetricOf(result, "test_accuracy"), 0.97, 1);
        Assert.InRange(NetworkCase.MetricOf(result, "out_of_bag_accuracy"), 0.96, 1);
    }

    [Fact]
    public void OutOfBagVotes_TellNoiseFromRules_WhereTrainingVotesDoNot()
    {
        ClassData noise = ForestCase.Noise(rows: 300, features: 6, classes: 2, levels: 1000, seed: 5);
        ForestProgram forest = new(noise, null, ForestCase.Options with { Trees = 30, Depth = 99 }, new Seed(1));
        JobResult result = LassoCase.Run(NetworkCase.Plan(forest, 2, clocks: 6, new Bsp()));
        Assert.InRange(NetworkCase.MetricOf(result, "train_accuracy"), 0.97, 1);
        Assert.InRange(NetworkCase.MetricOf(result, "out_of_bag_accuracy"), 0.38, 0.62);
        Assert.Equal(1 - NetworkCase.MetricOf(result, "out_of_bag_accuracy"), result.Evaluation!.Objective, 0.01);
    }

    [Fact]
    public void Objective_Is1_BeforeThereAreTrees_AndFallsWithThem()
    {
        ForestProgram forest = new(Data.Train, null, ForestCase.Options, new Seed(1));
        Evaluation none = forest.Evaluate(new Model(forest.Tables), null);
        Assert.Equal(1, none.Objective);
        Assert.Equal(0, none.Metrics[0].Value);
        Assert.InRange(Alone.Value.Evaluation!.Objective, 0, 0.2);
        Assert.Equal(ForestCase.Options.Trees, NetworkCase.MetricOf(Alone.Value, "trees"));
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(0, -4)]
    [InlineData(0, 0.5)]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(5, 1)]
    public void RowsThatAreNoTrees_AreToldSo(int column, double value)
    {
        TableDefinition[] tables =
            [new(new TableId(0), "trees", 1, new RowShape(ElementType.Double, RowKind.Sparse, 9), Sharding.Hash)];
        Model model = new(tables);
        double[] tree = [3, 0.5, 1, -1, 0, 0, -3, 0, 0];
        Put();
        Assert.NotNull(ForestTree.Read(model, new TableId(0), 0, features: 8, classes: 3));
        tree[column] = value;
        Put();
        Assert.Null(ForestTree.Read(model, new TableId(0), 0, features: 8, classes: 3));

        void Put()
        {
            RowBatch batch = new MessagePool().RentBatch(new TableId(0), tables[0].Shape);
            int[] at = [.. Enumerable.Range(0, tree.Length).Where(index => tree[index] != 0)];
            Span<double> values = batch.Append<double>(0, at.Length, out Span<int> columns);
            for (int index = 0; index < at.Length; index++)
            {
                (columns[index], values[index]) = (at[index], tree[at[index]]);
            }

            model.Put(batch);
            batch.Release();
        }
    }

    private static int LeafOf(ForestTree tree, ReadOnlySpan<float> sample)
    {
        int node = 0;
        while (!tree.Nodes[node].IsLeaf)
        {
            ForestNode of = tree.Nodes[node];
            node = sample[of.Feature] <= of.Threshold ? of.Left : of.Left + 1;
        }

        return node;
    }

    private static JobPlan Plan(int workers, ConsistencyPolicy policy) => NetworkCase.Plan(
        new ForestProgram(Data.Train, Data.Test, ForestCase.Options, new Seed(1)), workers, Clocks, policy);

    private static JobResult Run(int workers, ConsistencyPolicy policy, string stragglers = "none") => LassoCase.Run(
        Plan(workers, policy), LassoCase.Stragglers.Single(model => model.Name == stragglers).Model);
}
