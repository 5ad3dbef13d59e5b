using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Tests.Batches;

namespace Petuum.Lab.Tests.MetricLearning;

/// <summary>Pairs of nearest neighbours, and the directions that they are looked for in.</summary>
public sealed class NeighbourPairsTests
{
    private static readonly Gen<(int Rows, int Features, int Directions, int Classes, int Seed)> Cases =
        from rows in Gen.Choose(6, 40)
        from features in Gen.Choose(1, 6)
        from directions in Gen.Choose(1, 8)
        from classes in Gen.Choose(2, 4)
        from seed in Gen.Choose(0, 1 << 20)
        select (rows, features, directions, classes, seed);

    private static readonly Arbitrary<(int Rows, int Features, int Directions, int Classes, int Seed)> Arbitrary =
        Arb.From(Cases, c => c.Rows > 6 ? [c with { Rows = c.Rows - 1 }]
            : c.Features > 1 ? [c with { Features = c.Features - 1 }]
            : c.Directions > 1 ? [c with { Directions = 1 }] : []);

    [Fact]
    public void Pairs_AreOfTheNearestRows_OfTheOwnLabelAndOfOthers() => Prop.ForAll(
        Arbitrary,
        c =>
        {
            RegressionData data = Draw(c.Rows, c.Features, c.Classes, c.Seed);
            PrincipalDirections space = new(data, c.Directions, new Seed(1));
            (RowPairs similar, RowPairs dissimilar) =
                NeighbourPairs.Find(data, space, 3 * c.Rows, new Seed((ulong)c.Seed));
            double[][] images = [.. Enumerable.Range(0, c.Rows).Select(row => Image(space, data, row))];
            foreach (bool isOwn in new[] { true, false })
            {
                RowPairs found = isOwn ? similar : dissimilar;
                for (int row = 0; row < c.Rows; row++)
                {
                    double[] nearest = [.. Enumerable.Range(0, c.Rows)
                        .Where(other => other != row && data.Labels[other] == data.Labels[row] == isOwn)
                        .Select(other => BatchCase.SquaredDistance(images[row], images[other]))
                        .Order().Take(NeighbourPairs.PerRow)];
                    double[] own = [.. Enumerable.Range(0, found.Count)
                        .Where(pair => found.First[pair] == row)
                        .Select(pair => BatchCase.SquaredDistance(images[row], images[found.Second[pair]]))];
                    Assert.Equal(nearest.Length, own.Length);
                    Assert.All(nearest.Zip(own), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
                    Assert.All(
                        Enumerable.Range(0, found.Count),
                        pair => Assert.Equal(
                            isOwn, data.Labels[found.First[pair]] == data.Labels[found.Second[pair]]));
                }
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void Pairs_AreAsManyAsWanted_AndFollowFromTheSeed()
    {
        RegressionData data = Draw(rows: 200, features: 5, classes: 3, seed: 4);
        PrincipalDirections space = new(data, 5, new Seed(1));
        (RowPairs similar, RowPairs dissimilar) = NeighbourPairs.Find(data, space, 100, new Seed(2));
        Assert.Equal((100, 100), (similar.Count, dissimilar.Count));
        Assert.Equal(34, similar.First.Distinct().Count());
        (RowPairs again, _) = NeighbourPairs.Find(data, space, 100, new Seed(2));
        Assert.Equal(similar.Second, again.Second);
        Assert.NotEqual(similar.First, NeighbourPairs.Find(data, space, 100, new Seed(3)).Similar.First);
    }

    [Fact]
    public void Directions_AreOrthonormal() => Prop.ForAll(
        Arbitrary,
        c =>
        {
            PrincipalDirections space = new(Draw(c.Rows, c.Features, c.Classes, c.Seed), c.Directions, new Seed(1));
            Assert.Equal(Math.Min(c.Features, c.Directions), space.Count);
            for (int one = 0; one < space.Count; one++)
            {
                for (int other = 0; other <= one; other++)
                {
                    double product = Column(space, one).Zip(Column(space, other), (x, y) => x * y).Sum();
                    Assert.Equal(one == other ? 1 : 0, product, 1e-9);
                }
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    /// <summary>
    /// Rows differ much along feature 0 and hardly along feature 2; the means of classes differ along feature 2 alone,
    /// for of every two rows the second is the first but there.
    /// </summary>
    [Fact]
    public void Directions_AreThoseOfRowsAndOfClassMeans()
    {
        const int Rows = 400;
        Pcg32 chance = new Seed(5).CreateGenerator();
        double[] labels = [.. Enumerable.Range(0, Rows).Select(row => (double)(row % 2))];
        double[] values = new double[4 * Rows];
        for (int row = 0; row < Rows; row += 2)
        {
            double[] first = [3 + (10 * chance.NextGaussian()), 3 * chance.NextGaussian(), 0, chance.NextGaussian()];
            first.CopyTo(values, 4 * row);
            first.CopyTo(values, 4 * (row + 1));
            values[(4 * (row + 1)) + 2] = 1;
        }

        RegressionData data = new(SparseMatrix.FromDense(Rows, 4, values), labels);
        PrincipalDirections space = new(data, 2, new Seed(1));
        double[][] found = [Column(space, 0), Column(space, 1)];
        foreach (int feature in new[] { 0, 2 })
        {
            Assert.InRange(found.Sum(direction => direction[feature] * direction[feature]), 0.95, 1 + 1e-9);
        }
    }

    private static RegressionData Draw(int rows, int features, int classes, int seed)
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        double[] values = Array.ConvertAll(
            new double[rows * features], _ => chance.NextInt(3) == 0 ? 0 : chance.NextGaussian());
        double[] labels = [.. Enumerable.Range(0, rows).Select(row => (double)(row % classes))];
        return new RegressionData(SparseMatrix.FromDense(rows, features, values), labels);
    }

    private static double[] Image(PrincipalDirections space, RegressionData data, int row)
    {
        double[] image = new double[space.Count];
        space.Map(data.Features.Row(row), image);
        return image;
    }

    private static double[] Column(PrincipalDirections space, int direction) =>
        [.. Enumerable.Range(0, space.Features)
            .Select(feature => space.ByFeature[(feature * space.Count) + direction])];
}
