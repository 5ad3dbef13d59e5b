using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Linear;

namespace Petuum.Lab.Tests.Linear;

public sealed class LinearLossTests
{
    [Theory]
    [InlineData("lasso")]
    [InlineData("logistic")]
    public void Linearize_GivesTheSlopeAndTheCurvature_ThatFiniteDifferencesGive(string name)
    {
        LinearLoss loss = LinearCase.Loss(name);
        double[] labels = loss.Classifies ? [1, -1, 1, -1, 1, -1, 1] : [0.3, -2, 5, 0, 1, 7, -1];
        double[] prediction = [0, 0.4, -3, 6, 1e-9, -0.7, 20];
        double[] residual = new double[7];
        double[] weights = new double[7];
        LossTerms terms = loss.Linearize(labels, prediction, residual, weights);
        Assert.Equal(Value(prediction), terms.Loss, 1e-12);
        Assert.Equal(Value(prediction), loss.Value(labels, prediction), 1e-12);
        for (int row = 0; row < 7; row++)
        {
            const double H = 1e-4;
            double above = Value(Moved(row, H));
            double below = Value(Moved(row, -H));
            Assert.Equal((below - above) / (2 * H), residual[row], 1e-7);
            double curvature = (above - (2 * Value(prediction)) + below) / (H * H);
            Assert.Equal(curvature, loss.Classifies ? weights[row] : 1, 1e-5);
        }

        double[] Moved(int row, double by)
        {
            double[] moved = [.. prediction];
            moved[row] += by;
            return moved;
        }

        double Value(double[] at) => at.Select((v, row) => loss.Classifies
            ? Math.Log(1 + Math.Exp(-labels[row] * v))
            : 0.5 * (labels[row] - v) * (labels[row] - v)).Sum();
    }

    [Fact]
    public void Linearize_IsFinite_ForAnyMargin()
    {
        double[] labels = [1, 1, -1, -1, 1, 1];
        double[] prediction = [800, -800, 800, -800, 36.8, -36.8];
        double[] residual = new double[6];
        double[] weights = new double[6];
        LossTerms terms = LinearLoss.Logistic.Linearize(labels, prediction, residual, weights);
        Assert.Equal(1636.8, terms.Loss, 1e-9);
        Assert.Equal([0, 1, -1, 0], residual[..4]);
        Assert.All(weights, weight => Assert.InRange(weight, 0, 0.25));
        Assert.InRange(residual[4], 1.0e-16, 1.1e-16);
        Assert.True(double.IsFinite(terms.First));
    }

    [Fact]
    public void Dual_IsNeverAboveTheOptimum_AndReachesItThere() =>
        Prop.ForAll(LinearCase.Problems(), problem =>
        {
            LinearProgram program = new(problem.Data, problem.Loss, problem.Options);
            ReferenceLinear reference = new(program);
            double[] best = reference.Solve();
            double optimum = reference.Objective(best);
            for (int tenths = 0; tenths <= 10; tenths++)
            {
                double[] beta = [.. best.Select(value => value * tenths / 10)];
                double[] prediction = program.Data.Predict(beta);
                double[] correlations = program.Data.Correlations(prediction, out LossTerms terms);
                double scaleMax = program.Lambda / correlations.Max(Math.Abs);
                (_, double bound) = problem.Loss.Bound(terms, scaleMax);
                double dual = problem.Loss.Dual(program.Data.Labels, prediction, terms, scaleMax);
                Assert.True(bound <= dual + (1e-12 * optimum), $"bound {bound} above the dual {dual}");
                Assert.True(dual <= optimum * (1 + 1e-10), $"dual {dual} above the optimum {optimum}");
                if (tenths == 10)
                {
                    Assert.Equal(1, dual / optimum, 1e-6);
                    Assert.Equal(1, bound / optimum, 1e-6);
                }
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(40));

    [Fact]
    public void Log1Plus_KeepsTheDigitsOfSmallNumbers()
    {
        Assert.Equal(1e-20, LogisticLoss.Log1Plus(1e-20));
        Assert.Equal(1, LogisticLoss.Log1Plus(1e-9) / (1e-9 - 5e-19), 1e-15);
        Assert.Equal(Math.Log(1.5), LogisticLoss.Log1Plus(0.5), 1e-15);
        Assert.Equal(Math.Log(0.25), LogisticLoss.Log1Plus(-0.75), 1e-15);
    }
}
