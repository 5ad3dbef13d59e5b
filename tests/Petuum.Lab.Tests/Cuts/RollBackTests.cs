using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>A run that is rolled back to a cut ends as if nothing had happened.</summary>
public class RollBackTests
{
    private static readonly Config Some = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(40);
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(250);

    public static TheoryData<string> Programs => [.. CutPrograms.Names];

    /// <summary>
    /// Rolled back twice: the second time to a cut of the run that goes on from the first, at once or later.
    /// </summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void RollBack_ChangesNoBit_WithStalenessZeroAndClocked(string program)
    {
        int rolledBack = 0;
        Prop.ForAll(
            CutCase.Arbitrary(
                program,
                random => random with { Workers = Math.Min(4, random.Workers), Staleness = 0 },
                clocksFactor: 3),
            random =>
        {
            JobPlan plan = CutPrograms.Plan(random);
            EvaluationLog undisturbed = new();
            JobResult expected = new ShuffledCluster(random.Plan.Shuffle).Run(plan, undisturbed);
            ShuffledCluster first = new(random.Shuffle);
            Require(expected, undisturbed, first, plan, from: null);
            int[] later = [random.Clock + 1, (random.Clock + plan.Stop.MaxClocks + 1) / 2];
            ShuffledCluster second = new(Other(random.Shuffle, 1) with
            {
                Cuts = [.. later.Distinct().Where(clock => clock < plan.Stop.MaxClocks)],
            });
            foreach (SavedCut cut in first.Saved)
            {
                rolledBack++;
                Require(expected, undisturbed, second, plan, cut);
                foreach (SavedCut next in second.Saved)
                {
                    Require(expected, undisturbed, new ShuffledCluster(Other(random.Shuffle, 2)), plan, next);
                }
            }
        }).Check(Some);
        Assert.InRange(rolledBack, 15, int.MaxValue);
    }

    [Fact]
    public void RollBack_KeepsSumsExact_UnderEveryPolicy()
    {
        int rolledBack = 0;
        Prop.ForAll(CutCase.Arbitrary(), random =>
        {
            CountingProgram program = new(random.Plan.Shape);
            JobPlan plan = random.Plan.Plan(program);
            rolledBack += RequireTotals(program.Totals(plan), plan, random);
        }).Check(Many);
        Assert.InRange(rolledBack, 100, int.MaxValue);
    }

    [Fact]
    public void RollBack_KeepsSchedulesAndSumsExact_WhereRoundsAreScheduled()
    {
        int rolledBack = 0;
        Prop.ForAll(
            CutCase.Arbitrary(fit: random => random with { Units = 1, Policy = AnyPolicy.Ssp }), random =>
        {
            int depth = 1 + (int)(random.Plan.Seed / 8 % 4);
            ScheduledProgram program = new(depth, random.Plan.Staleness, random.Plan.Apply == ApplyMode.Clocked);
            JobPlan plan = random.Plan.Plan(program, depth);
            rolledBack += RequireTotals(program.Totals(plan), plan, random);
        }).Check(Many);
        Assert.InRange(rolledBack, 100, int.MaxValue);
    }

    private static ShuffleOptions Other(ShuffleOptions shuffle, int index) =>
        shuffle with { Seed = shuffle.Seed.Split("another time", index), OfferPercent = 100 };

    /// <summary>Of the run in which the cut is offered, and of the one that goes on from it, if there is one.</summary>
    private static int RequireTotals(double[][][] totals, JobPlan plan, CutCase random)
    {
        ShuffledCluster first = new(random.Shuffle);
        RequireTotals(totals, first.Run(plan, NullObserver.Instance));
        foreach (SavedCut cut in first.Saved)
        {
            ShuffledCluster second = new(Other(random.Shuffle, 1));
            RequireTotals(totals, second.Run(plan, NullObserver.Instance, from: cut));
        }

        return first.Saved.Count;
    }

    private static void RequireTotals(double[][][] totals, JobResult result)
    {
        Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        Assert.Equal(totals, Models.ToArrays(result.Model!));
    }

    /// <summary>The same result to the bit, and the same evaluations of the clocks from the cut on.</summary>
    private static void Require(
        JobResult expected, EvaluationLog undisturbed, ShuffledCluster cluster, JobPlan plan, SavedCut? from)
    {
        EvaluationLog log = new();
        JobResult result = cluster.Run(plan, log, from: from);
        int start = from?.Clock ?? 0;
        Assert.Equal((expected.Outcome, expected.Clock), (result.Outcome, result.Clock));
        Assert.Equal(undisturbed.Lines.Where(line => line.Clock >= start), log.Lines);
        Assert.Equal(Models.ToBytes(expected.Model!), Models.ToBytes(result.Model!));
    }
}
