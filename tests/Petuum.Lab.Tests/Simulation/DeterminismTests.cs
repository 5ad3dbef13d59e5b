using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>The same seeds give the same bits; and with BSP, so do others.</summary>
public class DeterminismTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(150);

    [Fact]
    public void Run_GivesTheSameEventsToTheBit_WhenRepeated() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            EventHash first = new();
            EventHash second = new();
            random.Run(plan => new FloatSumProgram(plan.Shape), first, out _);
            random.Run(plan => new FloatSumProgram(plan.Shape), second, out _);
            Assert.Equal((first.Events, first.Value), (second.Events, second.Value));
        }).Check(Many);

    [Fact]
    public void Run_GivesTheSameEventsToTheBit_WhoeverWatches() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            JobResult unseen = random.Run(plan => new FloatSumProgram(plan.Shape), NullObserver.Instance, out _);
            JobResult seen = random.Run(
                plan => new FloatSumProgram(plan.Shape), new ObserverList(new EventHash(), new EventHash()), out _);
            Assert.Equal(unseen.TimeMicros, seen.TimeMicros);
            Assert.Equal(Models.ToBytes(unseen.Model!), Models.ToBytes(seen.Model!));
        }).Check(Many);

    [Fact]
    public void Scheduled_GivesTheSameEventsToTheBit_WhenRepeated() =>
        Prop.ForAll(SimulationCase.Arbitrary(plan => OnePolicy(plan) with { Apply = ApplyMode.Clocked }), random =>
        {
            EventHash first = new();
            EventHash second = new();
            random.Run(Scheduled(depth: 2), first, out _, depth: 2);
            random.Run(Scheduled(depth: 2), second, out _, depth: 2);
            Assert.Equal((first.Events, first.Value), (second.Events, second.Value));
        }).Check(Many);

    [Fact]
    public void Bsp_GivesTheSameModelToTheBit_OnAnyClusterAndUnderAnySeedOfIt() =>
        Prop.ForAll(SimulationCase.Arbitrary(AsBsp), random =>
        {
            JobResult result = random.Run(plan => new FloatSumProgram(plan.Shape), NullObserver.Instance, out _);
            JobPlan plan = random.Plan.Plan(new FloatSumProgram(random.Plan.Shape));
            Assert.Equal(Models.ToBytes(SequentialBsp.Run(plan)), Models.ToBytes(result.Model!));
        }).Check(Many);

    [Fact]
    public void Seed_DecidesTheOrderOfEvents_WhenTheNetworkIsRandom()
    {
        SimulationCase random = SimulationCase.Arbitrary(plan => plan with { Workers = 5, Clocks = 12 })
            .Generator.Sample(1, 1).Single() with
        {
            Latency = 1,
            Placement = Lab.Simulation.ShardPlacement.Dedicated,
            Seed = 1,
        };
        EventHash first = new();
        EventHash second = new();
        random.Run(plan => new FloatSumProgram(plan.Shape), first, out _);
        (random with { Seed = 2 }).Run(plan => new FloatSumProgram(plan.Shape), second, out _);
        Assert.NotEqual(first.Value, second.Value);
    }

    [Fact]
    public void Sums_AreExact_OnAnyCluster() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            CountingProgram program = new(random.Plan.Shape);
            JobResult result = random.Run(_ => program, NullObserver.Instance, out _);
            Assert.Equal(program.Totals(random.Plan.Plan(program)), Models.ToArrays(result.Model!));
        }).Check(Many);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Schedule_SeesExactlyThePullsOfRoundsUpToItsOwnMinusDepth(int depth) =>
        Prop.ForAll(SimulationCase.Arbitrary(OnePolicy), random =>
            random.Run(Scheduled(depth), NullObserver.Instance, out _, depth))
            .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    private static Func<PlanCase, ScheduledProgram> Scheduled(int depth) => plan => new ScheduledProgram(
        depth,
        plan.Policy == AnyPolicy.Asp ? null : plan.Staleness,
        plan.Apply == ApplyMode.Clocked && plan.Policy != AnyPolicy.Asp);

    private static PlanCase OnePolicy(PlanCase plan) =>
        plan.Policy == AnyPolicy.Mixed ? plan with { Policy = AnyPolicy.Essp } : plan;

    private static PlanCase AsBsp(PlanCase plan) =>
        plan with { Policy = AnyPolicy.Bsp, Staleness = 0, Apply = ApplyMode.Clocked };
}
