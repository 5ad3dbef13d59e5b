using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Nmf;
using Petuum.Lab.Apps.SparseCoding;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Tests.Batches;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.Factors;

/// <summary>Non-negative matrix factorisation and sparse coding, which share their worker.</summary>
public sealed class FactorTests
{
    private static readonly FactorProblem Parts = Plant(isNonNegative: true, density: 0.4);

    private static readonly FactorProblem Atoms = Plant(isNonNegative: false, density: 0.25);

    public static TheoryData<int, string> Clusters => BatchCase.StalenessAndStragglers;

    /// <summary>
    /// At the best code, the objective's slope is 0 where the code is not, and within ±λ where it is.
    /// </summary>
    [Fact]
    public void Codes_AreOptimal()
    {
        Gen<(int Features, int Rank, bool IsNonNegative, int Seed)> cases =
            from features in Gen.Choose(1, 8)
            from rank in Gen.Choose(1, 5)
            from nonNegative in Gen.Elements(true, false)
            from seed in Gen.Choose(0, 1 << 20)
            select (features, rank, nonNegative, seed);
        Prop.ForAll(
            Arb.From(cases, c => c.Rank > 1 ? [c with { Rank = c.Rank - 1 }]
                : c.Features > 1 ? [c with { Features = c.Features - 1 }] : []),
            c =>
            {
                Pcg32 chance = new Seed((ulong)c.Seed).CreateGenerator();
                double[] atoms = [.. Enumerable.Range(0, c.Features * c.Rank).Select(_ => chance.NextGaussian())];
                double[] x = [.. Enumerable.Range(0, c.Features).Select(_ => 1 + chance.NextDouble())];
                FactorRule rule = new(c.Rank, Lambda: 0.3, c.IsNonNegative, Radius: null);
                FactorCodes codes = new(rule);
                codes.Load(atoms);
                double[] code = new double[c.Rank];
                SparseVector row = SparseMatrix.FromDense(1, c.Features, x).Row(0);
                codes.Solve(row, code, 100_000);
                double[] left = Residual(atoms, x, code);
                Assert.Equal(left.Sum(value => value * value), codes.SquaredError(row, code), 1e-6);
                for (int atom = 0; atom < c.Rank; atom++)
                {
                    double slope = -2 * left.Select((value, j) => value * atoms[(j * c.Rank) + atom]).Sum();
                    double least = c.IsNonNegative && code[atom] == 0 ? double.PositiveInfinity : 0.3;
                    Assert.True(!c.IsNonNegative || code[atom] >= 0);
                    Assert.InRange(
                        code[atom] == 0 ? slope : slope + (0.3 * Math.Sign(code[atom])),
                        code[atom] == 0 ? -0.3 - 1e-3 : -1e-3,
                        code[atom] == 0 ? least + 1e-3 : 1e-3);
                }
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));
    }

