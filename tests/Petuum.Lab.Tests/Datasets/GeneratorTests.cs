using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Tests.Datasets;

public sealed class GeneratorTests : DataTestBase
{
    private static readonly LassoOptions Lasso = new() { Samples = 2000, Features = 120 };

    private static readonly LowRankOptions LowRank =
        new() { Users = 300, Items = 200, Rank = 5, Ratings = 20_000, Noise = 0.1 };

    [Fact]
    public void Lasso_IsTheSame_ForTheSameSeedOnly()
    {
        LassoProblem one = LassoGenerator.Generate(Lasso, new Seed(7));
        LassoProblem same = LassoGenerator.Generate(Lasso, new Seed(7));
        LassoProblem other = LassoGenerator.Generate(Lasso, new Seed(8));

        Assert.True(DataGen.Same(one.Data, same.Data));
        Assert.Equal(one.TrueCoefficients, same.TrueCoefficients);
        Assert.False(DataGen.Same(one.Data, other.Data));
    }

    [Fact]
    public void Lasso_FollowsItsEquations_InMomentsAndNoise()
    {
        LassoProblem problem = LassoGenerator.Generate(Lasso, new Seed(1));
        SparseMatrix columns = problem.Data.Features.ToColumns();
        double[] first = Dense(columns, 0);
        double[] late = Dense(columns, 60);
        double[] next = Dense(columns, 61);

        // x_1 ~ U(−2, 2) has variance 4/3; in the long run v = ½v + 4/3, and neighbours share half of it.
        Assert.InRange(Covariance(first, first), 1.2, 1.46);
        Assert.All(first, value => Assert.InRange(value, -2, 2));
        Assert.InRange(Covariance(late, late), 2.3, 3.05);
        Assert.InRange(Correlation(late, next), 0.43, 0.57);
        Assert.Equal(100, problem.TrueCoefficients.Count(value => value == 10));
        Assert.Equal(20, problem.TrueCoefficients.Count(value => value == 0));

        double[] residual = problem.Data.Labels.ToArray();
        for (int column = 0; column < columns.Columns; column++)
        {
            double[] values = Dense(columns, column);
            for (int row = 0; row < residual.Length; row++)
            {
                residual[row] -= values[row] * problem.TrueCoefficients[column];
            }
        }

        Assert.InRange(Covariance(residual, residual), 0.9, 1.1);
        Assert.InRange(residual.Average(), -0.1, 0.1);
    }

    [Fact]
    public void Lasso_KeepsItsFirstColumns_WhenThereAreMore()
    {
        LassoOptions few = Lasso with { TrueCoefficients = 0 };
        SparseMatrix narrow = LassoGenerator.Generate(few, new Seed(3)).Data.Features.ToColumns();
        SparseMatrix wide = LassoGenerator.Generate(few with { Features = 150 }, new Seed(3)).Data.Features.ToColumns();

        Assert.True(narrow.Values.SequenceEqual(wide.SelectLines(new IndexRange(0, 120)).Values));
    }

    [Theory]
    [InlineData(LassoCorrelation.PerEntry)]
    [InlineData(LassoCorrelation.PerColumn)]
    public void SparseLasso_HasItsNonzeros_AndNeighboursThatShareRows(LassoCorrelation correlation)
    {
        LassoOptions options = Lasso with { NonzerosPerColumn = 40, Correlation = correlation };
        SparseMatrix columns = LassoGenerator.Generate(options, new Seed(5)).Data.Features.ToColumns();
        int[] shared = new int[columns.Columns - 1];
        for (int column = 0; column < columns.Columns; column++)
        {
            Assert.Equal(40, columns.Column(column).Count);
            if (column > 0)
            {
                shared[column - 1] = columns.Column(column - 1).Indices.ToArray()
                    .Intersect(columns.Column(column).Indices.ToArray()).Count();
            }
        }

        Assert.InRange(shared.Average(), 15, 26);
        if (correlation == LassoCorrelation.PerColumn)
        {
            Assert.All(shared, rows => Assert.True(rows is 40 or < 10, $"{rows} rows shared"));
        }
    }

    [Fact]
    public void PerColumnLasso_HasNeighbours_ThatCorrelateStronglyOrNotAtAll()
    {
        LassoOptions options = Lasso with { Correlation = LassoCorrelation.PerColumn };
        SparseMatrix columns = LassoGenerator.Generate(options, new Seed(2)).Data.Features.ToColumns();
        double[] correlations = Enumerable.Range(1, 100)
            .Select(column => Correlation(Dense(columns, column - 1), Dense(columns, column))).ToArray();

        Assert.All(correlations, value => Assert.True(value is > 0.6 or < 0.12, $"correlation {value}"));
        Assert.InRange(correlations.Count(value => value > 0.6), 35, 65);
    }

