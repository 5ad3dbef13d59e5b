using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfRevisionTests
{
    private const double Noise = 0.1;

    private static readonly Ratings Small = MfCase.Ratings(30, 20, 250, seed: 3, skew: 0.5);

    private static readonly (Ratings Train, Ratings Test) Planted =
        MfCase.Split(MfCase.Ratings(120, 80, 4_800, seed: 11, Noise));

    /// <summary>The checkers make the paper's steps from the whole history, on tables of their own.</summary>
    [Theory]
    [InlineData(ApplyMode.Clocked, 0)]
    [InlineData(ApplyMode.Clocked, 3)]
    [InlineData(ApplyMode.Arrival, 0)]
    [InlineData(ApplyMode.Arrival, 3)]
    public void Tables_AreWhatThePaperMakesOfTheGradients_ToTheBit(ApplyMode apply, int staleness)
    {
        foreach (ConsistencyPolicy policy in new ConsistencyPolicy[] { new Ssp(staleness), new Essp(staleness) })
        {
            foreach (var (name, stragglers) in LassoCase.Stragglers)
            {
                MfProgram program = new(Small, null, MfCase.Revision, new Seed(2));
                JobPlan plan = MfCase.Plan(program, 4, clocks: 30, policy) with { Apply = apply };
                CheckerSuite checkers = new(plan);
                JobResult result = MfCase.Run(plan, stragglers, (ulong)name.Length, checkers);
                Assert.Equal(JobOutcome.Completed, result.Outcome);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void PlantedRatings_AreRecoveredToNearTheNoise_UnderSspWithStragglers(int staleness)
    {
        MfOptions options = MfCase.Revision with { Lambda = 0.005, Share = 0.5, Step = 2 * MfOptions.RevisionStep };
        MfProgram program = new(Planted.Train, Planted.Test, options, new Seed(1));
        JobPlan plan = MfCase.Plan(program, 4, clocks: 240, new Ssp(staleness));
        JobResult result = MfCase.Run(plan, new PowerLaw(4, new Seed(23)));
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.InRange(result.Evaluation!.Metrics[1].Value, Noise, 1.3 * Noise);
    }

    /// <summary>The column beyond the rank counts updates here, and adds up squares there.</summary>
    [Theory]
    [InlineData(StepRule.AdaRevision, StepRule.Adaptive, false)]
    [InlineData(StepRule.Adaptive, StepRule.AdaRevision, false)]
    [InlineData(StepRule.Adaptive, StepRule.Adaptive, true)]
    public void WarmStart_KeepsTheLastColumn_OnlyWhereItMeansTheSame(StepRule before, StepRule after, bool isKept)
    {
        MfProgram first = new(Small, null, MfCase.Revision with { StepRule = before }, new Seed(2));
        Model model = MfCase.Run(MfCase.Plan(first, 2, clocks: 10, new Bsp())).Model!;
        MfStart start = new(model, Small.UserIds.ToArray(), Small.ItemIds.ToArray(), before);
        MfOptions options = MfCase.Revision with { StepRule = after };
        float[] Item(MfStart? from)
        {
            float[] row = new float[options.Columns];
            new MfProgram(Small, null, options, new Seed(2), from).Tables[1].Initializer!.Initialize<float>(4, row);
            return row;
        }

        float[] learnt = model.Dense<float>(MfProgram.ItemTable, 4).ToArray();
        Assert.Equal([.. learnt[..3], isKept ? learnt[3] : Item(null)[3]], Item(start));
    }

    [Fact]
    public void WhatDoesNotFit_IsRefusedWithARemedy()
    {
        (MfOptions Options, string Says)[] options =
        [
            (MfCase.Revision with { Form = MfForm.Rotation }, "use form data-parallel"),
            (MfCase.Revision with { StepDecay = 0.9 }, "leave the decay out"),
        ];
        foreach ((MfOptions refused, string says) in options)
        {
            Require(says, () => new MfProgram(Small, null, refused, new Seed(1)));
        }

        JobPlan plan = MfCase.Plan(new MfProgram(Small, null, MfCase.Revision, new Seed(1)), 2, 9, new Ssp(1));
        MfOptions still = MfCase.Revision with { Step = 0 };
        (JobPlan Plan, string Says)[] plans =
        [
            (plan with { Consistency = [new Asp(), new Asp()] }, "use ssp, essp or bsp"),
            (plan with { UnitsPerRound = 2 }, "use 1"),
            (plan with { Program = new MfProgram(Small, null, still, new Seed(1)) }, "a step above 0"),
        ];
        foreach ((JobPlan refused, string says) in plans)
        {
            Require(says, () => refused.Validated());
        }
    }

    private static void Require(string says, Action action) => Assert.Contains(
        says, Assert.Throws<PlanException>(action).Message, StringComparison.Ordinal);
}
