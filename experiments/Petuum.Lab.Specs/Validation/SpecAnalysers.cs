using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Consistency;

namespace Petuum.Lab.Specs.Validation;

/// <summary>Warns before anything is run about runs that probably do not mean what they seem to.</summary>
public static class SpecAnalysers
{
    private const int SeedsMin = 3;

    /// <summary>
    /// The findings about a spec, in a fixed order; their codes are those of the analysers of results.
    /// </summary>
    /// <param name="file">The spec.</param>
    /// <param name="seeds">The seeds that are run; null for the spec's.</param>
    /// <param name="safeParallelism">Shotgun's bound on the parallelism of random scheduling (features / spectral
    /// radius), if known.</param>
    public static IReadOnlyList<Finding> Run(
        SpecFile file, IReadOnlyList<ulong>? seeds = null, double? safeParallelism = null)
    {
        Finding?[] findings =
        [
            StalenessWithoutDelay(file),
            FewSeeds((seeds ?? file.Spec.Seeds).Distinct().Count()),
            safeParallelism is { } safe ? BeyondSafeParallelism(file, safe) : null,
        ];
        return [.. findings.OfType<Finding>()];
    }

    private static Finding? StalenessWithoutDelay(SpecFile file)
    {
        string[] compared =
        [
            .. file.Configurations
                .Select(configuration => configuration.Spec)
                .Where(spec => spec.Cluster is { Network: null, Stragglers.Count: 0 })
                .Select(StalenessOf)
                .Distinct(StringComparer.Ordinal),
        ];
        return compared.Length < 2 ? null : new Finding(
            Severity.Warning,
            "staleness-without-delay",
            $"staleness {string.Join(", ", compared)} are compared without a straggler and without a network model",
            "name a straggler or a network under 'cluster'; on uniform machines staleness changes next to nothing");
    }

    private static Finding? FewSeeds(int seeds) => seeds >= SeedsMin ? null : new Finding(
        Severity.Warning,
        "few-seeds",
        $"fewer than {SeedsMin} seeds ({seeds})",
        $"list at least {SeedsMin} seeds in the spec; without them a difference may be luck");

    private static Finding? BeyondSafeParallelism(SpecFile file, double safe)
    {
        int largest = 0;
        foreach (Configuration configuration in file.Configurations)
        {
            int units = configuration.Spec.Program.UncheckedParallelism ?? 0;
            largest = Math.Max(largest, units * configuration.Spec.PipelineDepth);
        }

        return largest <= safe ? null : new Finding(
            Severity.Warning,
            "unsafe-parallelism",
            $"random scheduling with {largest} coefficients under way; here Shotgun is safe up to {Math.Floor(safe)}",
            "schedule fewer, check dependencies, or state 'expect: diverges'");
    }

    private static string StalenessOf(RunSpec spec) => new Staleness(spec.Consistency.Create().Staleness).ToString();
}
