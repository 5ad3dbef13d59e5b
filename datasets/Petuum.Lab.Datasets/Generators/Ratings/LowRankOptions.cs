using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate.</summary>
public sealed record LowRankOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<LowRankOptions> Section { get; } = new(
        new LowRankOptions(),
        [
            new Field<LowRankOptions, int>(
                "users", "users", Ranges.Count, s => s.Users, (s, v) => s with { Users = v }),
            new Field<LowRankOptions, int>(
                "items", "items", Ranges.Count, s => s.Items, (s, v) => s with { Items = v }),
            new Field<LowRankOptions, int>(
                "rank", "the rank of what is planted", Ranges.Count, s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<LowRankOptions, int>(
                "ratings", "ratings that are given",
                Ranges.Count, s => s.Ratings, (s, v) => s with { Ratings = v }) { Alias = "count" },
            new Field<LowRankOptions, double>(
                "noise", "standard deviation of the ratings' noise; the planted ones' is 1", Ranges.NotNegative,
                s => s.Noise, (s, v) => s with { Noise = v }),
            new Field<LowRankOptions, double>(
                "popularity-skew", "how unevenly items are rated, 0 for even", new Real(0, 10),
                s => s.PopularitySkew, (s, v) => s with { PopularitySkew = v }) { IsRequired = false, Alias = "skew" },
        ],
        static (ratings, node) =>
        {
            if (ratings.Ratings > (long)ratings.Users * ratings.Items)
            {
                throw (node.Find("ratings") ?? node).Error(
                    $"{ratings.Ratings} ratings of {ratings.Users} × {ratings.Items} pairs",
                    "write at most users × items: no pair is rated twice");
            }

            Ranges.RefuseHuge((long)Math.Max(ratings.Users, ratings.Items) * ratings.Rank, node, "rank");
        });

    /// <summary>Users, with the ids 1 … Users.</summary>
    public int Users { get; init; } = 1000;

    /// <summary>Items, with the ids 1 … Items.</summary>
    public int Items { get; init; } = 500;

    /// <summary>The rank of the planted matrix.</summary>
    public int Rank { get; init; } = 10;

    /// <summary>How many entries are observed, at most Users × Items.</summary>
    public int Ratings { get; init; } = 50_000;

    /// <summary>The standard deviation of the noise; planted entries have standard deviation 1.</summary>
    public double Noise { get; init; } = 0.1;

    /// <summary>
    /// How uneven the items are rated: item number i (in a random order) is drawn with weight i to the power −skew. 0
    /// is even.
    /// </summary>
    public double PopularitySkew { get; init; }
}
