using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Specs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Linear;

public sealed class LinearOptionsTests
{
    private const string Columns = """
        name: test
        program: {name: lasso, form: columns, lambda-ratio: 0.1, working-set: all, screening: off, passes: 3}
        data: {generate: lasso, samples: 50, features: 100}
        cluster: {workers: 2, shards: 2}
        consistency: {policy: ssp, staleness: 1}
        stop: {clocks: 10}
        seeds: [1]
        """;

    [Fact]
    public void Options_AreRefused_WithProblemAndRemedy()
    {
        LinearOptions good = LinearCase.Options();
        LinearOptions[] bad =
        [
            good with { Lambda = 1 }, good with { LambdaRatio = null }, good with { LambdaRatio = 0 },
            good with { LambdaRatio = 1.1 }, good with { LambdaRatio = null, Lambda = double.NaN },
            good with { ThresholdShare = 1 }, good with { InnerTolerance = 0 },
            good with { PassesMax = 0 }, good with { SweepsMax = 0 },
        ];
        foreach (LinearOptions options in bad)
        {
            PlanException wrong = Assert.Throws<PlanException>(
                () => new LinearProgram(LassoCase.Data, LinearLoss.Squares, options));
            Assert.NotEmpty(wrong.Remedy);
        }

        Assert.Throws<PlanException>(() => new LinearProgram(LassoCase.Data, LinearLoss.Squares, good, staleness: -1));
        Assert.Throws<PlanException>(
            () => new LinearProgram(LassoCase.Data, LinearLoss.Squares, good, initial: new double[3]));
    }

    [Fact]
    public void Labels_AreTwoClasses_WhicheverTheyAre()
    {
        SparseMatrix features = SparseMatrix.FromDense(3, 1, [1, 2, 3]);
        LinearData data = new(new RegressionData(features, [2, 1, 2]), LinearLoss.Logistic);
        Assert.Equal([1, -1, 1], data.Labels.ToArray());
        Assert.Equal((1, 2), (data.NegativeClass, data.PositiveClass));
        foreach (double[] labels in new double[][] { [1, 1, 1], [1, 2, 3] })
        {
            RegressionData wrong = new(features, labels);
            Assert.Throws<PlanException>(() => new LinearData(wrong, LinearLoss.Logistic));
        }
    }

