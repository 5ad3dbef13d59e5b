using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Testing;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfWorkerTests
{
    private static readonly MfOptions Options = new()
    {
        Rank = 5,
        Lambda = 0.1,
        Regularisation = Regularisation.PerRating,
        Step = 1e-3,
        StepDecay = 0.9,
        Share = 1,
        InitialScale = 1,
    };

    [Theory]
    [InlineData(Regularisation.PerRating)]
    [InlineData(Regularisation.PerRow)]
    public void Push_OfOneRating_IsHalfAStepDownTheGradientOfItsTerm(Regularisation regularisation)
    {
        Prop.ForAll(
            Arb.From(ArbMap.Default.GeneratorFor<int>()),
            number =>
            {
                MfOptions options = Options with { Regularisation = regularisation, Rank = 1 + ((number & 0xFF) % 12) };
                Seed seed = new((ulong)number);
                MfProgram program = new(new Ratings([0], [0], [number % 7], [1], [1]), test: null, options, seed);
                ProgramProbe probe = new(program.Tables);
                (double[] w, double[] h) = Factors(probe.ToModel());
                probe.Push(program.CreateWorker(new WorkerId(0), 1, seed), new WorkUnit(0, 0, default));
                (double[] nextW, double[] nextH) = Factors(probe.ToModel());
                for (int k = 0; k < options.Rank; k++)
                {
                    Assert.Equal(
                        -options.Step!.Value / 2 * Slope(x => Term(Replaced(w, k, x), h, number % 7, options.Lambda),
                            w[k]),
                        nextW[k] - w[k],
                        1e-6);
                    Assert.Equal(
                        -options.Step!.Value / 2 * Slope(x => Term(w, Replaced(h, k, x), number % 7, options.Lambda),
                            h[k]),
                        nextH[k] - h[k],
                        1e-6);
                }
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(50));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.3, 1)]
    [InlineData(0.7, 3)]
    public void DeclareAhead_DeclaresWhatTheNextUnitReads(double share, int units)
    {
        Ratings ratings = LowRankRatingsGenerator.Generate(
            new LowRankOptions { Users = 9, Items = 7, Rank = 2, Ratings = 40, Noise = 0 }, new Seed(3)).Ratings;
        MfProgram program = new(ratings, test: null, Options with { Share = share }, new Seed(4));
        ProgramProbe probe = new(program.Tables);
        IWorkerProgram worker = program.CreateWorker(new WorkerId(1), 2, new Seed(5));
        WorkUnit[] all = [.. Enumerable.Range(0, 12).Select(n => new WorkUnit(n / units, n % units, default, units))];
        foreach ((WorkUnit present, WorkUnit next) in all.Zip(all.Skip(1)))
        {
            ReadSet ahead = new();
            worker.DeclareReads(present, new ReadSet());
            worker.DeclareAhead(next, ahead);
            probe.Push(worker, present);
            IEnumerable<(TableId Table, int Row)> declared = Enumerable.Range(0, ahead.Count).Select(n => ahead[n]);
            ReadSet reads = new();
            worker.DeclareReads(next, reads);
            Assert.Equal(
                Enumerable.Range(0, reads.Count).Select(n => reads[n]).ToHashSet(), declared.ToHashSet());
        }
    }

    [Fact]
    public void Push_VisitsEveryRatingOnceAnEpoch_ForAnyShareAndAnyNumberOfUnits()
    {
        Gen<(int Ratings, int Shares, int Units)> cases =
            from ratings in Gen.Choose(1, 40)
            from shares in Gen.Choose(1, 10)
            from units in Gen.Choose(1, 4)
            select (ratings, shares, units);
        Prop.ForAll(
            Arb.From(cases, c => c.Units > 1 ? [(c.Ratings, c.Shares, c.Units - 1)] : []),
            c =>
            {
                MfOptions options = Options with { Share = 1.0 / c.Shares };
                Ratings ratings = Distinct(c.Ratings);
                MfProgram program = new(ratings, test: null, options, new Seed(7));
                IWorkerProgram worker = program.CreateWorker(new WorkerId(0), 1, new Seed(7));
                ProgramProbe probe = new(program.Tables);
                List<long> samples = [];
                List<int> users = [];
                for (int round = 0; samples.Sum() < c.Ratings; round++)
                {
                    for (int unit = 0; unit < c.Units; unit++)
                    {
                        samples.Add(probe.Push(worker, new WorkUnit(round, unit, default, c.Units)).Samples);
                        users.AddRange(
                            probe.Declared.Where(read => read.Table == MfProgram.UserTable).Select(read => read.Row));
                    }
                }

                return users.Take(c.Ratings).Distinct().Count() == c.Ratings;
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));
    }

    [Fact]
    public void Load_ContinuesToTheSameBits_WhereSaveLeftOff()
    {
        Seed seed = new(3);
        LowRankProblem problem = LowRankRatingsGenerator.Generate(
            new LowRankOptions { Users = 30, Items = 20, Rank = 3, Ratings = 300, Noise = 0.1 }, seed);
        MfProgram program = new(problem.Ratings, test: null, Options with { Share = 0.3 }, seed);
        ProgramProbe probe = new(program.Tables);
        IWorkerProgram original = program.CreateWorker(new WorkerId(1), 3, seed);
        for (int round = 0; round < 5; round++)
        {
            probe.Push(original, new WorkUnit(round, 0, default));
        }

        StateWriter state = new();
        original.Save(state);
        IWorkerProgram restored = program.CreateWorker(new WorkerId(1), 3, seed);
        restored.Load(new StateReader(state.ToArray()));
        ProgramProbe twin = new(program.Tables);
        ProgramProbe other = new(program.Tables);
        for (int round = 5; round < 12; round++)
        {
            twin.Push(original, new WorkUnit(round, 0, default));
            other.Push(restored, new WorkUnit(round, 0, default));
        }

        Assert.Equal(Bits(twin.ToModel()), Bits(other.ToModel()));
    }

    [Theory]
    [InlineData(Regularisation.PerRating)]
    [InlineData(Regularisation.PerRow)]
    public void Evaluate_GivesTheObjectiveOfItsDefinition(Regularisation regularisation)
    {
        Ratings ratings = new([0, 0, 1], [0, 1, 1], [4, -2, 1], [1, 2], [1, 2]);
        MfProgram program = new(ratings, ratings, Options with { Regularisation = regularisation }, new Seed(1));
        Model model = new ProgramProbe(program.Tables).ToModel();
        double expected = 0;
        for (int n = 0; n < ratings.Count; n++)
        {
            double[] w = Row(model, MfProgram.UserTable.Index, ratings.User[n]);
            double[] h = Row(model, MfProgram.ItemTable.Index, ratings.Item[n]);
            double lambda = regularisation == Regularisation.PerRating ? Options.Lambda : 0;
            expected += Term(w, h, ratings.Value[n], lambda);
        }

        for (int row = 0; row < 2 && regularisation == Regularisation.PerRow; row++)
        {
            expected += Term(Row(model, 0, row), [0, 0, 0, 0, 0], 0, Options.Lambda);
            expected += Term([0, 0, 0, 0, 0], Row(model, 1, row), 0, Options.Lambda);
        }

        Evaluation evaluation = program.Evaluate(model, previous: null);
        Assert.Equal(expected, evaluation.Objective, 1e-5);
        Assert.Equal(evaluation.Metrics[0].Value, evaluation.Metrics[1].Value, 1e-6);
    }

    private static Ratings Distinct(int count)
    {
        int[] index = [.. Enumerable.Range(0, count)];
        return new Ratings(
            index,
            index,
            new double[count],
            Array.ConvertAll(index, i => (long)i),
            Array.ConvertAll(index, i => (long)i));
    }

    private static double Term(double[] w, double[] h, double rating, double lambda)
    {
        double error = rating;
        double squares = 0;
        for (int k = 0; k < w.Length; k++)
        {
            error -= w[k] * h[k];
            squares += (w[k] * w[k]) + (h[k] * h[k]);
        }

        return (error * error) + (lambda * squares);
    }

    private static double Slope(Func<double, double> f, double at) => (f(at + 1e-4) - f(at - 1e-4)) / 2e-4;

    private static double[] Replaced(double[] values, int index, double value)
    {
        double[] copy = [.. values];
        copy[index] = value;
        return copy;
    }

    private static (double[] W, double[] H) Factors(Model model) => (Row(model, 0, 0), Row(model, 1, 0));

    private static double[] Row(Model model, int table, int row) =>
        Array.ConvertAll(model.Dense<float>(new TableId(table), row).ToArray(), value => (double)value);

    private static List<int> Bits(Model model)
    {
        List<int> bits = [];
        foreach (TableDefinition table in model.Tables)
        {
            for (int row = 0; row < table.Rows; row++)
            {
                bits.AddRange(model.Dense<float>(table.Id, row).ToArray().Select(BitConverter.SingleToInt32Bits));
            }
        }

        return bits;
    }
}
