using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Linear;

namespace Petuum.Lab.Tests.Svm;

public sealed class SvmTests
{
    private static readonly RegressionData Classes =
        LinearCase.Signs(LassoCase.Generate(samples: 120, features: 15, seed: 8));

    public static TheoryData<int, SvmLoss> Stalenesses => new()
    {
        { 0, SvmLoss.Hinge }, { 2, SvmLoss.Hinge }, { 8, SvmLoss.Hinge },
        { 0, SvmLoss.SquaredHinge }, { 2, SvmLoss.SquaredHinge }, { 8, SvmLoss.SquaredHinge },
    };

    [Fact]
    public void Descent_IsLiblinears_InAnyOrderOfRows() =>
        Prop.ForAll(Problems(), problem =>
        {
            RegressionData data = problem.Data;
            SvmData rows = new(data, problem.Options.Bias);
            ReferenceSvm reference = new(data, problem.Options);
            Pcg32 chance = new Seed((ulong)problem.Seed).CreateGenerator();
            double[] alpha = new double[data.Rows];
            double[] weights = new double[rows.Width];
            for (int pass = 0; pass < 4; pass++)
            {
                int[] order = [.. Enumerable.Range(0, data.Rows)];
                chance.Shuffle<int>(order);
                double[] before = [.. order.Select(row => alpha[row])];
                double[] targets = new double[data.Rows];
                BatchMove move = SvmKernels.Descend(
                    rows, problem.Options, damping: 1, order, before, targets, weights);
                for (int n = 0; n < order.Length; n++)
                {
                    alpha[order[n]] = targets[n];
                }

                reference.Pass(order);
                AssertClose(reference.Alpha, alpha);
                AssertClose(reference.Weights, weights);
                double[] changes = [.. targets.Select((target, n) => target - before[n])];
                Assert.Equal(changes.Sum(), move.Sum, 1e-9);
                Assert.Equal(changes.Select((change, n) => change * before[n]).Sum(), move.Cross, 1e-9);
                Assert.Equal(changes.Sum(change => change * change), move.Squares, 1e-9);
                Assert.True(move.StepMax >= 1, $"a step of at most {move.StepMax}");
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    /// <summary>What it ends at, and that the gap it says is a bound and gets small.</summary>
    [Fact]
    public void Run_EndsAtTheOptimumOfDualDescent_WhateverTheWorkersAndTheirStaleness() =>
        Prop.ForAll(Problems(), problem =>
        {
            ReferenceSvm reference = new ReferenceSvm(problem.Data, problem.Options).Solve(1e-7);
            JobPlan plan = SvmCase.Plan(
                new SvmProgram(problem.Data, problem.Options), problem.Workers, 20_000, new Ssp(problem.Staleness));
            JobResult result = LassoCase.Run(
                plan with { EvaluateEvery = 50, Stop = plan.Stop with { Tolerance = 1e-5 } },
                LassoCase.Stragglers[problem.Seed % 6].Model);
            double scale = problem.Options.Cost * problem.Data.Rows;
            Assert.Equal(JobOutcome.Converged, result.Outcome);
            (double least, double most) = (reference.Dual * (1 - 1e-12), reference.Primal * (1 + 1e-12));
            Assert.InRange(result.Evaluation!.Objective, least, most + (1e-5 * scale));
            Assert.InRange(MetricOf(result, "primal"), least, most + (1e-5 * scale));
            Assert.InRange(MetricOf(result, "dual"), least - (1.01e-5 * scale), most);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(25));

    [Fact]
    public void Evaluation_IsThatOfTheModel_AndItsObjectiveTheBestSoFar()
    {
        foreach (SvmLoss loss in Enum.GetValues<SvmLoss>())
        {
            SvmOptions options = SvmCase.Options with { Loss = loss, Bias = 2, Cost = 20 };
            SvmProgram program = new(Classes, options);
            ReferenceSvm reference = new(Classes, options);
            double best = double.PositiveInfinity;
            List<double> primals = [];
            WrappedProgram watched = new(program, evaluated: (model, evaluation) =>
            {
                (double[] coefficients, double intercept) = program.WeightsOf(model);
                double primal = reference.PrimalAt([.. coefficients, intercept / options.Bias]);
                primals.Add(primal);
                best = Math.Min(best, primal);
                Assert.Equal(best, evaluation.Objective, 1e-9 * best);
                Assert.Equal(primal, evaluation.Metrics[0].Value, 1e-9 * primal);
                double gap = (primal - evaluation.Metrics[1].Value) / (options.Cost * Classes.Rows);
                Assert.Equal(gap, evaluation.Gap, 1e-9 * primals[0]);
            });
            LassoCase.Run(SvmCase.Plan(watched, 2, 30, new Bsp()));
            Assert.Equal(31, primals.Count);
            Assert.Equal(options.Cost * Classes.Rows, primals[0], 1e-9);
            Assert.Contains(primals.Zip(primals.Skip(1)), pair => pair.Second > pair.First);
        }
    }

    [Theory]
    [MemberData(nameof(Stalenesses))]
    public void Dual_NeverFalls_AndTheGapCloses_UnderStalenessAndStragglers(int staleness, SvmLoss loss)
    {
        foreach ((string stragglers, IStragglerModel model) in LassoCase.Stragglers)
        {
            JobResult result = RunRising(new Ssp(staleness), loss, workers: 4, clocks: 1600, model);
            Assert.True(result.Evaluation!.Gap < 1e-3, $"{stragglers}: gap {result.Evaluation.Gap}");
        }
    }

    [Theory]
    [InlineData(SvmLoss.Hinge)]
    [InlineData(SvmLoss.SquaredHinge)]
    public void Dual_NeverFalls_WhereNobodyWaits(SvmLoss loss) =>
        Assert.InRange(
            RunRising(new Asp(), loss, workers: 4, clocks: 1600, LassoCase.Stragglers[1].Model).Evaluation!.Gap,
            0,
            1e-2);

    /// <summary>A worker knows what it has done itself, so alone it has the weights as they are.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void SingleWorker_LearnsTheSame_HoweverStaleItsReads(int staleness)
    {
        double[] fresh = Weights(new Bsp());
        Assert.Contains(fresh, weight => weight != 0);
        AssertClose(fresh, Weights(new Ssp(staleness)));

        static double[] Weights(ConsistencyPolicy policy)
        {
            SvmProgram program = new(Classes, SvmCase.Options);
            return program.WeightsOf(LassoCase.Run(SvmCase.Plan(program, 1, 60, policy)).Model!).Coefficients;
        }
    }

    [Fact]
    public void Model_HasTheSameBits_UnderAnotherNetworkAndOtherStragglers()
    {
        double[] first = Weights(0, seed: 9);
        Assert.Equal(first, Weights(3, seed: 1234));
        Assert.Equal(first, Weights(1, seed: 77));

        static double[] Weights(int stragglers, ulong seed)
        {
            SvmProgram program = new(Classes, SvmCase.Options);
            JobPlan plan = SvmCase.Plan(program, 3, 25, new Bsp());
            return program.WeightsOf(LassoCase.Run(plan, LassoCase.Stragglers[stragglers].Model, seed).Model!)
                .Coefficients;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Load_ContinuesToTheSameBits_WhereverTheProgramsAreRestarted(int staleness)
    {
        SvmProgram program = new(Classes, SvmCase.Options with { Bias = 1 });
        double[] whole = Weights(program);
        Assert.Contains(whole, weight => weight != 0);
        Assert.Equal(whole, Weights(new WrappedProgram(
            program, create => new RestartingWorker(create), create => new RestartingScheduler(create))));

        double[] Weights(IProgram run) => program.WeightsOf(LassoCase.Run(
            SvmCase.Plan(run, 3, 40, new Ssp(staleness)), LassoCase.Stragglers[1].Model).Model!).Coefficients;
    }

    [Fact]
    public void Pipeline_RestsWhileMovesAreUnderWay()
    {
        double[] once = Weights(depth: 1, clocks: 20);
        Assert.Equal(once, Weights(depth: 3, clocks: 60));

        static double[] Weights(int depth, int clocks)
        {
            SvmProgram program = new(Classes, SvmCase.Options);
            JobPlan plan = SvmCase.Plan(program, 2, clocks, new Bsp()) with { PipelineDepth = depth };
            return program.WeightsOf(LassoCase.Run(plan).Model!).Coefficients;
        }
    }

    [Fact]
    public void A9a_IsLearnt_WithoutTuning()
    {
        SvmProgram program = new(
            LinearCase.A9a,
            new SvmOptions());
        JobPlan plan = SvmCase.Plan(program, 2, 2000, new Bsp());
        JobResult result = LassoCase.Run(
            plan with { EvaluateEvery = 16, Stop = plan.Stop with { Tolerance = 1e-3 } });
        Assert.Equal(JobOutcome.Converged, result.Outcome);
        Assert.InRange(MetricOf(result, "trainAccuracy"), 0.85, 1);
    }

    [Fact]
    public void WhatCannotBeLearnt_IsRefusedWithARemedy()
    {
        double[] three = [.. Enumerable.Range(0, Classes.Rows).Select(row => (double)(row % 3))];
        Refuses(three, SvmCase.Options, "two classes");
        Refuses(new double[Classes.Rows], SvmCase.Options, "two classes");
        Refuses(Classes.Labels.ToArray(), SvmCase.Options with { Cost = 0 }, "cost 0");
        Refuses(Classes.Labels.ToArray(), SvmCase.Options with { Share = 1.5 }, "share 1.5");
        Refuses(Classes.Labels.ToArray(), SvmCase.Options with { Bias = -1 }, "bias -1");

        static void Refuses(double[] labels, SvmOptions options, string says) => Assert.Contains(
            says,
            Assert.Throws<PlanException>(
                () => new SvmProgram(new RegressionData(Classes.Features, labels), options)).Message);
    }

    [Fact]
    public void Run_ThatOverflows_IsNotSaidToConverge()
    {
        RegressionData data = new(SparseMatrix.FromDense(3, 1, [1e200, 1, -1e200]), [1, 0, 1]);
        JobPlan plan = SvmCase.Plan(new SvmProgram(data, SvmCase.Options), 2, 50, new Bsp());
        JobResult result = LassoCase.Run(plan with { Stop = plan.Stop with { Tolerance = 1e-3 } });
        Assert.NotEqual(JobOutcome.Converged, result.Outcome);
    }

    private static JobResult RunRising(
        ConsistencyPolicy policy, SvmLoss loss, int workers, int clocks, IStragglerModel stragglers)
    {
        SvmProgram program = new(Classes, SvmCase.Options with { Loss = loss });
        double dual = 0;
        int rises = 0;
        WrappedProgram watched = new(program, evaluated: (_, evaluation) =>
        {
            double next = evaluation.Metrics[1].Value;
            Assert.True(next >= dual - (1e-12 * Math.Abs(dual)), $"the dual fell from {dual} to {next}");
            rises += next > dual ? 1 : 0;
            dual = next;
        });
        JobResult result = LassoCase.Run(SvmCase.Plan(watched, workers, clocks, policy), stragglers);
        Assert.True(rises > 20, $"the dual rose {rises} times");
        return result;
    }

    private static double MetricOf(JobResult result, string name) =>
        result.Evaluation!.Metrics.Single(metric => metric.Name == name).Value;

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double size = expected.Max(Math.Abs);
        for (int n = 0; n < expected.Length; n++)
        {
            Assert.Equal(expected[n], actual[n], 1e-10 * size);
        }
    }

    private static Arbitrary<SvmProblem> Problems() => Arb.From(
        from rows in Gen.Choose(4, 40)
        from columns in Gen.Choose(1, 8)
        from workers in Gen.Choose(1, 5)
        from staleness in Gen.Elements(0, 0, 2, 8)
        from share in Gen.Elements(0.1, 0.4, 1)
        from cost in Gen.Elements(0.02, 0.1, 1)
        from bias in Gen.Elements(0, 1.5)
        from loss in Gen.Elements(SvmLoss.Hinge, SvmLoss.SquaredHinge)
        from seed in Gen.Choose(1, 100_000)
        select new SvmProblem(rows, columns, workers, staleness, share, cost, bias, loss, seed),
        problem => problem.Workers > 1 ? [problem with { Workers = 1 }]
            : problem.Columns > 1 ? [problem with { Columns = 1 }]
            : problem.Rows > 4 ? [problem with { Rows = 4 }] : []);
}

/// <summary>A random problem and how it is run; one of its rows is empty.</summary>
internal sealed record SvmProblem(
    int Rows, int Columns, int Workers, int Staleness, double Share, double Cost, double Bias, SvmLoss Loss, int Seed)
{
    public SvmOptions Options => new() { Cost = Cost, Loss = Loss, Bias = Bias, Share = Share };

    public RegressionData Data
    {
        get
        {
            RegressionData data = LassoCase.Generate(Rows, Columns, (ulong)Seed, nonzeros: (Rows / 2) + 1);
            double[] labels = LinearCase.Signs(data).Labels.ToArray();
            (labels[0], labels[1]) = (3, 7);
            return new RegressionData(data.Features, labels);
        }
    }
}
