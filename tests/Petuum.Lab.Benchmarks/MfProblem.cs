using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// The problem of all measurements of factorisation speed: 20,000 users × 10,000 items, planted rank 20, 2 million
/// ratings to learn from and 200,000 held out, λ = 0.02 per rating.
/// </summary>
/// <param name="Train">What is learnt from.</param>
/// <param name="Test">What was held out.</param>
internal sealed record MfProblem(Ratings Train, Ratings Test)
{
    /// <summary>Rank 20, adaptive steps.</summary>
    public static MfOptions Options { get; } = MfOptions.ForTraining(rank: 20, lambda: 0.02);

    /// <summary>
    /// The problem with noise of a standard deviation; planted entries have 1. LIBMF's default steps reach a test RMSE
    /// of 0.61 in its 14th pass at 0.3.
    /// </summary>
    public static MfProblem Create(double noise)
    {
        LowRankOptions options = new()
        {
            Users = 20_000,
            Items = 10_000,
            Rank = 20,
            Ratings = 2_200_000,
            Noise = noise,
        };
        Ratings all = LowRankRatingsGenerator.Generate(options, new Seed(1)).Ratings;
        Pcg32 chance = new Seed(1).Split("held-out ratings").CreateGenerator();
        bool[] isTest = Array.ConvertAll(new bool[all.Count], _ => chance.NextInt(11) == 0);
        return new MfProblem(Select(all, isTest, false), Select(all, isTest, true));
    }

    private static Ratings Select(Ratings all, bool[] isTest, bool side)
    {
        int[] kept = [.. Enumerable.Range(0, all.Count).Where(n => isTest[n] == side)];
        return new Ratings(
            Array.ConvertAll(kept, n => all.User[n]),
            Array.ConvertAll(kept, n => all.Item[n]),
            Array.ConvertAll(kept, n => all.Value[n]),
            all.UserIds.ToArray(),
            all.ItemIds.ToArray());
    }
}
