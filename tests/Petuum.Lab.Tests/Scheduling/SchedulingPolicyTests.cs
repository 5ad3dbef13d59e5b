using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Tests.Scheduling;

/// <summary>Laws of every policy that picks.</summary>
public sealed class SchedulingPolicyTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200);

    [Fact]
    public void Pick_IsDistinctAndNotInFlightAndNeverMoreThanWanted() =>
        Prop.ForAll(PolicyScenario.Any(PolicyScenario.PickingKinds), scenario =>
        {
            PolicyRun run = new(scenario, scenario.Create());
            for (int round = 0; round < scenario.Rounds; round++)
            {
                (int[] picked, long work) = run.Step();
                Assert.True(picked.Length <= scenario.Count);
                Assert.True(work > 0 || !run.InFlight.Contains(false) || picked.Length == 0);
                Assert.All(picked, item => Assert.InRange(item, 0, scenario.Items - 1));
            }
        }).Check(Quick);

    [Fact]
    public void Pick_IsAsManyAsWantedOrAllThatAreFree_WhereNothingIsFiltered() =>
        Prop.ForAll(
            PolicyScenario.Any(SchedulingKind.RoundRobin, SchedulingKind.Random, SchedulingKind.Priority),
            scenario =>
            {
                PolicyRun run = new(scenario, scenario.Create());
                for (int round = 0; round < scenario.Rounds; round++)
                {
                    int free = 0;
                    (int[] picked, _) = run.Step(inFlight => free = inFlight.Count(flying => !flying));
                    Assert.Equal(Math.Min(scenario.Count, free), picked.Length);
                }
            }).Check(Quick);

    [Fact]
    public void Dependency_KeepsAllActiveItemsWithinTheta_AcrossRoundsInFlight() =>
        Prop.ForAll(
            PolicyScenario.Any(SchedulingKind.Dependency, SchedulingKind.PriorityAndDependency),
            scenario =>
            {
                PolicyRun run = new(scenario, scenario.Create());
                HashedCoupling coupling = new(scenario.Seed);
                for (int round = 0; round < scenario.Rounds; round++)
                {
                    run.Step();
                    int[] active = [.. run.Active];
                    long ignored = 0;
                    for (int a = 0; a < active.Length; a++)
                    {
                        for (int b = 0; b < a; b++)
                        {
                            Assert.True(coupling.Coupling(active[a], active[b], ref ignored) <= scenario.ThetaValue);
                        }
                    }
                }
            }).Check(Quick);

    [Fact]
    public void Dependency_PicksAnItem_WheneverNothingIsInFlight() =>
        Prop.ForAll(
            PolicyScenario.Any(SchedulingKind.Dependency, SchedulingKind.PriorityAndDependency),
            scenario =>
            {
                PolicyRun run = new(scenario with { Depth = 1 }, scenario.Create());
                for (int round = 0; round < scenario.Rounds; round++)
                {
                    Assert.NotEmpty(run.Step().Picked);
                }
            }).Check(Quick);

    [Fact]
    public void Load_ContinuesToTheSamePicksAndWork() =>
        Prop.ForAll(PolicyScenario.Any(PolicyScenario.PickingKinds), scenario =>
        {
            ISchedulingPolicy policy = scenario.Create();
            PolicyRun run = new(scenario, policy);
            for (int round = 0; round < scenario.Rounds; round++)
            {
                run.Step();
            }

            StateWriter writer = new();
            policy.Save(writer);
            ISchedulingPolicy restored = scenario.Create();
            StateReader reader = new(writer.ToArray());
            restored.Load(reader);
            Assert.True(reader.AtEnd);
            PolicyRun twin = run.ContinueWith(restored);
            for (int round = 0; round < 20; round++)
            {
                (int[] picked, long work) = run.Step();
                (int[] again, long workAgain) = twin.Step();
                Assert.Equal(picked, again);
                Assert.Equal(work, workAgain);
            }
        }).Check(Quick);

    [Fact]
    public void Load_OverwritesAPolicyThatWasInUse() =>
        Prop.ForAll(PolicyScenario.Any(PolicyScenario.PickingKinds), scenario =>
        {
            ISchedulingPolicy policy = scenario.Create();
            StateWriter writer = new();
            policy.Save(writer);
            PolicyRun first = new(scenario, policy);
            int[][] picks = [.. Enumerable.Range(0, 10).Select(_ => first.Step().Picked)];
            policy.Load(new StateReader(writer.ToArray()));
            PolicyRun second = new(scenario, policy);
            Assert.All(picks, picked => Assert.Equal(picked, second.Step().Picked));
        }).Check(Quick);

    [Fact]
    public void RoundRobin_PicksEveryItemOnce_BetweenTwoPicksOfAnyItem() =>
        Prop.ForAll(PolicyScenario.Any(SchedulingKind.RoundRobin), scenario =>
        {
            scenario = scenario with { Depth = 1 };
            PolicyRun run = new(scenario, scenario.Create());
            int[] picks = [.. Enumerable.Range(0, 60).SelectMany(_ => run.Step().Picked)];
            for (int start = 0; start + scenario.Items <= picks.Length; start += scenario.Items)
            {
                Assert.Equal(Enumerable.Range(0, scenario.Items), picks.Skip(start).Take(scenario.Items).Order());
            }
        }).Check(Quick);

    [Fact]
    public void RoundRobin_StarvesNoItem_WhateverIsInFlight() =>
        Prop.ForAll(PolicyScenario.Any(SchedulingKind.RoundRobin), scenario =>
        {
            PolicyRun run = new(scenario, scenario.Create());
            int[] lastTouched = new int[scenario.Items];
            int pass = (scenario.Items / Math.Min(scenario.Count, scenario.Items)) + scenario.Depth + 1;
            for (int round = 1; round < 100; round++)
            {
                run.Step();
                foreach (int item in run.Active)
                {
                    lastTouched[item] = round;
                }

                Assert.All(lastTouched, touched => Assert.InRange(touched, round - pass, round));
            }
        }).Check(Quick);

    [Fact]
    public void Names_AreThoseOfSpecs_AndGoBothWays()
    {
        Assert.Equal(
            [
                "round-robin", "random", "priority", "dependency", "priority+dependency", "static-partition",
                "rotation", "heavy-first",
            ],
            SchedulingPolicies.Names);
        Assert.Equal("priority+dependency", SchedulingPolicies.NameOf(SchedulingKind.PriorityAndDependency));
        Assert.Equal("absolute-change", SchedulingPolicies.NameOf(PriorityWeight.AbsoluteChange));
    }

    [Fact]
    public void Create_RefusesWhatCannotWork_WithARemedy()
    {
        SchedulingOptions good = SchedulingOptions.AsPublished(SchedulingKind.PriorityAndDependency);
        SchedulingOptions[] bad =
        [
            good with { Eta = -1 }, good with { Eta = double.NaN }, good with { BaseFactor = 0 },
            good with { CandidateFactor = 0.5 }, good with { Theta = 1.5 }, good with { Stride = 0 },
            good with { Kind = (SchedulingKind)99 }, good with { Kind = SchedulingKind.Rotation },
        ];
        foreach (SchedulingOptions options in bad)
        {
            PlanException wrong = Assert.Throws<PlanException>(
                () => SchedulingPolicies.Create(options, 5, new Seed(1), new HashedCoupling(1)));
            Assert.NotEmpty(wrong.Remedy);
        }

        Assert.Throws<PlanException>(() => SchedulingPolicies.Create(good, 5, new Seed(1), dependencies: null));
        Assert.Throws<PlanException>(() => SchedulingPolicies.CreateAssignment(good, [1, 2], 2));
    }
}
