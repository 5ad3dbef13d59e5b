using System.Globalization;
using FsCheck;

namespace Petuum.Lab.Tests;

/// <summary>Laws are tried on the same cases everywhere, so that a red build is red for everybody.</summary>
internal static class Laws
{
    private static readonly ulong Seed = ulong.Parse(
        Environment.GetEnvironmentVariable("PETUUM_LAB_LAW_SEED") ?? "20131127", CultureInfo.InvariantCulture);

    /// <summary>Cases from one seed: PETUUM_LAB_LAW_SEED, or the day the paper was first put up.</summary>
    public static Config FromOneSeed(this Config config) => config.WithReplay(Seed, 1);
}
