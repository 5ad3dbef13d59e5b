using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.KMeans;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Tests.Batches;

namespace Petuum.Lab.Tests.KMeans;

public sealed class KMeansTests
{
    private static readonly ClusterProblem Planted = ClusterGenerator.Generate(
        new ClusterOptions { Samples = 600, Features = 5, Clusters = 6, Spread = 0.1 }, new Seed(4));

    private static readonly KMeansOptions Options = new() { Clusters = 6, Share = 0.25 };

    public static TheoryData<int, string> Clusters => BatchCase.StalenessAndStragglers;

    [Fact]
    public void Centres_AreThoseOfNaiveMiniBatches_WhateverTheWorkers()
    {
        Gen<(int Rows, int Features, int Clusters, int Workers, int Clocks, int Seed)> cases =
            from rows in Gen.Choose(8, 40)
            from features in Gen.Choose(1, 6)
            from clusters in Gen.Choose(1, 6)
            from workers in Gen.Choose(1, 4)
            from clocks in Gen.Choose(1, 6)
            from seed in Gen.Choose(0, 1 << 20)
            select (rows, features, clusters, workers, clocks, seed);
        Prop.ForAll(
            Arb.From(cases, c => c.Clocks > 1 ? [c with { Clocks = c.Clocks - 1 }]
                : c.Workers > 1 ? [c with { Workers = c.Workers - 1 }]
                : c.Clusters > 1 ? [c with { Clusters = c.Clusters - 1 }]
                : c.Rows > 8 ? [c with { Rows = 8 }] : []),
            c =>
            {
                RegressionData data = ClusterGenerator.Generate(
                    new ClusterOptions { Samples = c.Rows, Features = c.Features, Clusters = 3, Spread = 1 },
                    new Seed((ulong)c.Seed)).Data;
                KMeansProgram program = new(
                    data, new KMeansOptions { Clusters = c.Clusters, Share = 1 }, new Seed(1));
                JobResult result = BatchCase.Run(BatchCase.Plan(program, c.Workers, c.Clocks, new Bsp()));
                double[][] expected = Naive(data, c.Clusters, c.Clocks);
                KMeansModel model = new(result.Model!);
                for (int cluster = 0; cluster < c.Clusters; cluster++)
                {
                    Assert.All(
                        expected[cluster].Zip(model.Centre(cluster)),
                        pair => Assert.Equal(pair.First, pair.Second, 1e-9));
                }

                double mean = Enumerable.Range(0, data.Rows).Average(row =>
                    expected.Min(centre => BatchCase.SquaredDistance(centre, BatchCase.Dense(data.Features, row))));
                Assert.Equal(mean, result.Evaluation!.Objective, 1e-9);
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public void PlantedCentres_AreFound_UnderStalenessAndStragglers(int staleness, string stragglers) =>
        AssertFound(BatchCase.Run(BatchCase.Plan(New(Planted.Data), 4, 40, new Ssp(staleness)), stragglers));

    /// <summary>Sums add up whoever is late: only who gets a row is decided by older centres.</summary>
    [Fact]
    public void PlantedCentres_AreFound_WhereNobodyWaits() =>
        AssertFound(BatchCase.Run(BatchCase.Plan(New(Planted.Data), 4, 40, new Asp()), "slow-worker"));

    [Fact]
    public void ARowIsCountedOnce_EachTimeItIsTaken()
    {
        JobResult result = BatchCase.Run(BatchCase.Plan(New(Planted.Data), 3, 7, new Ssp(3)), "persistent");
        double taken = 3 * 7 * (Options.Share * 200);
        IEnumerable<double> counts = Enumerable.Range(0, Options.Clusters)
            .Select(cluster => result.Model!.Dense<double>(KMeansProgram.CentreTable, cluster)[^1]);
        Assert.Equal(Options.Clusters + taken, counts.Sum());
    }

    [Fact]
    public void Labels_DoNotMatter()
    {
        RegressionData other = new(Planted.Data.Features, new double[Planted.Data.Rows]);
        double[] objectives = [.. new[] { Planted.Data, other }.Select(data =>
            BatchCase.Run(BatchCase.Plan(New(data), 2, 5, new Bsp())).Evaluation!.Objective)];
        Assert.Equal(objectives[0], objectives[1]);
    }

    [Fact]
    public void MoreClustersThanRows_AreRefused() => Assert.Throws<PlanException>(() =>
        new KMeansProgram(Planted.Data, Options with { Clusters = 601 }, new Seed(1)));

    private static KMeansProgram New(RegressionData data) => new(data, Options, new Seed(2));

    private static void AssertFound(JobResult result)
    {
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        KMeansModel model = new(result.Model!);
        for (int planted = 0; planted < Options.Clusters; planted++)
        {
            double[] centre = [.. Planted.Centres.Skip(planted * model.Features).Take(model.Features)];
            double nearest = Enumerable.Range(0, model.Clusters)
                .Min(cluster => BatchCase.SquaredDistance(centre, model.Centre(cluster)));
            Assert.InRange(nearest, 0, 0.01);
        }

        Assert.Equal(new Metric("usedClusters", Options.Clusters), Assert.Single(result.Evaluation!.Metrics));
        Assert.InRange(result.Evaluation!.Objective, 0, 1.1 * 5 * 0.01);
    }

    [Fact]
    public void AnExactFit_Converges()
    {
        RegressionData two = new(SparseMatrix.FromDense(4, 2, [1, 0, 0, 2, 1, 0, 0, 2]), new double[4]);
        KMeansProgram program = new(two, Options with { Clusters = 2 }, new Seed(1));
        JobPlan plan = BatchCase.Plan(program, 2, 40, new Bsp());
        JobResult result = BatchCase.Run(
            plan with { EvaluateEvery = 2, Stop = plan.Stop with { Tolerance = 1e-3 } }, "none");
        Assert.Equal((JobOutcome.Converged, 0.0), (result.Outcome, result.Evaluation!.Objective));
    }

    /// <summary>
    /// Sculley's step by step: every row of a clock goes to the centre that was nearest before the clock, which moves
    /// by 1/v towards it.
    /// </summary>
    private static double[][] Naive(RegressionData data, int clusters, int clocks)
    {
        KMeansSeeding seeding = new(data.Features, clusters, new Seed(1));
        double[][] centres = Array.ConvertAll(seeding.Chosen, row => BatchCase.Dense(data.Features, row));
        double[] counts = [.. Enumerable.Repeat(1.0, clusters)];
        for (int clock = 0; clock < clocks; clock++)
        {
            double[][] before = Array.ConvertAll(centres, centre => (double[])centre.Clone());
            for (int row = 0; row < data.Rows; row++)
            {
                double[] x = BatchCase.Dense(data.Features, row);
                int nearest = Enumerable.Range(0, clusters)
                    .MinBy(cluster => BatchCase.SquaredDistance(before[cluster], x));
                double step = 1 / ++counts[nearest];
                for (int feature = 0; feature < x.Length; feature++)
                {
                    centres[nearest][feature] += step * (x[feature] - centres[nearest][feature]);
                }
            }
        }

        return centres;
    }
}
