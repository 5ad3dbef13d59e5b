using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfLeastSquaresTests
{
    /// <summary>Users see what they like best: of a planted matrix, the pairs that are well above the mean.</summary>
    private static readonly (Ratings Train, Ratings Test) Planted =
        MfCase.Split(Liked(MfCase.Ratings(120, 80, 9_600, seed: 11, noise: 0.05), above: 0.7));

    private static Arbitrary<Case> Cases => Arb.From(
        from workers in Gen.Choose(1, 5)
        from units in Gen.Choose(1, 3)
        from rank in Gen.Choose(1, 6)
        from ratings in Gen.Choose(1, 120)
        from lambda in Gen.Elements(0.01, 0.3, 5)
        from alpha in Gen.Elements(0.1, 2, 40)
        from isPerRow in Gen.Elements(false, true)
        from seed in Gen.Choose(0, 1 << 20)
        select new Case(workers, units, rank, ratings, lambda, alpha, isPerRow, seed),
        c => c.Smaller());

    [Fact]
    public void Objective_IsTheSumOverAllPairs_AndFallsEachHalfSweep() =>
        Prop.ForAll(Cases, c =>
        {
            List<double> seen = [];
            for (int clocks = 1; clocks <= 9; clocks++)
            {
                JobResult result = MfCase.Run(c.Plan(clocks));
                Assert.Equal(JobOutcome.Completed, result.Outcome);
                double naive = c.Objective(result.Model!);
                Assert.Equal(naive, result.Evaluation!.Objective, 1e-4 * naive);
                seen.Add(naive);
            }

            Assert.All(
                seen.Zip(seen.Skip(1)),
                pair => Assert.True(
                    pair.Second <= pair.First + (1e-6 * seen[0]), $"{pair.First:R} rose to {pair.Second:R}"));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(40));

    /// <summary>No change of one variable lowers the objective: its slope is 0.</summary>
    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void Rows_AreAtTheirMinimisers_AfterTheirHalfSweep(int clocks, int table)
    {
        Case c = new(3, 2, 4, 100, 0.3, 2, false, 5);
        Model model = MfCase.Run(c.Plan(clocks)).Model!;
        for (int row = 0; row < model.Tables[table].Rows; row++)
        {
            for (int column = 0; column < c.Rank; column++)
            {
                const double Step = 1e-3;
                double up = c.Objective(model, (table, row, column, Step));
                double down = c.Objective(model, (table, row, column, -Step));
                double middle = c.Objective(model);
                double curvature = (up + down - (2 * middle)) / (Step * Step);
                Assert.InRange(Math.Abs((up - down) / (2 * Step)), 0, 1e-4 * (1 + curvature));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void HeldOutItems_ComeFirst_UnderSspWithStragglers(int staleness)
    {
        JobResult result = Train(new Ssp(staleness));
        JobResult exact = Train(new Bsp());
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.InRange(result.Evaluation!.Objective, 0, 1.05 * exact.Evaluation!.Objective);
        Metric rank = result.Evaluation.Metrics[1];
        Assert.Equal("test_rank", rank.Name);
        Assert.InRange(rank.Value, 0, 0.15);
    }

    [Fact]
    public void OptionsThatDoNotFit_AreRefused()
    {
        Ratings counts = MfCase.Counts(Planted.Train);
        (Ratings Ratings, MfOptions Options, string Says)[] cases =
        [
            (counts, MfCase.LeastSquares with { Alpha = 0 }, "more than 0"),
            (counts, MfCase.LeastSquares with { Lambda = 0 }, "use λ > 0"),
            (counts, MfCase.LeastSquares with { StepRule = StepRule.Adaptive }, "takes no steps"),
            (MfCase.Scaled(counts, 1, -9), MfCase.LeastSquares, "below 0"),
        ];
        foreach ((Ratings ratings, MfOptions options, string says) in cases)
        {
            Assert.Contains(
                says,
                Assert.Throws<PlanException>(() => new MfProgram(ratings, null, options, new Seed(1))).Message,
                StringComparison.Ordinal);
        }
    }

    private static JobResult Train(ConsistencyPolicy policy)
    {
        MfProgram program = new(Planted.Train, Planted.Test, MfCase.LeastSquares, new Seed(1));
        return MfCase.Run(MfCase.Plan(program, 4, clocks: 41, policy), new PowerLaw(4, new Seed(23)));
    }

    private static Ratings Liked(Ratings all, double above)
    {
        int[] kept = [.. Enumerable.Range(0, all.Count).Where(n => all.Value[n] > above)];
        return new Ratings(
            Array.ConvertAll(kept, n => all.User[n]),
            Array.ConvertAll(kept, n => all.Item[n]),
            Array.ConvertAll(kept, n => all.Value[n]),
            all.UserIds.ToArray(),
            all.ItemIds.ToArray());
    }

    /// <summary>A problem and how it is cut.</summary>
    private sealed record Case(
        int Workers, int Units, int Rank, int Count, double Lambda, double Alpha, bool IsPerRow, int Seed)
    {
        private Ratings Data => MfCase.Counts(MfCase.Ratings(15, 11, Count, (ulong)Seed, skew: 1));

        private MfOptions Options => MfCase.LeastSquares with
        {
            Rank = Rank,
            Lambda = Lambda,
            Alpha = Alpha,
            Regularisation = IsPerRow ? Regularisation.PerRow : Regularisation.PerRating,
        };

        public JobPlan Plan(int clocks) =>
            MfCase.Plan(new MfProgram(Data, null, Options, new Seed(2)), Workers, clocks, new Bsp())
            with
            { UnitsPerRound = Units };

        /// <summary>Term by term, with one value moved.</summary>
        public double Objective(Model model, (int Table, int Row, int Column, double By) moved = default)
        {
            double[,] ratings = new double[15, 11];
            int[] ofUser = new int[15];
            int[] ofItem = new int[11];
            for (int n = 0; n < Data.Count; n++)
            {
                ratings[Data.User[n], Data.Item[n]] = Data.Value[n];
                ofUser[Data.User[n]]++;
                ofItem[Data.Item[n]]++;
            }

            double sum = 0;
            for (int user = 0; user < 15; user++)
            {
                sum += Lambda * (IsPerRow ? 1 : ofUser[user]) * Row(0, user).Sum(value => value * value);
                for (int item = 0; item < 11; item++)
                {
                    double score = Row(0, user).Zip(Row(1, item), (w, h) => w * h).Sum();
                    double preference = ratings[user, item] > 0 ? 1 : 0;
                    sum += (1 + (Alpha * ratings[user, item])) * (preference - score) * (preference - score);
                }
            }

            for (int item = 0; item < 11; item++)
            {
                sum += Lambda * (IsPerRow ? 1 : ofItem[item]) * Row(1, item).Sum(value => value * value);
            }

            return sum;

            double[] Row(int table, int row)
            {
                double[] values =
                    Array.ConvertAll(model.Dense<float>(new TableId(table), row).ToArray(), value => (double)value);
                if (moved.By != 0 && (moved.Table, moved.Row) == (table, row))
                {
                    values[moved.Column] += moved.By;
                }

                return values;
            }
        }

        public IEnumerable<Case> Smaller() =>
            Workers > 1 ? [this with { Workers = Workers - 1 }]
            : Units > 1 ? [this with { Units = Units - 1 }]
            : Rank > 1 ? [this with { Rank = Rank - 1 }]
            : Count > 1 ? [this with { Count = Count / 2 }] : [];
    }
}
