using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Linear;

/// <summary>Problems and plans that the tests of linear models share; clusters are those of the Lasso tests.</summary>
internal static class LinearCase
{
    public const double Tolerance = 1e-6;

    /// <summary>A sample of a9a: 1,000 samples, 0/1 features, labels ±1.</summary>
    public static RegressionData A9a { get; } =
        DataFile.Open(Repository.Path("datasets/samples/a9a-1000.libsvm")).ReadRegression();

    /// <summary>The labels of <see cref="LassoCase.Data"/> by their sign: classes 3 and 7.</summary>
    public static RegressionData Classes { get; } = Signs(LassoCase.Data);

    public static RegressionData Of(LinearLoss loss) => loss.Classifies ? Classes : LassoCase.Data;

    public static LinearLoss Loss(string name) => name == "lasso" ? LinearLoss.Squares : LinearLoss.Logistic;

    public static LinearOptions Options(double ratio = 0.1) => new() { LambdaRatio = ratio, ExactEvaluation = true };

    public static JobPlan Plan(
        IProgram program, int workers, int staleness, ApplyMode apply = ApplyMode.Clocked, int clocks = 3000)
    {
        ConsistencyPolicy policy = staleness == 0 && apply == ApplyMode.Clocked ? new Bsp() : new Ssp(staleness);
        return new JobPlan
        {
            Program = program,
            Workers = workers,
            Shards = 2,
            Apply = apply,
            Consistency = [policy, policy, policy],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = 3,
            Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
            Seed = new Seed(5),
        };
    }

    /// <summary>
    /// To a duality gap of 10⁻¹⁰ f(0), where violations of the optimality conditions are below 10⁻⁶ λ.
    /// </summary>
    public static JobPlan ToTheEnd(JobPlan plan) => plan with { Stop = plan.Stop with { Tolerance = 1e-10 } };

    public static RegressionData Signs(RegressionData data)
    {
        double[] classes = data.Labels.ToArray();
        foreach (ref double label in classes.AsSpan())
        {
            label = label > 0 ? 7 : 3;
        }

        return new RegressionData(data.Features, classes);
    }

    public static Arbitrary<LinearProblem> Problems() => Arb.From(
        from rows in Gen.Choose(4, 40)
        from columns in Gen.Choose(1, 30)
        from ratio in Gen.Choose(2, 100)
        from workers in Gen.Choose(1, 5)
        from staleness in Gen.Choose(0, 2)
        from classes in Gen.Elements(true, false)
        from sparse in Gen.Elements(true, false)
        from seed in Gen.Choose(1, 100_000)
        select new LinearProblem(rows, columns, ratio, workers, staleness, classes, sparse, seed),
        problem => problem.Columns > 2 ? [problem with { Columns = problem.Columns - 1 }] : []);
}

/// <summary>A random problem and how it is run.</summary>
internal sealed record LinearProblem(
    int Rows, int Columns, int Ratio, int Workers, int Staleness, bool IsClasses, bool IsSparse, int Seed)
{
    public LinearLoss Loss => IsClasses ? LinearLoss.Logistic : LinearLoss.Squares;

    public RegressionData Data
    {
        get
        {
            RegressionData data = LassoCase.Generate(
                Rows, Columns, (ulong)Seed, follow: 0.6, nonzeros: IsSparse ? (Rows / 3) + 1 : null);
            if (!IsClasses)
            {
                return data;
            }

            double[] signs = LinearCase.Signs(data).Labels.ToArray();
            (signs[0], signs[1]) = (3, 7);
            return new RegressionData(data.Features, signs);
        }
    }

    public LinearOptions Options => LinearCase.Options(Ratio / 100.0);
}