    [Fact]
    public void Ratings_AreTheSame_ForTheSameSeedOnly()
    {
        LowRankProblem one = LowRankRatingsGenerator.Generate(LowRank, new Seed(7));

        Assert.True(DataGen.Same(one.Ratings, LowRankRatingsGenerator.Generate(LowRank, new Seed(7)).Ratings));
        Assert.False(DataGen.Same(one.Ratings, LowRankRatingsGenerator.Generate(LowRank, new Seed(8)).Ratings));
    }

    [Theory]
    [InlineData(0, 20_000)]
    [InlineData(1.2, 20_000)]
    [InlineData(3, 6_000)]
    [InlineData(0.8, 60_000)]
    public void Ratings_AreDistinctAndAllThere_ForAnySkewAndDensity(double skew, int count)
    {
        LowRankOptions options = LowRank with { PopularitySkew = skew, Ratings = count };
        Ratings ratings = LowRankRatingsGenerator.Generate(options, new Seed(11)).Ratings;

        Assert.Equal(count, ratings.Count);
        Assert.Equal((300, 200), (ratings.Users, ratings.Items));
        Assert.Equal(count, ratings.User.ToArray().Zip(ratings.Item.ToArray()).Distinct().Count());
    }

    [Fact]
    public void Ratings_AreThePlantedProducts_UpToTheNoise()
    {
        LowRankProblem problem = LowRankRatingsGenerator.Generate(LowRank, new Seed(4));
        Ratings ratings = problem.Ratings;
        double noise = 0;
        double power = 0;
        for (int n = 0; n < ratings.Count; n++)
        {
            double planted = 0;
            for (int k = 0; k < problem.Rank; k++)
            {
                planted += problem.UserFactors[(ratings.User[n] * problem.Rank) + k]
                    * problem.ItemFactors[(ratings.Item[n] * problem.Rank) + k];
            }

            noise += (ratings.Value[n] - planted) * (ratings.Value[n] - planted);
            power += planted * planted;
        }

        Assert.InRange(noise / ratings.Count, 0.0095, 0.0105);
        Assert.InRange(power / ratings.Count, 0.7, 1.3);
    }

    [Fact]
    public void Ratings_FavourFewItems_WhenPopularityIsSkewed()
    {
        Assert.InRange(TopTenShare(0), 0.04, 0.08);
        Assert.InRange(TopTenShare(1), 0.2, 0.6);

        static double TopTenShare(double skew)
        {
            Ratings ratings = LowRankRatingsGenerator.Generate(
                LowRank with { PopularitySkew = skew, Ratings = 6000 }, new Seed(9)).Ratings;
            int[] counts = new int[ratings.Items];
            foreach (int item in ratings.Item)
            {
                counts[item]++;
            }

            return counts.OrderDescending().Take(10).Sum() / 6000.0;
        }
    }

    [Fact]
    public void Generators_RefuseOptions_ThatAreImpossible()
    {
        Seed seed = new(1);
        Assert.Throws<InvariantException>(() => LassoGenerator.Generate(Lasso with { Features = 99 }, seed));
        Assert.Throws<InvariantException>(() => LassoGenerator.Generate(Lasso with { NonzerosPerColumn = 2001 }, seed));
        Assert.Throws<InvariantException>(() => LassoGenerator.Generate(Lasso with { FollowProbability = double.NaN },
            seed));
        Assert.Throws<InvariantException>(() => LowRankRatingsGenerator.Generate(LowRank with { Ratings = 60_001 },
            seed));
        Assert.Throws<InvariantException>(() => LowRankRatingsGenerator.Generate(LowRank with { Noise = -1 }, seed));
    }

    private static double[] Dense(SparseMatrix columns, int column)
    {
        double[] values = new double[columns.Rows];
        SparseVector entries = columns.Column(column);
        for (int k = 0; k < entries.Count; k++)
        {
            values[entries.Indices[k]] = entries.Values[k];
        }

        return values;
    }

    private static double Covariance(double[] left, double[] right)
    {
        double leftMean = left.Average();
        double rightMean = right.Average();
        return left.Zip(right, (a, b) => (a - leftMean) * (b - rightMean)).Average();
    }

    private static double Correlation(double[] left, double[] right) =>
        Covariance(left, right) / Math.Sqrt(Covariance(left, left) * Covariance(right, right));
}
