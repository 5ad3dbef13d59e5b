using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Forest;

/// <summary>Where a node is split: against brute force over all features and thresholds.</summary>
public sealed class SplitTests
{
    private static readonly Gen<(int Rows, int Levels, int Classes, int LeafMin, int Seed)> Nodes =
        from rows in Gen.Frequency((3, Gen.Choose(1, 12)), (1, Gen.Choose(33, 200)))
        from levels in Gen.Frequency((3, Gen.Choose(1, 6)), (1, Gen.Choose(250, 700)))
        from classes in Gen.Choose(2, 5)
        from leafMin in Gen.Choose(1, 4)
        from seed in Gen.Choose(0, 1 << 20)
        select (rows, levels, classes, leafMin, seed);

    [Fact]
    public void Cut_IsTheBestOverAllThresholds_AndItsGainIsThatOfTheEntropies() => Prop.ForAll(
        Arb.From(
            Nodes,
            c => c.Rows > 1 ? [c with { Rows = c.Rows - 1 }, c with { Rows = (c.Rows + 1) / 2 }]
                : c.LeafMin > 1 ? [c with { LeafMin = c.LeafMin - 1 }] : []),
        c =>
        {
            Pcg32 chance = new Seed((ulong)c.Seed).CreateGenerator();
            int[] labels = Array.ConvertAll(new int[c.Rows], _ => chance.NextInt(c.Classes));
            int[] weights = Array.ConvertAll(new int[c.Rows], _ => 1 + chance.NextInt(3));
            ushort[] codes = Array.ConvertAll(new ushort[c.Rows], _ => (ushort)chance.NextInt(c.Levels));
            int[] counts = Counts(c.Classes, labels, weights, _ => true);
            Information information = new(counts.Sum());
            SplitFinder finder = new(information, c.Classes, c.LeafMin, c.Rows);
            Cut found = finder.Find(
                codes,
                c.Levels,
                [.. Enumerable.Range(0, c.Rows)],
                [.. labels.Zip(weights, SplitFinder.Pack)],
                new NodeCounts { Counts = counts, Draws = counts.Sum(), Terms = information.Of(counts) });
            Assert.Equal(codes.Distinct().Count() > 1, found.Varies);

            (long Gain, int Below)? best = null;
            foreach (int below in codes.Order().Distinct().SkipLast(1))
            {
                int[] left = Counts(c.Classes, labels, weights, row => codes[row] <= below);
                int[] right = Counts(c.Classes, labels, weights, row => codes[row] > below);
                long gain = Lost(information, counts) - Lost(information, left) - Lost(information, right);
                bool isAllowed = left.Sum() >= c.LeafMin && right.Sum() >= c.LeafMin;
                best = isAllowed && (best is null || gain > best.Value.Gain) ? (gain, below) : best;
            }

            if (best is null)
            {
                Assert.Equal(0, found.Gain);
                return;
            }

            int above = codes.Where(code => code > best.Value.Below).Min();
            Assert.Equal((best.Value.Gain, best.Value.Below, above), (found.Gain, found.Below, found.Above));
            int[] below2 = Counts(c.Classes, labels, weights, row => codes[row] <= found.Below);
            int[] above2 = [.. counts.Zip(below2, (all, part) => all - part)];
            double expected = Entropy(counts) - Entropy(below2) - Entropy(above2);
            Assert.Equal(expected, Information.Bits(found.Gain), 1e-5);
            Assert.Equal(expected / Entropy([below2.Sum(), above2.Sum()]), found.Ratio, 1e-5);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Root_HasTheBestGainRatio_OfTheFeaturesWhoseGainIsAtLeastTheAverage() => Prop.ForAll(
        Arb.From(
            from rows in Gen.Choose(2, 40)
            from features in Gen.Choose(1, 5)
            from levels in Gen.Choose(2, 8)
            from classes in Gen.Choose(2, 4)
            from seed in Gen.Choose(0, 1 << 20)
            select (rows, features, levels, classes, seed),
            c => c.features > 1 ? [c with { features = c.features - 1 }]
                : c.rows > 2 ? [c with { rows = c.rows - 1 }] : []),
        c =>
        {
            ClassData data = ForestCase.Noise(c.rows, c.features, c.classes, c.levels, (ulong)c.seed);
            ForestOptions options = ForestCase.Options with { Depth = 1, Features = c.features };
            TreeGrower grower = ForestCase.Grower(data, options);
            ForestNode root = grower.Grow(c.seed).Nodes[0];
            int[] weights = grower.Weights.ToArray();
            int[] labels = data.Labels.ToArray();
            List<(int Feature, float Threshold, double Gain, double Ratio)> cuts = [];
            for (int feature = 0; feature < c.features; feature++)
            {
                float[] values = [.. Enumerable.Range(0, c.rows).Select(row => data.RowsAt(row, 1)[feature])];
                foreach (float value in values.Distinct())
                {
                    int classes = data.Classes.Length;
                    int[] all = Counts(classes, labels, weights, _ => true);
                    int[] left = Counts(classes, labels, weights, row => values[row] <= value);
                    int[] right = [.. all.Zip(left, (total, part) => total - part)];
                    double gain = Entropy(all) - Entropy(left) - Entropy(right);
                    if (left.Sum() > 0 && right.Sum() > 0 && gain > 1e-5)
                    {
                        cuts.Add((feature, value, gain, gain / Entropy([left.Sum(), right.Sum()])));
                    }
                }
            }

            if (cuts.Count == 0)
            {
                Assert.True(root.IsLeaf);
                return;
            }

            List<(int Feature, float Threshold, double Gain, double Ratio)> best =
                [.. cuts.GroupBy(cut => cut.Feature).Select(group => group.MaxBy(cut => cut.Gain))];
            double average = best.Average(cut => cut.Gain);
            double ratio = best.Where(cut => cut.Gain >= average - 1e-5).Max(cut => cut.Ratio);
            (_, _, double ownGain, double own) = best.Single(cut => cut.Feature == root.Feature);
            Assert.InRange(ownGain, average - 1e-5, double.PositiveInfinity);
            bool isAverage = best.Exists(cut => Math.Abs(cut.Gain - average) < 1e-5);
            Assert.True(isAverage || Math.Abs(own - ratio) < 1e-4, $"ratio {own}, the best is {ratio}");
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Keys_AreSortedByTheirUpperHalves() => Prop.ForAll(
        Arb.From(
            from count in Gen.Choose(0, 120)
            from digits in Gen.Choose(1, 4)
            from seed in Gen.Choose(0, 1 << 20)
            select (count, digits, seed),
            c => c.count > 0 ? [c with { count = c.count - 1 }] : []),
        c =>
        {
            Pcg32 chance = new Seed((ulong)c.seed).CreateGenerator();
            ulong upper = (1UL << (8 * c.digits)) - 1;
            ulong[] keys = Array.ConvertAll(
                new ulong[c.count], _ => ((chance.NextUInt32() & upper) << 32) | chance.NextUInt32());
            ulong[] sorted = [.. keys];
            KeySort.Sort(sorted, new ulong[c.count], c.digits);
            Assert.Equal(keys.Select(key => key >> 32).Order(), sorted.Select(key => key >> 32));
            Assert.Equal(keys.Order(), sorted.Order());
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Levels_AreInTheOrderOfTheValues_AndThresholdsTellThemApart()
    {
        double[] values = [3, -0.0, 0, -2.5, 1e-40, 7e30, -1e30, 3, float.MaxValue, BitConverter.Int32BitsToSingle(1)];
        double[] labels = [.. values.Select((_, row) => (double)(row % 2))];
        ClassData data = new(new RegressionData(SparseMatrix.FromDense(values.Length, 1, values), labels));
        ForestColumns columns = new(data);
        ushort[] codes = columns.Codes(0).ToArray();
        float[] sorted = [.. values.Select(value => (float)value).Distinct().Order()];
        Assert.Equal(values.Select(value => (ushort)Array.IndexOf(sorted, (float)value)), codes);
        Assert.Equal(sorted.Length, columns.LevelsOf(0));
        for (int below = 0; below + 1 < sorted.Length; below++)
        {
            float threshold = columns.Between(0, below, below + 1);
            Assert.True(sorted[below] <= threshold && !(sorted[below + 1] <= threshold), $"{threshold}");
        }
    }

    [Fact]
    public void MoreValuesThanLevels_ShareLevels_InOrder()
    {
        const int Rows = 70_000;
        double[] values = [.. Enumerable.Range(0, Rows).Select(row => (double)((row * 31) % Rows))];
        double[] labels = [.. values.Select((_, row) => (double)(row % 2))];
        ForestColumns columns = new(
            new ClassData(new RegressionData(SparseMatrix.FromDense(Rows, 1, values), labels)));
        ushort[] byValue = new ushort[Rows];
        for (int row = 0; row < Rows; row++)
        {
            byValue[(int)values[row]] = columns.Codes(0)[row];
        }

        Assert.Equal(ForestColumns.LevelsMax, columns.LevelsOf(0));
        Assert.Equal((0, ForestColumns.LevelsMax - 1), (byValue[0], byValue[^1]));
        Assert.All(byValue.Zip(byValue.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0, 1));
        int cut = Array.FindIndex(byValue, code => code > 20_000);
        Assert.InRange(columns.Between(0, byValue[cut - 1], byValue[cut]), cut - 1, cut - 0.25f);
    }

    private static int[] Counts(int classes, int[] labels, int[] weights, Predicate<int> isIn)
    {
        int[] counts = new int[classes];
        for (int row = 0; row < labels.Length; row++)
        {
            counts[labels[row]] += isIn(row) ? weights[row] : 0;
        }

        return counts;
    }

    /// <summary>N times the entropy, in bits.</summary>
    private static double Entropy(int[] counts) => counts
        .Where(count => count > 0).Sum(count => -count * Math.Log2((double)count / counts.Sum()));

    private static long Lost(Information information, int[] counts) =>
        information.Terms[counts.Sum()] - information.Of(counts);
}
