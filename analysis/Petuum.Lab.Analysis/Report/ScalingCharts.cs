using System.Globalization;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Report;

/// <summary>What a swept number buys: a chart per numeric key of at least three values, for a few curves.</summary>
internal static class ScalingCharts
{
    private const int ValuesMin = 3;
    private const int CurvesMax = 6;

    public static IEnumerable<NamedChart> Of(SweepResults sweep)
    {
        string[] keys = [.. sweep.Configurations.SelectMany(configuration => configuration.Keys)
            .Select(key => key.Name).Distinct(StringComparer.Ordinal)];
        foreach (string key in keys)
        {
            (Configuration Configuration, double Value)[] known = [.. sweep.Configurations
                .Select(configuration => (configuration, NumberOf(configuration.Value(key))))
                .Where(entry => double.IsFinite(entry.Item2))];
            ScalingSeries[] curves = [.. known
                .GroupBy(entry => OthersOf(entry.Configuration, key), StringComparer.Ordinal)
                .Where(group => group.DistinctBy(entry => entry.Value).Count() >= ValuesMin)
                .Select(group => new ScalingSeries(group.Key, [.. group
                    .OrderBy(entry => entry.Value)
                    .Select(entry => PointOf(entry.Configuration, entry.Value))]))];
            if (curves.Length is > 0 and <= CurvesMax)
            {
                yield return Chart(sweep, key, curves);
            }
        }
    }

    private static NamedChart Chart(SweepResults sweep, string key, ScalingSeries[] curves)
    {
        string name = Configuration.ShortName(key);
        int seeds = sweep.Configurations.Max(configuration => configuration.Runs.Count);
        return new NamedChart("scaling-" + name.Replace(' ', '-'), new ScalingChart
        {
            Title = $"Speed-up and waiting against {name}",
            Caption = "Speed-up: samples a second, against those at the smallest value. "
                + (seeds == 1 ? "One seed." : $"Median of {seeds} seeds."),
            X = new Axis(name),
            Rate = new Axis("samples a second"),
            IsResource = key is "workers" || key.EndsWith(".workers", StringComparison.Ordinal),
            Series = curves,
        });
    }

    private static ScalingPoint PointOf(Configuration configuration, double value)
    {
        double[] rates = [.. configuration.Runs.Select(RateOf)];
        return new ScalingPoint(
            value,
            Descriptive.Median(rates),
            Descriptive.Median([.. configuration.Runs.Select(run => run.Summary.WaitFraction)]))
        {
            Seeds = [.. configuration.Runs.Select((run, index) =>
                new SeedValues($"seed {run.Manifest.Seed}", [rates[index]]))],
        };
    }

    /// <summary>Samples a second of the run's own clock.</summary>
    private static double RateOf(RunResults run) => run.Summary.DataProcessed
        / (run.Summary.VirtualSeconds ?? (run.Clocks.Count > 0 ? run.Clocks[^1].Seconds : double.NaN));

    private static string OthersOf(Configuration configuration, string key) => string.Join(" · ", configuration.Keys
        .Where(other => other.Name != key).Select(other => $"{Configuration.ShortName(other.Name)} {other.Value}"));

    private static double NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