    /// <summary>With all rows each clock, no step on the atoms can overshoot.</summary>
    [Theory]
    [InlineData("nmf", 1)]
    [InlineData("nmf", 3)]
    [InlineData("sparse-coding", 1)]
    [InlineData("sparse-coding", 4)]
    public void Objective_NeverRises_WithoutStaleness(string name, int workers)
    {
        List<double> objectives = [];
        JobPlan plan = BatchCase.Plan(New(name, staleness: 0), workers, 30, new Bsp()) with { EvaluateEvery = 1 };
        JobResult result = LassoCase.Run(plan, observer: new Evaluations(objectives));
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.Equal(31, objectives.Count);
        for (int clock = 1; clock < objectives.Count; clock++)
        {
            Assert.InRange(objectives[clock], 0, objectives[clock - 1] * (1 + 1e-9));
        }

        Assert.InRange(objectives[^1], 0, 0.5 * objectives[0]);
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public void PlantedParts_ExplainTheRows_UnderStalenessAndStragglers(int staleness, string stragglers) =>
        AssertExplained(
            BatchCase.Run(BatchCase.Plan(New("nmf", staleness), 4, 200, new Ssp(staleness)), stragglers), 0.1);

    [Theory]
    [MemberData(nameof(Clusters))]
    public void PlantedAtoms_ExplainTheRows_UnderStalenessAndStragglers(int staleness, string stragglers) =>
        AssertExplained(
            BatchCase.Run(
                BatchCase.Plan(New("sparse-coding", staleness), 4, 200, new Ssp(staleness)), stragglers), 0.2);

    [Theory]
    [InlineData("nmf", 0.1)]
    [InlineData("sparse-coding", 0.2)]
    public void PlantedFactors_ExplainTheRows_WhereNobodyWaits(string name, double error) => AssertExplained(
        BatchCase.Run(BatchCase.Plan(New(name, staleness: null), 4, 200, new Asp()), "slow-worker"), error);

    [Fact]
    public void PlantedAtoms_AreFound()
    {
        JobResult result = BatchCase.Run(BatchCase.Plan(New("sparse-coding", 0), 2, 400, new Bsp()));
        FactorModel model = SparseCodingProgram.ModelOf(result.Model!, 5, 0.05, 1);
        for (int planted = 0; planted < 4; planted++)
        {
            double closest = Enumerable.Range(0, 5).Max(atom => Math.Abs(Enumerable.Range(0, 12)
                .Sum(feature => model.Atom(atom, feature) * Atoms.Atoms[(planted * 12) + feature])));
            Assert.InRange(closest, 0.95, 1.001);
        }
    }

    [Fact]
    public void Tables_KeepTheirConstraints()
    {
        Model parts = BatchCase.Run(BatchCase.Plan(New("nmf", 2), 3, 50, new Ssp(2))).Model!;
        Assert.All(
            Enumerable.Range(0, 12).SelectMany(row => parts.Dense<double>(FactorProgram.AtomTable, row).ToArray()),
            value => Assert.True(value >= 0));
        Model atoms = BatchCase.Run(BatchCase.Plan(New("sparse-coding", 2), 3, 50, new Ssp(2))).Model!;
        FactorModel model = SparseCodingProgram.ModelOf(atoms, 5, 0.05, 1);
        Assert.All(Enumerable.Range(0, 5), atom => Assert.InRange(
            Enumerable.Range(0, 12).Sum(feature => model.Atom(atom, feature) * model.Atom(atom, feature)),
            0,
            1 + 1e-9));
    }

    [Fact]
    public void NegativeValues_AreRefusedByNmf() => Assert.Throws<PlanException>(() => new NmfProgram(
        Atoms.Data, new NmfOptions { Rank = 2, Passes = 5, Share = 1 }, new Seed(1)));

    [Fact]
    public void FirstAtoms_AreRowsThatDiffer_WhileThereAreAsMany()
    {
        RegressionData data = new(SparseMatrix.FromDense(4, 2, [3.0, 0, 0, 0, 0, 5, 1, 1]), new double[4]);
        for (ulong seed = 0; seed < 20; seed++)
        {
            double[] atoms = FirstAtoms(data, rank: 3, new Seed(seed));
            (double, double)[] columns = [.. Enumerable.Range(0, 3).Select(atom => (atoms[atom], atoms[3 + atom]))];
            Assert.Equal([(0, 1), (1 / Math.Sqrt(2), 1 / Math.Sqrt(2)), (1, 0)], columns.Order());
        }
    }

    [Fact]
    public void RanksBeyondAnArray_AreRefused()
    {
        PlanException refused = Assert.Throws<PlanException>(() => NewOfRank(50_000));
        Assert.Contains("use a rank of at most", refused.Remedy, StringComparison.Ordinal);
        Assert.Throws<PlanException>(() => NewOfRank(int.MaxValue / 2));
    }

    /// <summary>Codes are a worker's own, so that more workers can have more of them.</summary>
    [Fact]
    public void RanksBeyondAnArray_OfAWorkersRows_AreRefused()
    {
        const int Rows = 47_000;
        double[] ones = new double[Rows];
        Array.Fill(ones, 1);
        NmfProgram program = new(
            new RegressionData(SparseMatrix.FromDense(Rows, 1, ones), ones),
            new NmfOptions { Rank = 46_000, Passes = 1, Share = 1 },
            new Seed(1));
        PlanException refused = Assert.Throws<PlanException>(
            () => program.CreateWorker(new WorkerId(0), 1, new Seed(1)));
        Assert.Contains("with 47000 rows of a worker", refused.Problem, StringComparison.Ordinal);
    }

    private static double[] FirstAtoms(RegressionData data, int rank, Seed seed)
    {
        TableDefinition atoms = Coding(data, rank, staleness: 0, seed).Tables[FactorProgram.AtomTable.Index];
        double[] values = new double[2 * rank];
        atoms.Initializer!.Initialize(0, values.AsSpan(0, rank));
        atoms.Initializer.Initialize(1, values.AsSpan(rank));
        return values;
    }

    private static FactorProgram NewOfRank(int rank) => Coding(Atoms.Data, rank, staleness: 0, new Seed(3));

    private static FactorProblem Plant(bool isNonNegative, double density) => FactorGenerator.Generate(
        new PlantedFactorOptions
        {
            Samples = 200,
            Features = 12,
            Rank = 4,
            IsNonNegative = isNonNegative,
            Density = density,
            Noise = 0.01,
        },
        new Seed(6));

    private static FactorProgram New(string name, int? staleness) => name == "nmf"
        ? new NmfProgram(
            Parts.Data, new NmfOptions { Rank = 5, Passes = 10, Share = 1 }, new Seed(3), staleness)
        : Coding(Atoms.Data, rank: 5, staleness, new Seed(3));

    private static SparseCodingProgram Coding(RegressionData data, int rank, int? staleness, Seed seed) => new(
        data,
        new SparseCodingOptions
        {
            Rank = rank,
            Passes = 10,
            Share = 1,
            Lambda = 0.05,
            Radius = 1,
        },
        seed,
        staleness);

    private static void AssertExplained(JobResult result, double error)
    {
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Metric relative = result.Evaluation!.Metrics[0];
        Assert.Equal("relativeError", relative.Name);
        Assert.InRange(relative.Value, 0, error);
    }

    private static double[] Residual(double[] atoms, double[] x, double[] code) => [.. x.Select((value, j) =>
        value - code.Select((weight, atom) => weight * atoms[(j * code.Length) + atom]).Sum())];

    private sealed class Evaluations(List<double> objectives) : IRunObserver
    {
        public void On(in RunEvent happened)
        {
            if (happened.Kind == RunEventKind.Evaluated)
            {
                objectives.Add(((Evaluation)happened.Payload!).Objective);
            }
        }
    }
}
