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
    /// <summary>
    /// What there is to say about each configuration: how many of its seeds are affected, and what is the matter with
    /// the first of them.
    /// </summary>
    /// <param name="sweep">The runs.</param>
    /// <param name="describe">What is the matter with a run, or nothing but an empty text; null if it is well.</param>
    public static List<string> Affected(SweepResults sweep, Func<RunResults, string?> describe)
    {
        var affected = new List<string>();
        foreach (Configuration configuration in sweep.Configurations)
        {
            string[] described = [.. configuration.Runs.Select(describe).OfType<string>()];
            if (described.Length > 0)
            {
                string matter = described[0].Length > 0 ? ", " + described[0] : "";
                affected.Add($"{configuration.Label} ({described.Length} of {configuration.Runs.Count} seeds{matter})");
            }
        }

        return affected;
    }

    /// <summary>A list that stays short: the first few, and how many more.</summary>
    public static string Join(IReadOnlyList<string> items, int shown = 4) =>
        items.Count <= shown
            ? string.Join("; ", items)
            : $"{string.Join("; ", items.Take(shown))}; and {items.Count - shown} more";
}
