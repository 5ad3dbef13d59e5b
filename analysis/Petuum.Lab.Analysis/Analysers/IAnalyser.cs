using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Analysers;

/// <summary>Looks at the finished runs of a sweep for one reason to doubt them.</summary>
public interface IAnalyser
{
    /// <summary>What it has to say; nothing if all is well.</summary>
    IEnumerable<Finding> Analyse(SweepResults sweep);
}

/// <summary>Every analyser there is.</summary>
public static class AllAnalysers
{
    private static readonly IAnalyser[] All =
    [
        new UnexpectedVerdict(),
        new ObjectiveNotFinite(),
        new ObjectiveRising(),
        new StalenessWithoutDelay(),
        new NothingWasStale(),
        new WaitDominated(),
        new FewSeeds(),
        new CurvesOverlap(),
    ];

    /// <summary>The findings of all analysers, the gravest first, else in the order of the analysers.</summary>
    public static IReadOnlyList<Finding> Run(SweepResults sweep) =>
        [.. All.SelectMany(analyser => analyser.Analyse(sweep)).OrderByDescending(finding => finding.Severity)];
}

/// <summary>What several analysers say in the same words.</summary>
internal static class Phrases
{
    /// <summary>A run in a message: its configuration and its seed.</summary>
    public static string Describe(Configuration configuration, RunResults run) =>
        $"{configuration.Label}, seed {run.Manifest.Seed}";

    /// <summary>A list that stays short: the first few, and how many more.</summary>
    public static string Join(IReadOnlyList<string> items, int shown = 4) =>
        items.Count <= shown
            ? string.Join("; ", items)
            : $"{string.Join("; ", items.Take(shown))}; and {items.Count - shown} more";

    /// <summary>Every run with its configuration, in order.</summary>
    public static IEnumerable<(Configuration Configuration, RunResults Run)> Runs(SweepResults sweep) =>
        sweep.Configurations.SelectMany(configuration => configuration.Runs.Select(run => (configuration, run)));
}
