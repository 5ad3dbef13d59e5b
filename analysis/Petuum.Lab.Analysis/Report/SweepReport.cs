using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Traces;

namespace Petuum.Lab.Analysis.Report;

/// <summary>What <see cref="ReportWriter"/> shows of a sweep.</summary>
public sealed record SweepReport
{
    /// <summary>The runs and their spec.</summary>
    public required SweepResults Sweep { get; init; }

    /// <summary>The claims that the sweep decides; none for a sweep of one's own.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>What the analysers found.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Charts that this sweep is about, shown before the standard ones.</summary>
    public IReadOnlyList<Chart> KeyCharts { get; init; } = [];

    /// <summary>A window of one run's time; none to leave the timeline out.</summary>
    public IReadOnlyList<SpanRecord> Timeline { get; init; } = [];

    /// <summary>Which run the timeline shows.</summary>
    public string TimelineOf { get; init; } = "";

    /// <summary>Whether the objective's axis is logarithmic.</summary>
    public bool LogObjective { get; init; }

    /// <summary>
    /// Shown as the source's commit if given. By default the report does not hold it, so that the same results give the
    /// same bytes; each run's <c>machine.json</c> has it.
    /// </summary>
    public string? Commit { get; init; }

    /// <summary>What is said about subfolders that are not among the runs: broken off, or damaged.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>A chart of the standard set, with the name of its file under <c>figures/</c>.</summary>
/// <param name="FileName">Without an extension: <c>objective-clocks</c>.</param>
/// <param name="Chart">The picture.</param>
public sealed record NamedChart(string FileName, Chart Chart);
