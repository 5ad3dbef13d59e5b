using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Report.Browser;

/// <summary>A page with a chart of every kind, and with what is hard to show of each.</summary>
internal static class Gallery
{
    public static LineChart Lines { get; } = new()
    {
        Title = "Objective against virtual time, with a title that is long enough to need a second line on a phone",
        Subtitle = "matrix factorisation, 4 workers",
        Caption = "Median of 3 seeds; the band runs from the smallest to the largest.",
        X = new Axis("virtual time", "s"),
        Y = new Axis("objective", "", AxisScale.Log10),
        Series =
        [
            Falling("staleness 0", 0.004),
            Falling("staleness 4", 0.012),
            new LineSeries("staleness 64", [.. Enumerable.Range(0, 30).Select(
                step => new CurvePoint(step * 0.01, 900 * Math.Exp(step * step * 0.05)))]) { Diverged = true },
            new LineSeries("stops", [.. Enumerable.Range(0, 12).Select(
                step => new CurvePoint(step * 0.01, step == 11 ? double.NaN : 1000 - (20 * step)))])
            {
                Diverged = true,
            },
            new LineSeries("points", [new(0.05, 500), new(0.15, 250), new(0.25, 110)])
            {
                Style = new LineStyle(Marker: MarkerShape.Square, Line: false),
            },
        ],
        References = [new ReferenceLine("target", 60), new ReferenceLine("half time", 0.15, IsVertical: true)],
    };

    public static StackedBarChart Bars { get; } = new()
    {
        Title = "Where the workers' time went",
        CategoryLabel = "staleness, a bar per policy",
        Value = new Axis("time per worker", "s"),
        Parts = [BarPart.Compute, BarPart.Wait, BarPart.Send],
        Groups = [.. from network in new[] { "network fast", "network slow" }
                     from staleness in new[] { 0, 2, 8 }
                     select new BarGroup($"{staleness}", [
                         Split("ssp", 2, 1.5 / (1 + staleness)), Split("essp", 2, 0.7 / (1 + staleness))])
                     {
                         Panel = network,
                     }],
    };

    public static StackedBarChart LongNames { get; } = Bars with
    {
        Title = "Bars with long names",
        CategoryLabel = "",
        Groups = [.. Enumerable.Range(1, 7).Select(index => new BarGroup(
            $"schedule rotation with a depth of {index} · placement by hash", [Split("", 2, index * 0.2)]))],
    };

    public static HistogramChart Histogram { get; } = new()
    {
        Title = "How stale were the rows that were read?",
        Caption = "Lag −1: everything up to the previous clock was there.",
        X = new Axis("lag", "clocks") { IsWhole = true },
        Y = new Axis("share of reads", Min: 0),
        Series = [Lags("ssp", 5, 30, 20, 10, 900), Lags("essp", 0, 5, 10, 100, 800)],
    };

    public static HeatMapChart HeatMap { get; } = new()
    {
        Title = "Time to the target",
        ColumnLabel = "staleness",
        Columns = ["0", "1", "2", "4", "8", "16"],
        RowLabel = "stragglers",
        Rows = ["none", "power law", "half the speed", "four times as slow now and then"],
        Value = new Axis("time", "s", AxisScale.Log10),
        Values = [.. Enumerable.Range(0, 4).Select(row => (IReadOnlyList<double>)[
            .. Enumerable.Range(0, 6).Select(column => row == 3 && column == 5
                ? double.NaN
                : Math.Pow(2, row + 1) / (1 + column) * 0.1)])],
        Seeds = [new SeedValues("seed 1", [.. Enumerable.Range(0, 23).Select(cell => cell * 0.1)])],
    };

    public static GanttChart Gantt { get; } = new()
    {
        Title = "Who did what when",
        Subtitle = "essp · staleness 2, seed 1",
        Time = new Axis("virtual time", "s"),
        Tracks = [.. Enumerable.Range(0, 6).Select(worker => new GanttTrack(
            worker < 4 ? $"worker {worker}" : $"shard {worker - 4}",
            [.. Enumerable.Range(0, 40).SelectMany(step => Round(worker, step))]))],
    };

    public static ScalingChart Scaling { get; } = new()
    {
        Title = "What workers buy",
        Caption = "Speed-up: samples a second, against those at the smallest value. Median of 3 seeds.",
        X = new Axis("workers", Scale: AxisScale.Log10) { IsWhole = true },
        Rate = new Axis("samples a second"),
        IsResource = true,
        Series = [Curve("policy ssp", 0.06), Curve("policy essp", 0.02)],
    };

    /// <summary>One chart of every kind, and bars that lie.</summary>
    public static IReadOnlyList<Chart> All { get; } = [Lines, Bars, Histogram, HeatMap, Gantt, Scaling, LongNames];

    /// <summary>The page.</summary>
    public static SweepReport Page { get; } = new()
    {
        Sweep = Results.SampleRuns.Sweep("0", "2", "4"),
        KeyCharts = All,
    };

    /// <summary>The page without a run, for tests that count charts.</summary>
    public static SweepReport Only(params IReadOnlyList<Chart> charts) => new()
    {
        Sweep = Results.SampleRuns.Sweep() with { Runs = [] },
        KeyCharts = charts,
    };

    private static LineSeries Falling(string name, double rate)
    {
        CurvePoint[][] seeds = [.. new[] { 900.0, 1000, 1200 }.Select(start => Enumerable.Range(0, 60)
            .Select(step => new CurvePoint(step * 0.005, (start * Math.Exp(-rate * step * 5)) + 50)).ToArray())];
        double[] grid = [.. seeds[0].Select(point => point.X)];
        return LineSeries.Of(name, Curves.Band(seeds, grid), seeds: ["seed 1", "seed 2", "seed 3"]);
    }

    private static Bar Split(string name, double compute, double wait) =>
        new(name, [compute, wait, 0.2], compute + (wait * 0.8) + 0.2, compute + (wait * 1.3) + 0.2)
        {
            Seeds = [new SeedValues("seed 1", [compute + wait + 0.2])],
        };

    private static HistogramSeries Lags(string name, params long[] counts) => new(name, Histograms.Shares(
        Histograms.OfCounts([.. counts.Select((count, index) => ((long)index - 5, count))])));

    private static IEnumerable<GanttSpan> Round(int worker, int step)
    {
        double start = step * 0.01;
        double computed = start + 0.004 + (0.0007 * ((worker + step) % 5));
        yield return new GanttSpan(start, computed, SpanState.Compute);
        yield return new GanttSpan(computed, computed + 0.001, SpanState.Send);
        yield return new GanttSpan(
            computed + 0.001, start + 0.01, worker == 2 && step is > 10 and < 14 ? SpanState.Down : SpanState.Wait);
    }

    private static ScalingSeries Curve(string name, double loss) => new(name, [.. new[] { 1, 2, 4, 8, 16 }.Select(
        workers =>
        {
            double rate = 12345.6 * workers / (1 + (loss * (workers - 1)));
            return new ScalingPoint(workers, rate, loss * workers * 0.6)
            {
                Seeds = [new SeedValues("seed 1", [rate * 0.98]), new SeedValues("seed 2", [rate * 1.03])],
            };
        })]);
}
