using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Core;

/// <summary>What the machines promise together, whatever the network does (PAPERS A4, DESIGN §1).</summary>
public class RunLawTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400);

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
        Prop.ForAll(PlanCases.Arbitrary(random => random is { Policy: PolicyKind.Mixed, Order: DeliveryOrder.Any }), random =>
        {
            JobPlan plan = random.Plan(new CountingProgram(random.Shape));
            JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, new ReadModel(plan));
            Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

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
    public void StalenessZero_EqualsSequentialBspToTheBit_WithFloatsOfWildMagnitude() =>
        Prop.ForAll(
            PlanCases.Arbitrary(random => random is { Policy: PolicyKind.Bsp or PolicyKind.Ssp, Managed: null, Staleness: 0, Apply: ApplyMode.Clocked }),
            random =>
            {
                JobPlan plan = random.Plan(new FloatSumProgram(random.Shape));
                JobResult result = new ShuffledCluster(random.Shuffle).Run(plan, new Ignore());
                Assert.Equal(Models.ToBytes(SequentialBsp.Run(plan)), Models.ToBytes(result.Model!));
            }).Check(Many);

    private sealed class Ignore : IRunObserver
    {
        public void On(in RunEvent happened)
        {
        }
    }
}
