using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Tests.Batches;

namespace Petuum.Lab.Tests.MetricLearning;

public sealed class DmlTests
{
    private static readonly DmlOptions Options = new()
    {
        Rank = 6,
        Lambda = 1,
        Step = DmlOptions.RecommendedStep,
        Share = 0.1,
    };

    private static readonly RegressionData Planted = Generate(samples: 400, features: 10, seed: 3);

    public static TheoryData<int, string> Clusters => BatchCase.StalenessAndStragglers;

    /// <summary>The increments of one worker are AdaGrad's step along finite differences of the objective.</summary>
    [Fact]
    public void Increments_AreAlongTheGradientOfTheObjective()
    {
        Gen<(int Features, int Rank, int Pairs, bool AreNear, int Seed)> cases =
            from features in Gen.Choose(1, 6)
            from rank in Gen.Choose(1, 5)
            from pairs in Gen.Choose(2, 12)
            from areNear in Gen.Elements(false, true)
            from seed in Gen.Choose(0, 1 << 20)
            select (features, rank, pairs, areNear, seed);
        Prop.ForAll(
            Arb.From(cases, c => c.Pairs > 2 ? [c with { Pairs = c.Pairs - 1 }]
                : c.Rank > 1 ? [c with { Rank = 1 }]
                : c.Features > 1 ? [c with { Features = 1 }] : []),
            c =>
            {
                RegressionData data = Generate(20, c.Features, (ulong)c.Seed);
                DmlOptions options = Options with { Rank = c.Rank, Lambda = 0.7, Share = 1 };
                PairData pairs = c.AreNear
                    ? DmlProgram.FindPairs(data, c.Rank, c.Pairs, new Seed((ulong)c.Seed))
                    : DmlProgram.DrawPairs(data, c.Pairs, new Seed((ulong)c.Seed));
                Assert.Equal((c.Pairs, c.Pairs), (pairs.Similar.Count, pairs.Dissimilar.Count));
                double[][] start = Start(pairs, options, clocks: 0);
                double[][] after = Start(pairs, options, clocks: 1);
                double step = options.Step / Math.Sqrt(pairs.MeanSquaredDistance())
                    * Math.Sqrt((double)(pairs.Space?.Count ?? c.Features) / c.Features);
                for (int feature = 0; feature < c.Features; feature++)
                {
                    double[] gradient = [.. Enumerable.Range(0, c.Rank).Select(dimension =>
                        Slope(pairs, options, start, feature, dimension) / (2 * c.Pairs))];
                    double squares = gradient.Sum(value => value * value);
                    Assert.Equal(squares, after[feature][c.Rank], 1e-6 * (1 + squares));
                    for (int dimension = 0; dimension < c.Rank && squares > 1e-12; dimension++)
                    {
                        double expected = start[feature][dimension] - (step * gradient[dimension] / Math.Sqrt(squares));
                        Assert.Equal(expected, after[feature][dimension], 1e-4 * step);
                    }
                }
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public void PlantedMetric_IsFound_UnderStalenessAndStragglers(int staleness, string stragglers) =>
        AssertFound(BatchCase.Run(BatchCase.Plan(New(Planted), 4, 150, new Ssp(staleness)), stragglers));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(2, 6)]
    [InlineData(8, 4)]
    public void PlantedMetric_IsFound_FromPairsOfNeighbours(int staleness, int rank)
    {
        DmlOptions options = Options with { Rank = rank, Lambda = 2, Step = DmlOptions.NeighbourStep };
        PairData pairs = DmlProgram.FindPairs(Planted, rank, 1200, new Seed(7));
        DmlProgram program = new(Planted, null, pairs, options, new Seed(2));
        AssertFound(BatchCase.Run(BatchCase.Plan(program, 4, 150, new Ssp(staleness)), "slow-worker"));
    }

    [Fact]
    public void PlantedMetric_IsFound_WhereNobodyWaits() =>
        AssertFound(BatchCase.Run(BatchCase.Plan(New(Planted), 4, 150, new Asp()), "slow-worker"));

    [Fact]
    public void LabelsWithoutClasses_AreRefused()
    {
        RegressionData same = new(Planted.Features, new double[Planted.Rows]);
        RegressionData different = new(
            Planted.Features, [.. Enumerable.Range(0, Planted.Rows).Select(row => (double)row)]);
        Assert.Throws<PlanException>(() => DmlProgram.DrawPairs(same, 10, new Seed(1)));
        Assert.Throws<PlanException>(() => DmlProgram.DrawPairs(different, 10, new Seed(1)));
        Assert.Throws<PlanException>(() => DmlProgram.FindPairs(same, 3, 10, new Seed(1)));
        Assert.Throws<PlanException>(() => DmlProgram.FindPairs(different, 3, 10, new Seed(1)));
    }

    [Fact]
    public void RanksBeyondAnArray_AreRefused() => Assert.Throws<PlanException>(() => new DmlProgram(
        Planted,
        test: null,
        DmlProgram.DrawPairs(Planted, 10, new Seed(1)),
        Options with { Rank = 1 << 30 },
        new Seed(1)));

    [Fact]
    public void DrawnPairs_AreOfOneLabelAndOfTwo()
    {
        double[] labels = [3, 1, 3, 2, 2, 7, 3, 2];
        (RowPairs similar, RowPairs dissimilar) = RowPairs.Draw(labels, 500, new Seed(9))!.Value;
        Assert.Equal((500, 500), (similar.Count, dissimilar.Count));
        for (int n = 0; n < similar.Count; n++)
        {
            Assert.NotEqual(similar.First[n], similar.Second[n]);
            Assert.Equal(labels[similar.First[n]], labels[similar.Second[n]]);
            Assert.NotEqual(labels[dissimilar.First[n]], labels[dissimilar.Second[n]]);
        }

        Assert.Equal(12, similar.First.Zip(similar.Second).Distinct().Count());
        Assert.Equal(44, dissimilar.First.Zip(dissimilar.Second).Distinct().Count());
    }

    [Theory]
    [InlineData("0 1\n1", "one number")]
    [InlineData("0 1\n1 x", "'x'")]
    [InlineData("0 1\n1 9", "row 9 of 5 rows")]
    [InlineData("0 1\n-1 2", "row -1 of 5 rows")]
    [InlineData("0 1\n3 3", "with itself")]
    public void PairsThatCannotBe_AreRefusedWithTheirLine(string text, string problem)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            DataFormatException failure = Assert.Throws<DataFormatException>(() => RowPairs.Read(path, 5));
            Assert.Equal(2, failure.Line);
            Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
            File.WriteAllText(path, "# pairs\n0 1\n2,3\n4\t0\n");
            Assert.Equal([1, 3, 0], RowPairs.Read(path, 5).Second);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AreaUnderCurve_CountsPairsOfPairs()
    {
        double[] similar = [1, 2, 2, 5];
        double[] dissimilar = [2, 6, 0];
        double counted = (from s in similar from d in dissimilar select s < d ? 1 : s == d ? 0.5 : 0).Average();
        Assert.Equal(counted, PairQuality.AreaUnderCurve(similar, dissimilar), 1e-15);
    }

    private static RegressionData Generate(int samples, int features, ulong seed) => MetricGenerator.Generate(
        new MetricOptions
        {
            Samples = samples,
            Features = features,
            Classes = 4,
            Rank = Math.Min(4, features),
            Spread = 0.2,
            Nuisance = 3,
        },
        new Seed(seed)).Data;

    private static DmlProgram New(RegressionData data) =>
        new(data, null, DmlProgram.DrawPairs(data, 1000, new Seed(7)), Options, new Seed(2));

    private static void AssertFound(JobResult result)
    {
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Dictionary<string, double> metrics =
            result.Evaluation!.Metrics.ToDictionary(metric => metric.Name, metric => metric.Value);
        Assert.InRange(metrics["pairAuc"], 0.97, 1);
        Assert.InRange(metrics["knnAccuracy"], metrics["euclideanKnnAccuracy"] + 0.2, 1);
    }

    /// <summary>The table's rows after some clocks of one worker.</summary>
    private static double[][] Start(PairData pairs, DmlOptions options, int clocks)
    {
        RegressionData data = new(pairs.Rows, new double[pairs.Rows.Rows]);
        DmlProgram program = new(data, null, pairs, options, new Seed(1));
        if (clocks > 0)
        {
            Model model = BatchCase.Run(BatchCase.Plan(program, 1, clocks, new Bsp())).Model!;
            return [.. Enumerable.Range(0, data.Columns)
                .Select(row => model.Dense<double>(DmlProgram.MetricTable, row).ToArray())];
        }

        TableDefinition table = program.Tables[0];
        return [.. Enumerable.Range(0, data.Columns).Select(row =>
        {
            double[] values = new double[table.Shape.Columns];
            table.Initializer!.Initialize<double>(row, values);
            return values;
        })];
    }

    private static double Slope(PairData pairs, DmlOptions options, double[][] metric, int feature, int dimension)
    {
        double[][] moved = Array.ConvertAll(metric, row => (double[])row.Clone());
        double reach = 1e-6 * Math.Max(1e-3, Math.Abs(metric[feature][dimension]));
        moved[feature][dimension] += reach;
        double above = Objective(pairs, options, moved);
        moved[feature][dimension] -= 2 * reach;
        return (above - Objective(pairs, options, moved)) / (2 * reach);
    }

    private static double Objective(PairData pairs, DmlOptions options, double[][] metric)
    {
        double Distance(int first, int second)
        {
            double[] x = BatchCase.Dense(pairs.Rows, first);
            double[] y = BatchCase.Dense(pairs.Rows, second);
            return Enumerable.Range(0, options.Rank).Sum(dimension =>
            {
                double image = x.Select((value, j) => (value - y[j]) * metric[j][dimension]).Sum();
                return image * image;
            });
        }

        return pairs.Similar.First.Zip(pairs.Similar.Second, Distance).Sum()
            + (options.Lambda * pairs.Dissimilar.First.Zip(pairs.Dissimilar.Second, Distance)
                .Sum(distance => Math.Max(0, 1 - distance)));
    }
}
