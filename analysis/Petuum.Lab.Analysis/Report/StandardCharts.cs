using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Files;

namespace Petuum.Lab.Analysis.Report;

/// <summary>The charts that every sweep gets, for the report and for the figures.</summary>
public sealed record StandardCharts
{
    private StandardCharts()
    {
    }

    /// <summary>Objective against clocks, data, time and bytes.</summary>
    public required IReadOnlyList<NamedChart> Objective { get; init; }

    /// <summary>Curves of the program's own.</summary>
    public required IReadOnlyList<NamedChart> Series { get; init; }

    /// <summary>Data against time; compute, wait and send.</summary>
    public required IReadOnlyList<NamedChart> Time { get; init; }

    /// <summary>Lag histograms.</summary>
    public required IReadOnlyList<NamedChart> Lag { get; init; }

    /// <summary>The timeline; none if the report has no spans.</summary>
    public required IReadOnlyList<NamedChart> Timeline { get; init; }

    /// <summary>All of them, in the order of the report.</summary>
    public IEnumerable<NamedChart> All => [.. Objective, .. Series, .. Time, .. Lag, .. Timeline];

    /// <summary>Makes the charts; those that would show nothing are left out.</summary>
    public static StandardCharts Of(SweepReport report)
    {
        SweepResults sweep = report.Sweep;
        bool any = sweep.Runs.Count > 0;
        return new StandardCharts
        {
            Objective = any ? Shown(ObjectiveCharts.Of(sweep, report.LogObjective)) : [],
            Series = any ? Shown(ObjectiveCharts.OfSeries(sweep)) : [],
            Time = any ? Shown(TimeCharts.Of(sweep)) : [],
            Lag = Shown(LagCharts.Of(sweep)),
            Timeline = Shown([TimeCharts.Timeline(report.Timeline, report.TimelineOf)]),
        };
    }

    /// <summary>Writes every chart into a folder, each whole or not at all.</summary>
    public void Save(string folder, IChartWriter writer)
    {
        foreach (NamedChart chart in All)
        {
            AtomicFile.Write(
                Path.Combine(folder, chart.FileName + writer.FileExtension),
                stream => writer.Write(chart.Chart, stream));
        }
    }

    private static IReadOnlyList<NamedChart> Shown(IEnumerable<NamedChart> charts) =>
        [.. charts.Where(chart => !chart.Chart.IsEmpty)];
}