    [Fact]
    public void Order_SurvivesTheItemsOfAUnit() => Prop.ForAll(
        ArbMap.Default.ArbFor<(double, double, double)>(), numbers =>
        {
            LinearOrder order = new(
                OrderKind.Sweep, true, false, 7, numbers.Item1, -0.0, numbers.Item2, numbers.Item3,
                double.PositiveInfinity);
            Assert.Equal(order, LinearOrder.From(order.ToItems()));
            LinearOrder other = order with { NewSet = false, FromCombination = true };
            Assert.Equal(other, LinearOrder.From(other.ToItems()));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed());

    [Fact]
    public void Initial_IsWhereTheRunStarts()
    {
        LinearProgram program = new(LassoCase.Data, LinearLoss.Squares, LinearCase.Options());
        JobResult cold = LassoCase.Run(LinearCase.ToTheEnd(LinearCase.Plan(program, 2, 0)));
        double[] beta = program.CoefficientsOf(cold.Model!);
        LinearProgram again = new(
            LassoCase.Data, LinearLoss.Squares, LinearCase.Options(), initial: beta);
        JobResult warm = LassoCase.Run(
            LinearCase.Plan(again, 3, 0) with { Stop = new StopRule(100, 1e-9, null, 1000) });
        Assert.Equal((JobOutcome.Converged, 0), (warm.Outcome, warm.Clock));
        Assert.Equal(cold.Evaluation!.Objective, warm.Evaluation!.Objective, 1e-9);
        Assert.Equal(beta, again.CoefficientsOf(warm.Model!));
        JobResult onwards = LassoCase.Run(LinearCase.Plan(again, 3, 0, clocks: 12));
        Assert.True(onwards.Evaluation!.Gap <= cold.Evaluation.Gap + 1e-12);
    }

    [Fact]
    public void CheapEvaluation_NeverClaimsASmallerGapThanTheTruth()
    {
        foreach (LinearLoss loss in new[] { LinearLoss.Squares, LinearLoss.Logistic })
        {
            LinearOptions options = LinearCase.Options() with { ExactEvaluation = false };
            LinearProgram cheap = new(LinearCase.Of(loss), loss, options);
            LinearProgram exact = new(LinearCase.Of(loss), loss, options with { ExactEvaluation = true });
            ReferenceLinear reference = new(exact);
            double best = reference.Objective(reference.Solve());
            double zero = reference.Objective(new double[exact.Data.Columns.Columns]);
            int fresh = 0;
            for (int clock = 1; clock < 30; clock++)
            {
                Model model = LassoCase.Run(LinearCase.Plan(cheap, 2, 0, clocks: clock)).Model!;
                Evaluation quick = cheap.Evaluate(model, null);
                Evaluation full = exact.Evaluate(model, null);
                Assert.Equal(full.Objective, quick.Objective, 1e-9);
                Assert.True(quick.Gap >= full.Gap - 1e-12, $"{quick.Gap} at clock {clock}, and in truth {full.Gap}");
                Assert.True(full.Gap >= ((full.Objective - best) / zero) - 1e-9);
                bool isFresh = Certificate.From(model.Dense<double>(LinearTables.Certificate, 0)).IsFresh;
                fresh += isFresh ? 1 : 0;
                Assert.True(!isFresh || Math.Abs(quick.Gap - full.Gap) <= 1e-9);
                Assert.True(!isFresh || Math.Abs(quick.Metrics[1].Value - full.Metrics[1].Value) <= 1e-9);
            }

            Assert.True(fresh >= 3);
        }
    }

    [Fact]
    public void Spec_SaysFormColumns_OrLogistic()
    {
        LinearProgram lasso = Assert.IsType<LinearProgram>(Compose(Columns).Program);
        Assert.Equal(("lasso", 3), (lasso.Name, lasso.Tables.Count));
        string logistic = Columns
            .Replace("name: lasso, form: columns", "name: logistic", StringComparison.Ordinal)
            .Replace(
                "generate: lasso, samples: 50, features: 100",
                $"file: {Repository.Path("datasets/samples/a9a-1000.libsvm")}",
                StringComparison.Ordinal);
        Assert.Equal("logistic", Compose(logistic).Program.Name);
        RunSpec spec = SpecTexts.Read(Columns).Spec;
        Assert.Equal(Canonical.Json(spec).ToJsonString(), Canonical.Json(SpecTexts.Read(Columns).Spec).ToJsonString());
        string rows = SpecTexts.Lasso.Replace("name: lasso", "name: lasso\n  form: rows", StringComparison.Ordinal);
        Assert.Equal("rows", FormOf(rows));
        Assert.Equal("columns", FormOf(Columns));
        SpecException both = SpecTexts.Refused(Columns, "program.lambda=1");
        Assert.Contains("both", both.Message, StringComparison.Ordinal);
        SpecException typo = SpecTexts.Refused(Columns, "program={name: lasso, form: colums, lambda: 1}");
        Assert.Contains("'columns'", typo.Message, StringComparison.Ordinal);
        SpecException vap = Assert.Throws<SpecException>(
            () => Compose(Columns, "consistency={policy: vap, v0: 1}", "apply=arrival"));
        Assert.Contains("puts", vap.Message, StringComparison.Ordinal);
    }

    private static string FormOf(string text) =>
        SpecTexts.Read(text).Spec.Program.Descriptor.Form is not null ? "columns" : "rows";

    private static JobPlan Compose(string text, params string[] overrides) =>
        new Composer(Repository.Root).Compose(Sweep.Expand(SpecTexts.Read(text, overrides))[0]).Plan;
}
