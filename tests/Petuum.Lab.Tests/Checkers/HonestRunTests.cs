using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Checkers;

/// <summary>All checkers are silent, and have looked at everything, while the machines keep their promises.</summary>
public class HonestRunTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(250);

    [Fact]
    public void Suite_IsSilent_OnDataParallelRunsOfFloatsUnderEveryPolicy() =>
        Prop.ForAll(PlanCases.Arbitrary(), random =>
        {
            ScatterShape shape = random.Shape with { Rule = random.Seed % 2 == 0 ? ServerRule.Add : ServerRule.AddNonNegative };
            Run(random, random.Plan(new FloatSumProgram(shape)));
        }).Check(Many);

    [Fact]
    public void Suite_IsSilent_OnScheduledRunsOfEveryDepth() =>
        Prop.ForAll(PlanCases.Arbitrary(random => random with { Units = 1 }), random =>
        {
            int depth = 1 + (int)(random.Seed % 4);
            int? staleness = random.Policy switch
            {
                PolicyKind.Asp => null,
                PolicyKind.Bsp => 0,
                _ => random.Staleness,
            };
            Run(random, random.Plan(new ScheduledProgram(depth, staleness, random.Apply == ApplyMode.Clocked), depth));
        }).Check(Many);

    private static void Run(PlanCase random, JobPlan plan)
    {
        CheckerSuite suite = new(plan);
        JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, suite);
        Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        Assert.Empty(suite.DescribeWaits());
        Assert.True(suite.Checkers[0].Checks == (long)plan.Workers * plan.Stop.MaxClocks);
        Assert.True(suite.Checkers[1].Checks == (long)plan.Workers * plan.Stop.MaxClocks);
    }
}
