using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Core;

/// <summary>What the machines promise together, whatever the network does (PAPERS A4, DESIGN §1).</summary>
public class RunLawTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(250);

    [Fact]
    public void Reads_ContainExactlyWhatTheirProvenanceSaysAndAllThatIsPromised_ForAnyOrderOfDeliveries() =>
        Prop.ForAll(PlanCases.Arbitrary(), random =>
        {
            JobPlan plan = random.Plan(new CountingProgram(random.Shape));
            ReadModel model = new(plan);
            JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, model);
            Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        }).Check(Many);

    [Fact]
    public void Reads_KeepTheirPromises_WhenTablesHaveDifferentPolicies() =>
        Prop.ForAll(
            PlanCases.Arbitrary(random => random with
            {
                Policy = AnyPolicy.Mixed,
                Order = DeliveryOrder.Any,
                Clocks = Math.Max(6, random.Clocks),
                Workers = Math.Max(3, random.Workers),
                Shards = Math.Max(2, random.Shards),
            }),
            random =>
        {
            JobPlan plan = random.Plan(new CountingProgram(random.Shape));
            JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, new ReadModel(plan));
            Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void Model_IsTheSumOfAllIncrements_WhenTheRunIsOver() =>
        Prop.ForAll(PlanCases.Arbitrary(), random =>
        {
            CountingProgram program = new(random.Shape);
            JobPlan plan = random.Plan(program);
            JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, new Ignore());
            double[][][] expected = program.Totals(plan);
            Assert.Equal(expected, Models.ToArrays(result.Model!));
        }).Check(Many);

    [Fact]
    public void Schedules_SeeExactlyThePullsOfTheirDepthAndCountsAddUp_ForAnyOrderOfDeliveries() =>
        Prop.ForAll(PlanCases.Arbitrary(random => random with { Units = 1, Policy = AnyPolicy.Ssp }), random =>
        {
            int depth = 1 + (int)(random.Seed / 8 % 4);
            ScheduledProgram program = new(depth, random.Staleness, random.Apply == ApplyMode.Clocked);
            JobPlan plan = random.Plan(program, depth);
            JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, new Ignore());
            Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
            Assert.Equal(program.Totals(plan), Models.ToArrays(result.Model!));
        }).Check(Many);

    [Fact]
    public void StalenessZero_EqualsSequentialBspToTheBit_WithFloatsOfWildMagnitude() =>
        Prop.ForAll(
            PlanCases.Arbitrary(random => random with
            {
                Policy = random.Policy == AnyPolicy.Bsp ? AnyPolicy.Bsp : AnyPolicy.Ssp,
                Staleness = 0,
                Apply = ApplyMode.Clocked,
            }),
            random =>
            {
                JobPlan plan = random.Plan(new FloatSumProgram(random.Shape));
                JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, new Ignore());
                Assert.Equal(Models.ToBytes(SequentialBsp.Run(plan)), Models.ToBytes(result.Model!));
            }).Check(Many);

    [Fact]
    public void Pools_GetEverythingBackButUnacknowledgedChanges_WhenTheRunIsOver() =>
        Prop.ForAll(PlanCases.Arbitrary(), random =>
        {
            JobPlan plan = random.Plan(new CountingProgram(random.Shape));
            ShuffledCluster cluster = new(random.Shuffle);
            _ = cluster.Run(plan, new Ignore());
            Assert.Equal((0, 0), (cluster.Pool.MessagesInUse, cluster.Copier.Pool.MessagesInUse));
            Assert.Equal(0, cluster.Copier.Pool.BatchesInUse);
            int perClock = plan.Workers * plan.Shards * plan.UnitsPerRound * plan.Program.Tables.Count;
            int clocks = random.Policy is AnyPolicy.Asp or AnyPolicy.Mixed ? random.Clocks : random.Staleness + 1;
            Assert.InRange(cluster.Pool.BatchesInUse, 0, perClock * clocks * (random.Managed is null ? 1 : 5));
        }).Check(Many);

    [Theory]
    [InlineData(ApplyMode.Arrival)]
    [InlineData(ApplyMode.Clocked)]
    public void Oplog_DoesNotGrowWithTheRun_WhereRowsAreWrittenButNotReadAnyMore(ApplyMode apply)
    {
        int Kept(int clocks)
        {
            PlanCase plan = PlanCase.Example with { Order = DeliveryOrder.Sent, Apply = apply, Clocks = clocks };
            ShuffledCluster cluster = new(plan.Shuffle);
            _ = cluster.Run(plan.Plan(new TwoTables(readRounds: 1)), new Ignore());
            return cluster.Pool.BatchesInUse;
        }

        int few = Kept(clocks: 40);
        Assert.InRange(Kept(clocks: 400), 1, 2 * few);
    }

    private sealed class Ignore : IRunObserver
    {
        public void On(in RunEvent happened)
        {
        }
    }
}
