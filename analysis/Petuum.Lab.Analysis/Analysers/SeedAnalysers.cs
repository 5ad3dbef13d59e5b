using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Analysers;

/// <summary>Fewer than three seeds: a spread cannot be told.</summary>
public sealed class FewSeeds : IAnalyser
{
    private const int SeedsMin = 3;

    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        int fewest = int.MaxValue;
        var few = new List<string>();
        foreach (Configuration configuration in sweep.Configurations)
        {
            int seeds = configuration.Runs.Select(run => run.Manifest.Seed).Distinct().Count();
            if (seeds < SeedsMin)
            {
                fewest = Math.Min(fewest, seeds);
                few.Add(configuration.Label);
            }
        }

        if (few.Count > 0)
        {
            yield return new Finding(
                Severity.Warning,
                "few-seeds",
                $"fewer than {SeedsMin} seeds ({fewest} at the least): {Phrases.Join(few)}",
                $"list at least {SeedsMin} seeds in the spec; without them a difference may be luck");
        }
    }
}

/// <summary>
/// Configurations whose objectives overlap within the spread over their seeds, against clocks and time and bytes alike.
/// Needs two seeds of each; curves that did not stay finite are not compared.
/// </summary>
public sealed class CurvesOverlap : IAnalyser
{
    private static readonly Func<ClockRecord, double>[] Abscissae =
    [
        clock => clock.Clock,
        clock => clock.Seconds,
        clock => clock.BytesSent,
    ];

    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        Configuration[] compared = [.. sweep.Configurations.Where(configuration => configuration.Runs.Count > 1)];
        var pairs = new List<string>();
        for (int first = 0; first < compared.Length; first++)
        {
            for (int second = first + 1; second < compared.Length; second++)
            {
                if (Overlap(compared[first], compared[second]))
                {
                    pairs.Add($"'{compared[first].Label}' and '{compared[second].Label}'");
                }
            }
        }

        if (pairs.Count > 0)
        {
            yield return new Finding(
                Severity.Warning,
                "curves-overlap",
                $"the objectives cannot be told apart within the spread over seeds: {Phrases.Join(pairs)}",
                "claim no difference between them, or run more seeds, longer, or under harsher conditions");
        }
    }

    private static bool Overlap(Configuration first, Configuration second)
    {
        int comparable = 0;
        foreach (Func<ClockRecord, double> abscissa in Abscissae)
        {
            IReadOnlyList<IReadOnlyList<CurvePoint>> left = CurvesOf(first, abscissa);
            IReadOnlyList<IReadOnlyList<CurvePoint>> right = CurvesOf(second, abscissa);
            if (left.Count < 2 || right.Count < 2)
            {
                continue;
            }

            BandOverlap overlap = Noise.Compare(left, right);
            if (overlap.Compared == 0 || !overlap.IsWithinNoise())
            {
                return false;
            }

            comparable++;
        }

        return comparable > 0;
    }

    private static IReadOnlyList<IReadOnlyList<CurvePoint>> CurvesOf(
        Configuration configuration, Func<ClockRecord, double> x) =>
        [.. configuration.Runs
            .Select(run => run.Clocks.Select(clock => new CurvePoint(x(clock), clock.Objective)).ToArray())
            .Where(curve => curve.Length > 1 && Array.TrueForAll(curve, IsFinite) && curve[^1].X > curve[0].X)];

    private static bool IsFinite(CurvePoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);
}
