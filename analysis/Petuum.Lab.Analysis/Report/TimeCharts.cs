using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;
using Petuum.Lab.Analysis.Traces;

namespace Petuum.Lab.Analysis.Report;

/// <summary>Where the time went: per configuration, per worker, and second by second.</summary>
internal static class TimeCharts
{
    private const int WorkersMax = 64;
    private static readonly IReadOnlyList<BarPart> Parts = [BarPart.Compute, BarPart.Wait, BarPart.Send];
    private static readonly Axis Seconds = new("time per worker", "s");

    /// <summary>Data against time, what swept numbers buy, then the bars.</summary>
    public static IEnumerable<NamedChart> Of(SweepResults sweep) =>
    [
        .. ObjectiveCharts.DataAgainstTime(sweep),
        .. ScalingCharts.Of(sweep),
        PerConfiguration(sweep),
        .. PerWorker(sweep),
    ];

    /// <summary>
    /// A bar per configuration. With several swept keys the last is a bar's name, the one before it the group's, and
    /// those before that name panels; so no chart has names of three keys in a line.
    /// </summary>
    private static NamedChart PerConfiguration(SweepResults sweep)
    {
        IReadOnlyList<Configuration> all = sweep.Configurations;
        string[] keys = [.. all
            .SelectMany(configuration => configuration.Keys)
            .GroupBy(key => key.Name, StringComparer.Ordinal)
            .Where(group => group.Distinct().Skip(1).Any())
            .Select(group => group.Key)];
        string[] panelKeys = keys[..Math.Max(0, keys.Length - 2)];
        string[] groupKeys = keys[panelKeys.Length..];
        IEnumerable<BarGroup> groups = groupKeys.Length == 2
            ? all.GroupBy(configuration => (Panel: PanelOf(configuration), Group: configuration.Value(groupKeys[0])))
                .Select(group => new BarGroup(
                    group.Key.Group,
                    [.. group.Select(configuration => BarOf(configuration, configuration.Value(groupKeys[1])))])
                {
                    Panel = group.Key.Panel,
                })
            : all.Select(configuration => new BarGroup(
                keys.Length == 1 ? configuration.Value(keys[0]) : configuration.Label, [BarOf(configuration, "")]));
        return new NamedChart("time-configurations", new StackedBarChart
        {
            Title = "Where the workers' time went",
            Caption = all.Any(configuration => configuration.Runs.Count > 1)
                ? "Mean over workers and seeds; the whisker runs from the smallest to the largest total of a seed."
                : "Mean over workers.",
            CategoryLabel = groupKeys.Length switch
            {
                0 => "",
                1 => Configuration.ShortName(groupKeys[0]),
                _ => $"{Configuration.ShortName(groupKeys[0])}, a bar per {Configuration.ShortName(groupKeys[1])}",
            },
            Value = Seconds,
            Parts = Parts,
            Groups = [.. groups],
        });

        string PanelOf(Configuration configuration) => string.Join(" · ", panelKeys.Select(
            key => $"{Configuration.ShortName(key)} {configuration.Value(key)}"));
    }

    /// <summary>A bar per worker, for the first seed of the configurations that waited least and most.</summary>
    private static IEnumerable<NamedChart> PerWorker(SweepResults sweep)
    {
        Configuration[] known = [.. sweep.Configurations
            .Where(configuration => WorkersOf(configuration.Runs[0]).Length is > 0 and <= WorkersMax)
            .OrderBy(configuration => configuration.Runs[0].Summary.WaitFraction)];
        if (known.Length > 0)
        {
            yield return OfWorkers(known[0], "time-workers-least-wait");
        }

        if (known.Length > 1)
        {
            yield return OfWorkers(known[^1], "time-workers-most-wait");
        }
    }

    /// <summary>A window of a run.</summary>
    public static NamedChart Timeline(IReadOnlyList<SpanRecord> spans, string run)
    {
        IEnumerable<GanttTrack> tracks = spans
            .GroupBy(span => (span.Role, span.Index))
            .OrderBy(track => RoleRank(track.Key.Role))
            .ThenBy(track => track.Key.Role, StringComparer.Ordinal)
            .ThenBy(track => track.Key.Index)
            .Select(track => new GanttTrack(
                $"{track.Key.Role} {track.Key.Index}",
                [.. track.OrderBy(span => span.StartMicros).Select(span =>
                    new GanttSpan(span.StartMicros / 1e6, span.EndMicros / 1e6, span.State))]));
        return new NamedChart("timeline", new GanttChart
        {
            Title = "Who did what when",
            Subtitle = run,
            Time = new Axis("virtual time", "s"),
            Tracks = [.. tracks],
        });
    }

    private static Bar BarOf(Configuration configuration, string name)
    {
        double[][] seeds = [.. configuration.Runs.Select(PerWorkerMeans)];
        double[] totals = [.. seeds.Select(seed => seed[0] + seed[1] + seed[2])];
        double[] means = [.. Enumerable.Range(0, Parts.Count).Select(part =>
            Descriptive.Mean(seeds.Select(seed => seed[part]).ToArray()))];
        (double low, double high) = Descriptive.Range(totals);
        Bar bar = seeds.Length > 1 && low < high ? new Bar(name, means, low, high) : new Bar(name, means);
        return bar with
        {
            Seeds = [.. configuration.Runs.Select((run, index) =>
                new SeedValues($"seed {run.Manifest.Seed}", [totals[index]]))],
        };
    }

    private static double[] PerWorkerMeans(RunResults run)
    {
        double workers = Math.Max(1, run.Manifest.Conditions.Workers);
        RunSummary summary = run.Summary;
        return [summary.ComputeSeconds / workers, summary.WaitSeconds / workers, summary.SendSeconds / workers];
    }

    private static NamedChart OfWorkers(Configuration configuration, string file)
    {
        RunResults run = configuration.Runs[0];
        return new NamedChart(file, new StackedBarChart
        {
            Title = "Time of each worker",
            Subtitle = $"{configuration.Label}, seed {run.Manifest.Seed}: "
                + $"{Human.Percent(run.Summary.WaitFraction)} waiting",
            CategoryLabel = "worker",
            Value = Seconds,
            Parts = Parts,
            Groups = [.. WorkersOf(run).Select(worker => new BarGroup(
                worker.Index.ToString(),
                [new Bar("", [worker.ComputeSeconds, worker.WaitSeconds, worker.SendSeconds])]))],
        });
    }

    private static WorkerRecord[] WorkersOf(RunResults run) =>
        [.. run.Workers.Where(worker => worker.Role == WorkerRecord.Worker)];

    private static int RoleRank(string role) => role switch
    {
        WorkerRecord.Scheduler => 0,
        WorkerRecord.Worker => 1,
        WorkerRecord.Shard => 2,
        _ => 3,
    };
}
