using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfRecoveryTests
{
    private const double Noise = 0.1;

    private static readonly (Ratings Train, Ratings Test) Planted =
        MfCase.Split(MfCase.Ratings(300, 200, 18_000, seed: 11, Noise));

    [Theory]
    [InlineData(MfForm.DataParallel, StepRule.Constant)]
    [InlineData(MfForm.DataParallel, StepRule.Adaptive)]
    [InlineData(MfForm.Rotation, StepRule.Constant)]
    [InlineData(MfForm.Rotation, StepRule.Adaptive)]
    public void PlantedRatings_AreRecoveredToNearTheNoise(MfForm form, StepRule rule)
    {
        MfOptions options = MfCase.Rotation with
        {
            Form = form,
            StepRule = rule,
            Lambda = 0.005,
            Step = rule == StepRule.Adaptive ? MfOptions.AdaptiveStep : 0.03,
            Share = 0.25,
        };
        Assert.InRange(TestError(options, Planted.Train, Planted.Test, workers: 4, epochs: 40), Noise, 1.25 * Noise);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1e-4, 0)]
    [InlineData(1, 3.5)]
    [InlineData(1, -6)]
    [InlineData(5, 30)]
    public void DefaultSteps_ConvergeOnRatingsOfAnyScale(double factor, double offset)
    {
        MfOptions options = MfOptions.ForTraining(rank: 4, lambda: 0.002 * factor);
        double error = TestError(
            options,
            MfCase.Scaled(Planted.Train, factor, offset),
            MfCase.Scaled(Planted.Test, factor, offset),
            workers: 3,
            epochs: 60);
        Assert.InRange(error, 0, 1.5 * Noise * factor);
    }

    [Theory]
    [InlineData(MfForm.DataParallel)]
    [InlineData(MfForm.Rotation)]
    public void StepsThatAreTooLong_AreReportedAsDivergence(MfForm form)
    {
        MfOptions options = MfCase.Rotation with { Form = form, StepRule = StepRule.Constant, Step = 5 };
        JobPlan plan = MfCase.Plan(new MfProgram(Planted.Train, null, options, new Seed(1)), 2, 10, new Bsp())
            with
        { EvaluateEvery = 1 };
        JobResult result = MfCase.Run(plan);
        Assert.Equal(JobOutcome.Diverged, result.Outcome);
    }

    [Fact]
    public void Model_PredictsWhatTheProgramEvaluates()
    {
        MfProgram program = new(Planted.Train, Planted.Test, MfCase.Rotation, new Seed(1));
        JobResult result = MfCase.Run(MfCase.Plan(program, 2, 8, new Bsp()));
        MfModel model = new(result.Model!, MfCase.Rotation.Rank);
        double squares = 0;
        for (int n = 0; n < Planted.Test.Count; n++)
        {
            double predicted = 0;
            for (int k = 0; k < MfCase.Rotation.Rank; k++)
            {
                predicted += (double)model.User(Planted.Test.User[n])[k] * model.Item(Planted.Test.Item[n])[k];
            }

            Assert.Equal(predicted, model.Predict(Planted.Test.User[n], Planted.Test.Item[n]), 1e-5);
            squares += (Planted.Test.Value[n] - predicted) * (Planted.Test.Value[n] - predicted);
        }

        Metric error = result.Evaluation!.Metrics[1];
        Assert.Equal("test_rmse", error.Name);
        Assert.Equal(Math.Sqrt(squares / Planted.Test.Count), error.Value, 1e-5);
    }

    private static double TestError(MfOptions options, Ratings train, Ratings test, int workers, int epochs)
    {
        MfProgram program = new(train, test, options, new Seed(1));
        int clocks = options.Form == MfForm.Rotation
            ? epochs * (options.Blocks ?? workers) * options.Chunks!.Value
            : (int)(epochs / options.Share!.Value);
        JobResult result = MfCase.Run(MfCase.Plan(program, workers, clocks, new Bsp()));
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        return result.Evaluation!.Metrics[1].Value;
    }
}
