using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Tests.Scheduling;

public sealed class AssignmentPolicyTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void Rotation_GivesEveryWorkerEveryBlockOnce_InAnyPRounds() =>
        Prop.ForAll(Shapes(), shape =>
        {
            RotationPolicy policy = new(shape.Items, shape.Workers, step: 1);
            for (int worker = 0; worker < shape.Workers; worker++)
            {
                IEnumerable<int> rounds = Enumerable.Range(shape.Round, shape.Workers);
                IEnumerable<int> blocks = rounds.Select(round => policy.BlockOf(worker, round));
                Assert.Equal(Enumerable.Range(0, shape.Workers), blocks.Order());
            }
        }).Check(Quick);

    [Fact]
    public void Assign_GivesEveryItemToExactlyOneWorker() =>
        Prop.ForAll(Shapes(), shape =>
        {
            double[] weights = [.. Enumerable.Range(0, shape.Items).Select(item => (double)(item * 7 % 5))];
            SchedulingKind[] kinds =
                [SchedulingKind.StaticPartition, SchedulingKind.Rotation, SchedulingKind.HeavyFirst];
            foreach (SchedulingKind kind in kinds)
            {
                IAssignmentPolicy policy = SchedulingPolicies.CreateAssignment(
                    SchedulingOptions.AsPublished(kind), weights, shape.Workers);
                List<int>[] assigned = Assign(policy, shape.Workers, shape.Round);
                Assert.Equal(Enumerable.Range(0, shape.Items), assigned.SelectMany(items => items).Order());
            }
        }).Check(Quick);

    [Fact]
    public void Rotation_HandsOnWholeBlocks_OfEqualSizeToWithinOneItem() =>
        Prop.ForAll(Shapes(), shape =>
        {
            RotationPolicy policy = new(shape.Items, shape.Workers, step: 1);
            List<int>[] now = Assign(policy, shape.Workers, shape.Round);
            List<int>[] next = Assign(policy, shape.Workers, shape.Round + 1);
            for (int worker = 0; worker < shape.Workers; worker++)
            {
                Assert.Equal(now[(worker + 1) % shape.Workers], next[worker]);
                Assert.InRange(now[worker].Count, shape.Items / shape.Workers, (shape.Items / shape.Workers) + 1);
            }
        }).Check(Quick);

    [Fact]
    public void StaticPartition_NeverChanges()
    {
        RotationPolicy policy = new(items: 10, workers: 3, step: 0);
        Assert.Equal(Assign(policy, 3, 0), Assign(policy, 3, 5));
    }

    [Fact]
    public void HeavyFirst_IsWithinGrahamsBoundOfTheOptimum()
    {
        Gen<int[]> weights = Gen.ArrayOf(Gen.Choose(0, 30)).Where(w => w.Length is > 0 and <= 8);
        Prop.ForAll(
            Arb.From(weights, ShrinkWeights),
            w =>
            {
                for (int workers = 1; workers <= 3; workers++)
                {
                    HeavyFirstPolicy policy = new([.. w.Select(weight => (double)weight)], workers);
                    List<int>[] assigned = Assign(policy, workers, 0);
                    int longest = assigned.Max(items => items.Sum(item => w[item]));
                    Assert.True(longest * 3 * workers <= Optimum(w, new int[workers], 0) * ((4 * workers) - 1));
                }
            }).Check(Quick);
    }

    [Fact]
    public void HeavyFirst_FollowsMeasuredWeights_AndContinuesAfterLoad()
    {
        HeavyFirstPolicy policy = new([1, 1, 1, 1], workers: 2);
        policy.Observe(3, 10);
        List<int>[] assigned = Assign(policy, 2, 0);
        Assert.Equal([3], assigned[0]);
        Assert.Equal([0, 1, 2], assigned[1]);
        StateWriter writer = new();
        policy.Save(writer);
        HeavyFirstPolicy restored = new([1, 1, 1, 1], workers: 2);
        restored.Load(new StateReader(writer.ToArray()));
        Assert.Equal(assigned, Assign(restored, 2, 1));
    }

    private static Arbitrary<(int Items, int Workers, int Round)> Shapes() => Arb.From(
        from items in Gen.Choose(0, 40)
        from workers in Gen.Choose(1, 9)
        from round in Gen.Choose(0, 1000)
        select (items, workers, round),
        ShrinkShape);

    private static IEnumerable<int[]> ShrinkWeights(int[] weights)
    {
        for (int index = 0; index < weights.Length && weights.Length > 1; index++)
        {
            yield return [.. weights.Take(index), .. weights.Skip(index + 1)];
        }
    }

    private static IEnumerable<(int Items, int Workers, int Round)> ShrinkShape(
        (int Items, int Workers, int Round) shape)
    {
        if (shape.Round > 0)
        {
            yield return (shape.Items, shape.Workers, shape.Round / 2);
        }

        if (shape.Items > 0)
        {
            yield return (shape.Items - 1, shape.Workers, shape.Round);
        }

        if (shape.Workers > 1)
        {
            yield return (shape.Items, shape.Workers - 1, shape.Round);
        }
    }

    private static List<int>[] Assign(IAssignmentPolicy policy, int workers, int round)
    {
        List<int>[] assigned = [.. Enumerable.Range(0, workers).Select(_ => new List<int>())];
        policy.Assign(round, assigned);
        return assigned;
    }

    private static int Optimum(int[] weights, int[] loads, int item)
    {
        if (item == weights.Length)
        {
            return loads.Max();
        }

        int best = int.MaxValue;
        for (int worker = 0; worker < loads.Length; worker++)
        {
            loads[worker] += weights[item];
            best = Math.Min(best, Optimum(weights, loads, item + 1));
            loads[worker] -= weights[item];
        }

        return best;
    }
}
