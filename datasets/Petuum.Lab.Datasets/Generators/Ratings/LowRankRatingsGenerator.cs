using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>Ratings and the factors behind them, row after row: user u has <c>UserFactors[u · Rank …]</c>.</summary>
public sealed record LowRankProblem(
    Ratings Ratings, int Rank, IReadOnlyList<double> UserFactors, IReadOnlyList<double> ItemFactors);

/// <summary>
/// Planted low-rank ratings: r = w·h + noise, with factors from N(0, 1/√rank). Users have equally many ratings, give or
/// take one; no (user, item) pair occurs twice.
/// </summary>
public static class LowRankRatingsGenerator
{
    /// <summary>
    /// Draws a problem, ordered by user and then item; the same options and seed give the same bits everywhere.
    /// </summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static LowRankProblem Generate(LowRankOptions options, Seed seed)
    {
        Check(options);
        double[] userFactors = DrawFactors(options.Users, options.Rank, seed.Split("user factors"));
        double[] itemFactors = DrawFactors(options.Items, options.Rank, seed.Split("item factors"));
        int[] counts = DrawCounts(options, seed);
        ItemSampler sampler = new(options, seed);
        int[] user = new int[options.Ratings];
        int[] item = new int[options.Ratings];
        double[] value = new double[options.Ratings];
        int next = 0;
        for (int u = 0; u < options.Users; u++)
        {
            Span<int> items = item.AsSpan(next, counts[u]);
            sampler.Draw(u, items);
            Pcg32 noise = seed.Split("rating noise", u).CreateGenerator();
            foreach (int i in items)
            {
                user[next] = u;
                value[next++] = Dot(
                    userFactors.AsSpan(u * options.Rank, options.Rank),
                        itemFactors.AsSpan(i * options.Rank, options.Rank))
                    + (options.Noise * noise.NextGaussian());
            }
        }

        Ratings ratings = new(user, item, value, Ids(options.Users), Ids(options.Items));
        return new LowRankProblem(ratings, options.Rank, userFactors, itemFactors);
    }

    private static void Check(LowRankOptions options)
    {
        Invariant.Require(
            options.Users > 0 && options.Items > 0 && options.Rank > 0,
            $"{options.Users} users, {options.Items} items and rank {options.Rank} must be positive.");
        Invariant.Require(
            options.Ratings >= 0 && options.Ratings <= (long)options.Users * options.Items,
            $"{options.Ratings} ratings of {options.Users} × {options.Items} different pairs.");
        Invariant.Require(
            (long)Math.Max(options.Users, options.Items) * options.Rank < Array.MaxLength,
                "the factors exceed one array.");
        Invariant.Require(options.Noise >= 0 && double.IsFinite(options.Noise), $"noise of {options.Noise}.");
        Invariant.Require(options.PopularitySkew is >= 0 and <= 10,
            $"a skew of {options.PopularitySkew} is not within 0 … 10.");
    }

    private static double[] DrawFactors(int count, int rank, Seed seed)
    {
        double scale = 1 / Math.Sqrt(Math.Sqrt(rank));
        Pcg32 chance = seed.CreateGenerator();
        double[] factors = new double[count * rank];
        foreach (ref double factor in factors.AsSpan())
        {
            factor = scale * chance.NextGaussian();
        }

        return factors;
    }

    /// <summary>Even shares; the remainder goes to users drawn at random.</summary>
    private static int[] DrawCounts(LowRankOptions options, Seed seed)
    {
        int[] order = new int[options.Users];
        for (int user = 0; user < order.Length; user++)
        {
            order[user] = user;
        }

        seed.Split("busy users").CreateGenerator().Shuffle<int>(order);
        (int share, int rest) = Math.DivRem(options.Ratings, options.Users);
        int[] counts = new int[options.Users];
        for (int k = 0; k < order.Length; k++)
        {
            counts[order[k]] = share + (k < rest ? 1 : 0);
        }

        return counts;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int k = 0; k < left.Length; k++)
        {
            sum += left[k] * right[k];
        }

        return sum;
    }

    private static long[] Ids(int count)
    {
        long[] ids = new long[count];
        for (int index = 0; index < count; index++)
        {
            ids[index] = index + 1L;
        }

        return ids;
    }
}
