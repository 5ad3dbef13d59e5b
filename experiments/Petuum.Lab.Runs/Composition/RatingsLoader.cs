using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>Reads and generates ratings, and holds some out.</summary>
internal static class RatingsLoader
{
    /// <summary>The data of a spec.</summary>
    /// <exception cref="DataFormatException">A file is wrong, or of the wrong kind.</exception>
    public static LoadedData Load(DataSpec spec, Func<FileDataSpec, DataFile> open)
    {
        Ratings all = spec is FileDataSpec file ? open(file).ReadRatings() : DataLoader.Generate(spec).Ratings!;
        string description = LoadedData.Of(all).Description;
        if (spec is FileDataSpec { Test: { } test } named)
        {
            Ratings held = open(named with { File = test }).ReadRatings();
            Ratings known = RatingIds.Known(held, all.UserIds, all.ItemIds);
            string unknown = known.Count < held.Count
                ? $" ({held.Count - known.Count} more are of users or items that are not rated here)"
                : "";
            return new LoadedData(null, all, known, $"{description}, {known.Count} to test on{unknown}");
        }

        if (IsKept(spec) is not { } isKept)
        {
            return new LoadedData(null, all, null, description);
        }

        bool[] isTest = Array.ConvertAll(new bool[all.Count], _ => !isKept());
        return new LoadedData(null, Select(all, isTest, false), Select(all, isTest, true),
            $"{description}, {isTest.Count(held => held)} held out");
    }

    /// <summary>Says of one rating after the other whether it is learnt from; null if all are.</summary>
    public static Func<bool>? IsKept(DataSpec spec)
    {
        if (spec is FileDataSpec { Test: not null } || spec.TestShare == 0)
        {
            return null;
        }

        Pcg32 chance = new Seed(spec.Seed).Split("held-out ratings").CreateGenerator();
        return () => chance.NextDouble() >= spec.TestShare;
    }

    /// <summary>The ratings on one side, over all users and items.</summary>
    private static Ratings Select(Ratings all, bool[] isTest, bool side)
    {
        List<int> user = [];
        List<int> item = [];
        List<double> value = [];
        for (int n = 0; n < isTest.Length; n++)
        {
            if (isTest[n] == side)
            {
                user.Add(all.User[n]);
                item.Add(all.Item[n]);
                value.Add(all.Value[n]);
            }
        }

        return new Ratings([.. user], [.. item], [.. value], [.. all.UserIds], [.. all.ItemIds]);
    }
}
