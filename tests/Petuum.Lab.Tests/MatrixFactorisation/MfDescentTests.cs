using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.MatrixFactorisation.Descent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfDescentTests
{
    private static readonly Ratings Small = MfCase.Ratings(30, 20, 250, seed: 3, skew: 0.5);

    private static readonly (Ratings Train, Ratings Test) Planted =
        MfCase.Split(MfCase.Ratings(300, 200, 18_000, seed: 11, noise: 0.1));

    /// <summary>Shrinks to fewer workers, blocks, passes, columns and ratings.</summary>
    private static Arbitrary<Case> Cases => Arb.From(
        from workers in Gen.Choose(1, 5)
        from extra in Gen.Choose(0, 4)
        from passes in Gen.Choose(1, 3)
        from rank in Gen.Choose(1, 4)
        from ratings in Gen.Choose(1, 120)
        from lambda in Gen.Elements(0, 0.01, 0.3)
        from isPerRow in Gen.Elements(false, true)
        from seed in Gen.Choose(0, 1 << 20)
        select new Case(workers, extra, passes, rank, ratings, lambda, isPerRow, seed),
        c => c.Smaller());

    [Fact]
    public void Model_IsThatOfNaiveCoordinateDescent() =>
        Prop.ForAll(Cases, c =>
        {
            ScalarDescent naive = new(c.Data, c.Options, new Seed(2));
            for (int sweep = 0; sweep < 3; sweep++)
            {
                naive.Sweep();
            }

            Model model = MfCase.Run(c.Plan(sweeps: 3)).Model!;
            RequireClose(naive.Users, model, MfProgram.UserTable, c.Rank);
            RequireClose(naive.Items, model, MfProgram.ItemTable, c.Rank);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void Objective_NeverRises_FromClockToClock() =>
        Prop.ForAll(Cases, c =>
        {
            Objectives seen = new();
            JobPlan plan = c.Plan(sweeps: 6) with { EvaluateEvery = 1 };
            JobResult result = MfCase.Run(plan, observer: seen);
            Assert.Equal(JobOutcome.Completed, result.Outcome);
            Assert.Equal(plan.Stop.MaxClocks + 1, seen.Values.Count);
            double slack = 1e-6 * (seen.Values[0] + 1e-6);
            Assert.All(
                seen.Values.Zip(seen.Values.Skip(1)),
                pair => Assert.True(pair.Second <= pair.First + slack, $"{pair.First:R} rose to {pair.Second:R}"));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void Staleness_ChangesNothing_WhileABlockRestsLonger(int staleness)
    {
        const int Workers = 2;
        MfOptions options = MfCase.Descent with { Blocks = Workers * (staleness + 1), Passes = 2 };
        int rounds = Rounds(options, Workers, sweeps: 2);
        List<int> expected = MfCase.Bits(MfCase.Run(Plan(options, Workers, rounds, new Bsp())).Model!);
        foreach (var (name, stragglers) in LassoCase.Stragglers)
        {
            JobPlan plan = Plan(options, Workers, rounds, new Ssp(staleness), depth: staleness + 1);
            Assert.Equal(expected, MfCase.Bits(MfCase.Run(plan, stragglers, (ulong)name.Length).Model!));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void PlantedRatings_AreRecoveredToNearTheNoise_UnderSspWithStragglers(int staleness)
    {
        MfOptions options = MfCase.Descent with { Lambda = 0.005, Blocks = 4 * (staleness + 1) };
        MfProgram program = new(Planted.Train, Planted.Test, options, new Seed(1));
        JobPlan plan = MfCase.Plan(program, 4, Rounds(options, 4, sweeps: 12), new Ssp(staleness));
        JobResult result = MfCase.Run(plan, new PowerLaw(4, new Seed(23)));
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.InRange(result.Evaluation!.Metrics[1].Value, 0.1, 0.115);
    }

    /// <summary>Blocks are closed before all sums are there: the run says that it failed.</summary>
    [Fact]
    public void WithoutABound_TheObjectiveRises_AndTheRunSaysSo()
    {
        MfProgram program = new(Planted.Train, Planted.Test, MfCase.Descent, new Seed(1));
        JobPlan plan = MfCase.Plan(program, 4, Rounds(MfCase.Descent, 4, sweeps: 30), new Asp());
        JobPlan watched = plan with { EvaluateEvery = 24, Stop = plan.Stop with { DivergenceFactor = 1.5 } };
        JobResult result = MfCase.Run(watched, new PowerLaw(4, new Seed(23)));
        Assert.Equal(JobOutcome.Diverged, result.Outcome);
    }

    [Fact]
    public void Load_ContinuesToTheSameBits_WhereSaveLeftOff()
    {
        MfProgram program = new(Small, null, MfCase.Descent with { Blocks = 3, Passes = 2 }, new Seed(2));
        WrappedProgram restarting = new(
            program, create => new RestartingWorker(create), create => new RestartingScheduler(create));
        Assert.Equal(
            MfCase.Bits(MfCase.Run(MfCase.Plan(program, 2, 85, new Bsp())).Model!),
            MfCase.Bits(MfCase.Run(MfCase.Plan(restarting, 2, 85, new Bsp())).Model!));
    }

    [Fact]
    public void OptionsThatDoNotFit_AreRefused()
    {
        (MfOptions Options, string Says)[] cases =
        [
            (MfCase.Descent with { Passes = 0 }, "0 passes"),
            (MfCase.Descent with { Chunks = 2 }, "2 chunks"),
            (MfCase.Descent with { StepRule = StepRule.Adaptive }, "takes no steps"),
        ];
        foreach ((MfOptions options, string says) in cases)
        {
            Assert.Contains(
                says,
                Assert.Throws<PlanException>(() => new MfProgram(Small, null, options, new Seed(1))).Message,
                StringComparison.Ordinal);
        }
    }

    private static JobPlan Plan(
        MfOptions options, int workers, int rounds, ConsistencyPolicy policy, int depth = 1) =>
        MfCase.Plan(new MfProgram(Small, null, options, new Seed(2)), workers, rounds, policy, depth);

    /// <summary>The opening and some sweeps.</summary>
    private static int Rounds(MfOptions options, int workers, int sweeps)
    {
        int blocks = options.Blocks ?? workers;
        return blocks + (sweeps * CcdStage.RoundsPerSweep(blocks, options));
    }

    private static void RequireClose(double[][] expected, Model model, TableId table, int rank)
    {
        for (int row = 0; row < expected.Length; row++)
        {
            for (int column = 0; column < rank; column++)
            {
                double value = expected[row][column];
                Assert.InRange(
                    model.Dense<float>(table, row)[column] - value, -2e-3 * (1 + Math.Abs(value)),
                    2e-3 * (1 + Math.Abs(value)));
            }
        }
    }

    /// <summary>A problem and how it is cut.</summary>
    private sealed record Case(
        int Workers, int Extra, int Passes, int Rank, int Count, double Lambda, bool IsPerRow, int Seed)
    {
        public Ratings Data => MfCase.Ratings(15, 11, Count, (ulong)Seed, skew: 1);

        public MfOptions Options => MfCase.Descent with
        {
            Rank = Rank,
            Passes = Passes,
            Blocks = Workers + Extra,
            Lambda = Lambda,
            Regularisation = IsPerRow ? Regularisation.PerRow : Regularisation.PerRating,
        };

        public JobPlan Plan(int sweeps) => MfCase.Plan(
            new MfProgram(Data, null, Options, new Seed(2)), Workers, Rounds(Options, Workers, sweeps), new Bsp());

        public IEnumerable<Case> Smaller() =>
            Extra > 0 ? [this with { Extra = Extra - 1 }]
            : Workers > 1 ? [this with { Workers = Workers - 1 }]
            : Passes > 1 ? [this with { Passes = Passes - 1 }]
            : Rank > 1 ? [this with { Rank = Rank - 1 }]
            : Count > 1 ? [this with { Count = Count / 2 }] : [];
    }

    /// <summary>Notes the objective of every evaluation.</summary>
    private sealed class Objectives : IRunObserver
    {
        public List<double> Values { get; } = [];

        public void On(in RunEvent happened)
        {
            if (happened.Payload is Evaluation evaluation)
            {
                Values.Add(evaluation.Objective);
            }
        }
    }
}
