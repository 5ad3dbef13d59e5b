using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Tests.Scheduling;

/// <summary>Draws follow their weights. Seeds are fixed, so that these tests cannot fail by chance.</summary>
public sealed class DrawFrequencyTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Random_PicksEveryPairOfItems_EquallyOften()
    {
        const int Items = 5;
        RandomPolicy policy = new(Items, new Seed(11));
        double[] seen = new double[Items * Items];
        for (int round = 0; round < Draws; round++)
        {
            List<int> picked = [];
            policy.Pick(round, 2, new bool[Items], picked);
            seen[(picked[0] * Items) + picked[1]]++;
        }

        double[] expected = new double[Items * Items];
        for (int pair = 0; pair < expected.Length; pair++)
        {
            expected[pair] = pair / Items == pair % Items ? 0 : (double)Draws / (Items * (Items - 1));
        }

        AssertFollows(expected, seen);
    }

    [Theory]
    [InlineData(PriorityWeight.SquaredValue)]
    [InlineData(PriorityWeight.SquaredChange)]
    [InlineData(PriorityWeight.AbsoluteChange)]
    public void Priority_PicksInProportionToThePublishedWeight(PriorityWeight weight)
    {
        const int Items = 14;
        SchedulingOptions options = SchedulingOptions.AsPublished(SchedulingKind.Priority) with
        {
            Weight = weight,
            Eta = 0.5,
            BaseFactor = 0.25,
        };
        PriorityPolicy policy = new(options, Items, new Seed(7));
        double[] expected = new double[Items];
        for (int item = 0; item < Items; item++)
        {
            double before = item * 0.5;
            double after = item < 2 ? before : item % 2 == 0 ? before + (0.3 * item) : before - (0.2 * item);
            policy.Observe(item, before, after);
            expected[item] = weight switch
            {
                PriorityWeight.SquaredValue => (after * after) + 0.5,
                PriorityWeight.SquaredChange => ((after - before) * (after - before)) + 0.5,
                _ => Math.Abs(after - before),
            };
        }

        if (weight == PriorityWeight.AbsoluteChange)
        {
            double floor = 0.25 * expected.Where(change => change > 0).Average();
            expected = [.. expected.Select(change => change + floor)];
        }

        Assert.Equal(expected.Sum(), Enumerable.Range(0, Items).Sum(policy.WeightOf), 1e-9);
        AssertFollows([.. expected.Select(mass => Draws * mass / expected.Sum())], CountFirstPicks(policy, Items));
    }

    [Fact]
    public void Priority_AddsATenth_WhileAtMostTenWeightsAreNotZero()
    {
        PriorityPolicy policy = new(SchedulingOptions.AsPublished(SchedulingKind.Priority), 20, new Seed(3));
        for (int item = 0; item < 10; item++)
        {
            policy.Observe(item, 0, 4);
            Assert.Equal(0.1, policy.Addend);
        }

        policy.Observe(10, 0, 4);
        Assert.Equal(0.4, policy.Addend, 1e-12);
        policy.Observe(10, 4, 4);
        Assert.Equal(0.1, policy.Addend);
    }

    [Fact]
    public void Priority_DrawsWithoutReplacement_LikeDrawsOneAfterTheOther()
    {
        double[] weights = [1, 2, 4];
        PriorityPolicy policy = new(
            By(PriorityWeight.SquaredChange, eta: 0),
            items: 3,
            new Seed(5));
        for (int item = 0; item < 3; item++)
        {
            policy.Observe(item, 0, Math.Sqrt(weights[item]));
        }

        double[] seen = new double[3];
        for (int round = 0; round < Draws; round++)
        {
            List<int> picked = [];
            policy.Pick(round, 2, new bool[3], picked);
            seen[3 - picked.Sum()]++;
        }

        // The item left over: draw two of three by w/7, then by w/(rest).
        double[] expected = new double[3];
        for (int left = 0; left < 3; left++)
        {
            (double a, double b) = (weights[(left + 1) % 3], weights[(left + 2) % 3]);
            expected[left] = Draws * ((a / 7 * b / (7 - a)) + (b / 7 * a / (7 - b)));
        }

        AssertFollows(expected, seen);
    }

    [Fact]
    public void Priority_PutsTheHeaviestFirst_SoThatAFilterMeetsThemInThatOrder()
    {
        PriorityPolicy policy = new(
            By(PriorityWeight.SquaredValue, eta: 1),
            items: 8,
            new Seed(5));
        for (int item = 0; item < 8; item++)
        {
            policy.Observe(item, 0, item % 4);
        }

        double[] firstOfTwo = new double[2];
        for (int round = 0; round < Draws / 10; round++)
        {
            List<int> picked = [];
            policy.Pick(round, 8, new bool[8], picked);
            Assert.Equal([3, 3, 2, 2, 1, 1, 0, 0], picked.Select(item => item % 4));
            firstOfTwo[picked.IndexOf(0) < picked.IndexOf(4) ? 0 : 1]++;
        }

        AssertFollows([Draws / 20.0, Draws / 20.0], firstOfTwo);
    }

    [Fact]
    public void PriorityAndDependency_StarvesNoItem_WhenAllAreEqualAndCoupled()
    {
        const int Items = 12;
        ISchedulingPolicy policy = SchedulingPolicies.Create(
            SchedulingOptions.AsPublished(SchedulingKind.PriorityAndDependency), Items, new Seed(4), new AllCoupled());
        double[] seen = new double[Items];
        for (int round = 0; round < Draws / 10; round++)
        {
            List<int> picked = [];
            policy.Pick(round, 4, new bool[Items], picked);
            policy.Observe(Assert.Single(picked), 0, 0);
            seen[picked[0]]++;
        }

        AssertFollows([.. Enumerable.Repeat(Draws / 10.0 / Items, Items)], seen);
    }

    [Fact]
    public void Priority_ForgetsNoItem_WhenEtaIsPositive()
    {
        const int Items = 30;
        PriorityPolicy policy = new(
            By(PriorityWeight.SquaredValue, eta: 0.1),
            Items,
            new Seed(9));
        bool[] seen = new bool[Items];
        for (int round = 0; round < 4000; round++)
        {
            List<int> picked = [];
            policy.Pick(round, 2, new bool[Items], picked);
            foreach (int item in picked)
            {
                seen[item] = true;
                policy.Observe(item, 0, item < 5 ? 3 : 0);
            }
        }

        Assert.DoesNotContain(false, seen);
    }

    [Theory]
    [InlineData(PriorityWeight.SquaredChange)]
    [InlineData(PriorityWeight.AbsoluteChange)]
    public void Priority_TouchesEveryItemOnce_BeforePrioritiesCount(PriorityWeight weight)
    {
        const int Items = 23;
        PriorityPolicy policy = new(
            SchedulingOptions.AsPublished(SchedulingKind.Priority) with { Weight = weight }, Items, new Seed(2));
        List<int> picked = [];
        for (int round = 0; round < 7; round++)
        {
            List<int> now = [];
            policy.Pick(round, 3, new bool[Items], now);
            now.ForEach(item => policy.Observe(item, 0, 100));
            picked.AddRange(now);
        }

        Assert.Equal(21, picked.Distinct().Count());
        Assert.False(policy.PrioritiesCount);
        picked.Clear();
        policy.Pick(7, 3, new bool[Items], picked);
        Assert.Equal(3, picked.Distinct().Count());
        picked.ForEach(item => policy.Observe(item, 0, 1));
        Assert.True(policy.PrioritiesCount);
    }

    [Fact]
    public void Priority_StaysUsable_WhenValuesAreNoLongerFinite()
    {
        PriorityPolicy policy = new(SchedulingOptions.AsPublished(SchedulingKind.Priority), 4, new Seed(2));
        policy.Observe(0, 0, double.NaN);
        policy.Observe(1, 0, double.PositiveInfinity);
        policy.Observe(2, double.MaxValue, -double.MaxValue);
        policy.Observe(3, 0, 1);
        List<int> picked = [];
        policy.Pick(0, 4, new bool[4], picked);
        Assert.Equal([0, 1, 2, 3], picked.Order());
    }

    private static SchedulingOptions By(PriorityWeight weight, double eta) =>
        SchedulingOptions.AsPublished(SchedulingKind.Priority) with { Weight = weight, Eta = eta };

    private static double[] CountFirstPicks(PriorityPolicy policy, int items)
    {
        double[] seen = new double[items];
        for (int round = 0; round < Draws; round++)
        {
            List<int> picked = [];
            policy.Pick(round, 1, new bool[items], picked);
            seen[picked[0]]++;
        }

        return seen;
    }

    private sealed class AllCoupled : IDependencyOracle
    {
        public double Coupling(int first, int second, ref long work) => 1;
    }

    /// <summary>χ² below its mean plus five standard deviations; cells that must be empty are.</summary>
    private static void AssertFollows(double[] expected, double[] seen)
    {
        double chiSquare = 0;
        int cells = 0;
        for (int cell = 0; cell < expected.Length; cell++)
        {
            if (expected[cell] == 0)
            {
                Assert.Equal(0, seen[cell]);
                continue;
            }

            cells++;
            chiSquare += (seen[cell] - expected[cell]) * (seen[cell] - expected[cell]) / expected[cell];
        }

        int freedom = cells - 1;
        Assert.True(
            chiSquare < freedom + (5 * Math.Sqrt(2.0 * freedom)),
            $"chi-square {chiSquare} at {freedom} degrees of freedom");
    }
}
