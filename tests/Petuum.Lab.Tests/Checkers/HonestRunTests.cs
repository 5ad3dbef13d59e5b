using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.ValueBound;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Checkers;

/// <summary>All checkers are silent, and have looked at everything, while the machines keep their promises.</summary>
public class HonestRunTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(250);

    [Fact]
    public void Suite_IsSilent_OnDataParallelRunsOfFloatsUnderEveryPolicy() =>
        Prop.ForAll(PlanCases.Arbitrary(), random =>
        {
            ScatterShape shape = random.Shape with
            {
                Rule = random.Seed % 2 == 0 ? ServerRule.Add : ServerRule.AddNonNegative,
            };
            Run(random, random.Plan(new FloatSumProgram(shape)));
        }).Check(Many);

    [Fact]
    public void Suite_IsSilent_OnScheduledRunsOfEveryDepth() =>
        Prop.ForAll(PlanCases.Arbitrary(random => random with { Units = 1 }), random =>
        {
            int depth = 1 + (int)(random.Seed % 4);
            int? staleness = random.Policy switch
            {
                AnyPolicy.Asp => null,
                AnyPolicy.Bsp => 0,
                _ => random.Staleness,
            };
            Run(random, random.Plan(new ScheduledProgram(depth, staleness, random.Apply == ApplyMode.Clocked), depth));
        }).Check(Many);

    [Fact]
    public void Suite_IsSilent_OnSimulatedClustersWithAnyNetworkAndStragglers() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            CheckerSuite? suite = null;
            _ = random.Run(
                plan =>
                {
                    FloatSumProgram program = new(plan.Shape);
                    suite = new CheckerSuite(plan.Plan(program));
                    return program;
                },
                new Later(() => suite!),
                out _);
            Assert.Equal((long)random.Plan.Workers * random.Plan.Clocks, suite!.Checkers[0].Checks);
        }).Check(Many);

    [Fact]
    public void Suite_IsSilent_OnSimulatedVap() =>
        Prop.ForAll(
            SimulationCase.Arbitrary(
                plan => plan with { Policy = AnyPolicy.Asp, Apply = ApplyMode.Arrival, Managed = null }),
            random =>
            {
                JobPlan plan = random.Plan.Plan(new DoubleSumProgram(random.Plan.Shape));
                plan = plan with { Consistency = [.. plan.Consistency.Select(_ => new Vap(1.5))] };
                SimulatedCluster cluster = new(random.Options with { Gate = gated => new ValueBoundLedger(gated) });
                JobResult result =
                    cluster.RunAsync(plan, new CheckerSuite(plan), CancellationToken.None).GetAwaiter().GetResult();
                Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
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

    /// <summary>An observer that is known only when the run begins.</summary>
    private sealed class Later(Func<IRunObserver> observer) : IRunObserver
    {
        public void On(in RunEvent happened) => observer().On(happened);
    }
}
