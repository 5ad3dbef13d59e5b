using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Tests.Scheduling;

public sealed class SumTreeTests
{
    [Fact]
    public void SumTree_IsTheListOfPresentWeights_AfterAnyChanges()
    {
        Gen<int[]> operations = Gen.ArrayOf(Gen.Choose(0, 10_000));
        Prop.ForAll(Arb.From(operations, Shrink), codes =>
        {
            int items = codes.Length == 0 ? 1 : (codes[0] % 19) + 1;
            SumTree tree = new(items);
            int[] weights = new int[items];
            bool[] present = [.. Enumerable.Repeat(element: true, items)];
            foreach (int code in codes)
            {
                Apply(code, tree, weights, present);
            }

            AssertSame(tree, weights, present, addend: 0);
            AssertSame(tree, weights, present, addend: 2);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));
    }

    [Fact]
    public void SumTree_NeverFindsAnItemWithoutMass_HoweverThePointIsRounded()
    {
        SumTree tree = new(6);
        tree.Set(1, 0.1);
        tree.Set(4, 0.2);
        Assert.Equal(4, tree.Find(tree.Mass(0), 0));
        Assert.Equal(4, tree.Find(10, 0));
        Assert.Equal(1, tree.Find(-1, 0));
        tree.Remove(4);
        Assert.Equal(1, tree.Find(10, 0));
    }

    [Fact]
    public void SumTree_DependsOnPresentWeightsOnly_NotOnHowTheyCame()
    {
        SumTree direct = new(10);
        SumTree roundabout = new(10);
        for (int item = 0; item < 10; item++)
        {
            roundabout.Set(item, 1e17 / (item + 1));
            direct.Set(item, 0.1 * item);
        }

        for (int item = 9; item >= 0; item--)
        {
            roundabout.Set(item, 0.1 * item);
        }

        Assert.Equal(direct.Sum, roundabout.Sum);
    }

    private static void Apply(int code, SumTree tree, int[] weights, bool[] present)
    {
        int item = code / 3 % weights.Length;
        switch (code % 3)
        {
            case 0:
                weights[item] = code / 100 % 7;
                tree.Set(item, weights[item]);
                break;
            case 1:
                present[item] = false;
                tree.Remove(item);
                break;
            default:
                present[item] = true;
                tree.Restore(item);
                break;
        }
    }

    private static void AssertSame(SumTree tree, int[] weights, bool[] present, int addend)
    {
        double mass = 0;
        for (int item = 0; item < weights.Length; item++)
        {
            Assert.Equal(weights[item], tree[item]);
            for (int unit = 0; present[item] && unit < weights[item] + addend; unit++)
            {
                mass++;
            }
        }

        Assert.Equal(mass, tree.Mass(addend));
        Assert.Equal(present.Count(there => there), tree.Present);
        double point = 0;
        for (int item = 0; item < weights.Length; item++)
        {
            for (int unit = 0; present[item] && unit < weights[item] + addend; unit++)
            {
                Assert.Equal(item, tree.Find(point, addend));
                Assert.Equal(item, tree.Find(point + 0.99, addend));
                point++;
            }
        }
    }

    private static IEnumerable<int[]> Shrink(int[] codes)
    {
        for (int index = 0; index < codes.Length; index++)
        {
            yield return [.. codes.Take(index), .. codes.Skip(index + 1)];
        }
    }
}
