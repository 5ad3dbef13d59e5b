using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Report;

/// <summary>The lag histogram of PAPERS E2: how stale the rows were that were read.</summary>
internal static class LagCharts
{
    private const int SamplesMax = 4;
    private const int TablesMax = 3;

    /// <summary>A chart per table and facet; one over all tables if there are many.</summary>
    public static IEnumerable<NamedChart> Of(SweepResults sweep)
    {
        Configuration[] measured = [
            .. sweep.Configurations.Where(configuration => configuration.Runs.Any(run => run.Lags.Count > 0))];
        if (measured.Length == 0)
        {
            yield break;
        }

        string[] tables = [.. measured
            .SelectMany(configuration => configuration.Runs)
            .SelectMany(run => run.Lags)
            .Select(lag => lag.Table)
            .Distinct(StringComparer.Ordinal)];
        foreach (Facet facet in Facet.Of(measured, SamplesMax))
        {
            for (int table = 0; table < (tables.Length <= TablesMax ? tables.Length : 1); table++)
            {
                yield return Histogram(facet, tables.Length <= TablesMax ? tables[table] : null, table, tables.Length);
            }
        }
    }

    private static NamedChart Histogram(Facet facet, string? table, int index, int tables)
    {
        (Configuration Configuration, LagRecord[] Lags)[] samples = [.. facet.Configurations.Select(configuration =>
            (configuration, configuration.Runs
                .SelectMany(run => run.Lags)
                .Where(lag => (table is null || lag.Table == table) && lag.Count > 0)
                .ToArray()))];
        int[] seen = [.. samples.SelectMany(sample => sample.Lags).Select(lag => lag.Lag)];
        string of = tables == 1 ? "" : table is null ? $"all {tables} tables" : $"table {table}";
        string name = tables == 1 || table is null ? "lag" : $"lag-{index + 1}";
        return new NamedChart(facet.Slug.Length > 0 ? $"{name}-{facet.Slug}" : name, new HistogramChart
        {
            Title = "How stale were the rows that were read?",
            Subtitle = string.Join(" · ", new[] { of, facet.Title }.Where(text => text.Length > 0)),
            Caption = "Lag −1: everything up to the previous clock was there, as under BSP. All seeds together.",
            X = new Axis("lag: row's clock − reader's clock", "clocks") { IsWhole = true },
            Y = new Axis("share of reads", Min: 0),
            Series = [.. samples.Select(sample => new HistogramSeries(
                sample.Configuration.Label, seen.Length == 0 ? [] : Bins(sample.Lags, seen.Min(), seen.Max())))],
        });
    }

    /// <summary>Shares over the common range, so that samples stand side by side.</summary>
    private static IReadOnlyList<HistogramBin> Bins(LagRecord[] lags, int min, int max) =>
        Histograms.Shares(Histograms.OfCounts(
            [(min, 0L), .. lags.Select(lag => ((long)lag.Lag, lag.Count)), (max, 0L)]));
}
