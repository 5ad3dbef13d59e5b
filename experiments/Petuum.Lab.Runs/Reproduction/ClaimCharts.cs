using System.Globalization;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;
using Petuum.Lab.Specs;
using Configuration = Petuum.Lab.Analysis.Results.Configuration;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>
/// The charts that a spec asks for. Names under <c>with:</c> that are swept keys pick runs; the rest are options of the
/// measure on the y axis.
/// </summary>
internal sealed class ClaimCharts(string place)
{
    private static readonly (string Name, string Label, string Unit, Func<ClockRecord, double> Of)[] Columns =
    [
        ("clocks", "clocks", "", clock => clock.Clock),
        ("data", "samples processed", "", clock => clock.DataProcessed),
        ("time", "virtual time", "s", clock => clock.Seconds),
        ("bytes", "bytes sent", "B", clock => clock.BytesSent),
        ("messages", "messages sent", "", clock => clock.Messages),
        ("objective", "objective", "", clock => clock.Objective),
        ("wait-fraction", "share of time spent waiting", "", Runs.RunTexts.WaitFraction),
    ];

    /// <summary>Makes all charts of a claim.</summary>
    /// <exception cref="UserException">A name is wrong.</exception>
    public IReadOnlyList<Chart> Of(ReproductionSpec spec, IReadOnlyList<RunResults> runs, string subtitle) =>
        [.. spec.Charts.Select(chart => Of(chart, runs, subtitle))];

    private Chart Of(ChartSpec chart, IReadOnlyList<RunResults> all, string subtitle)
    {
        List<NamedText> picks = [.. chart.With.Where(option => RunSelector.TryResolve(all, option.Name) is not null)];
        List<NamedText> options = [.. chart.With.Where(option => !picks.Contains(option))];
        ChartData data = new(
            chart, RunSelector.Select(all, picks, place), all, options, subtitle, SeriesOf(chart, all, picks));
        return chart.Kind switch
        {
            "line" => RunSelector.TryResolve(all, chart.X) is { } key ? AgainstKey(data, key) : AgainstColumn(data),
            "histogram" => Histogram(data),
            "stacked-bar" => StackedBars(data),
            "heat-map" => HeatMap(data),
            _ => throw new UserException(
                place,
                $"there is no kind of chart '{chart.Kind}' for a claim",
                "use line, histogram, stacked-bar or heat-map"),
        };
    }

    /// <summary>The runs of each series: by the key that the chart names, else by configuration.</summary>
    private IReadOnlyList<(string Name, IReadOnlyList<RunResults> Runs)> SeriesOf(
        ChartSpec chart, IReadOnlyList<RunResults> all, List<NamedText> picks)
    {
        IReadOnlyList<RunResults> runs = RunSelector.Select(all, picks, place);
        if (chart.Series is { } name)
        {
            string key = RunSelector.Resolve(all, name, place);
            return [.. RunSelector.DistinctValues(runs, key).Select(value => (
                RunSelector.Describe(key, value),
                (IReadOnlyList<RunResults>)[.. runs.Where(run => RunSelector.ValueOf(run, key) == value)]))];
        }

        return chart.Kind == "line" && RunSelector.TryResolve(all, chart.X) is not null
            ? [(string.Empty, runs)]
            : [.. Configuration.Of(runs).Select(configuration => (configuration.Label, configuration.Runs))];
    }

    /// <summary>A curve over the clocks of each run, with a band over seeds; or over a series' own x.</summary>
    private LineChart AgainstColumn(ChartData data)
    {
        bool isSeries = data.Options.Any(option => option.Name == "name") && data.Chart.Y == "series";
        (Axis x, Func<RunResults, CurvePoint[]> curve) = isSeries ? OwnCurve(data) : ColumnCurve(data);
        (string yLabel, string yUnit) = isSeries ? (NameOption(data), "") : YLabel(data);
        return new LineChart
        {
            Title = data.Chart.Title,
            Subtitle = data.Subtitle,
            Caption = Caption(data),
            X = x,
            Y = new Axis(yLabel, yUnit, Scale(data.Chart.LogY)),
            Series = [.. data.Series.Select(series => BandOf(series.Name, series.Runs, curve))],
        };
    }

    private (Axis X, Func<RunResults, CurvePoint[]> Curve) ColumnCurve(ChartData data)
    {
        (string label, string unit, Func<ClockRecord, double> x) = Column(data.Chart.X);
        Func<ClockRecord, double> y = data.Chart.Y == "metric"
            ? MetricOf(NameOption(data))
            : Column(data.Chart.Y).Of;
        return (
            new Axis(label, unit, Scale(data.Chart.LogX)) { IsWhole = data.Chart.X == "clocks" },
            run => [.. run.Clocks.Select(clock => new CurvePoint(x(clock), y(clock)))]);
    }

    private (Axis X, Func<RunResults, CurvePoint[]> Curve) OwnCurve(ChartData data)
    {
        string name = NameOption(data);
        return (
            new Axis(data.Chart.X, "", Scale(data.Chart.LogX)),
            run => [.. from point in run.Series where point.Series == name select new CurvePoint(point.X, point.Y)]);
    }

    private (string Label, string Unit) YLabel(ChartData data)
    {
        if (data.Chart.Y == "metric")
        {
            return (NameOption(data).Replace('_', ' '), "");
        }

        (string label, string unit, _) = Column(data.Chart.Y);
        return (label, unit);
    }

    /// <summary>A measure against a swept key: the median over seeds at each value.</summary>
    private LineChart AgainstKey(ChartData data, string key)
    {
        Measure measure = Measure.Create(data.Chart.Y, data.Options, data.All, place);
        return new LineChart
        {
            Title = data.Chart.Title,
            Subtitle = data.Subtitle,
            Caption = Caption(data),
            X = new Axis(Configuration.ShortName(key), "", Scale(data.Chart.LogX)),
            Y = new Axis(measure.Words, measure.Unit, Scale(data.Chart.LogY)),
            Series = [.. data.Series.Select(series =>
            {
                (ulong Seed, CurvePoint[] Points)[] seeds = [.. series.Runs
                    .GroupBy(run => run.Manifest.Seed)
                    .Select(seed => (seed.Key, seed
                        .Select(run => new CurvePoint(NumberOf(run, key), measure.Of(run)))
                        .Where(point => !double.IsNaN(point.X))
                        .OrderBy(point => point.X)
                        .ToArray()))];
                LineSeries line = Band(series.Name, seeds);
                return line with { Style = line.Style with { Marker = MarkerShape.Circle } };
            })],
        };
    }

    /// <summary>The lag histogram of PAPERS E2.</summary>
    private static HistogramChart Histogram(ChartData data)
    {
        string? table = data.Options.FirstOrDefault(option => option.Name == "table").Text;
        LagRecord[][] lags = [.. data.Series.Select(series => series.Runs
            .SelectMany(run => run.Lags)
            .Where(lag => table is null || lag.Table == table)
            .ToArray())];
        int[] seen = [.. lags.SelectMany(records => records).Select(lag => lag.Lag)];
        return new HistogramChart
        {
            Title = data.Chart.Title,
            Subtitle = data.Subtitle,
            Caption = "Lag −1: everything up to the previous clock was there, as under BSP. All seeds together.",
            X = new Axis("lag: row's clock − reader's clock", "clocks") { IsWhole = true },
            Y = new Axis("share of reads", "", Scale(data.Chart.LogY), Min: data.Chart.LogY ? null : 0),
            Series = [.. data.Series.Select((series, index) => new HistogramSeries(
                series.Name,
                seen.Length == 0 ? [] : Histograms.Shares(Histograms.OfCounts(
                    [(seen.Min(), 0L), .. lags[index].Select(lag => ((long)lag.Lag, lag.Count)), (seen.Max(), 0L)]))))],
        };
    }

    /// <summary>Compute, wait and send per worker: groups by the key on the x axis, bars by series.</summary>
    private StackedBarChart StackedBars(ChartData data)
    {
        string key = RunSelector.Resolve(data.All, data.Chart.X, place);
        return new StackedBarChart
        {
            Title = data.Chart.Title,
            Subtitle = data.Subtitle,
            Caption = "Mean over workers, median over seeds; the whisker: a seed's smallest and largest total.",
            CategoryLabel = Configuration.ShortName(key),
            Value = new Axis("time per worker", "s"),
            Parts = [BarPart.Compute, BarPart.Wait, BarPart.Send],
            Groups = [.. RunSelector.DistinctValues(data.Runs, key).Select(value => new BarGroup(
                value,
                [.. data.Series
                    .Select(series => (series.Name, Runs: With(series.Runs, key, value)))
                    .Where(series => series.Runs.Length > 0)
                    .Select(series => TimeBar(data.Chart.Series is null ? "" : series.Name, series.Runs))]))],
        };
    }

    private static RunResults[] With(IReadOnlyList<RunResults> runs, string key, string value) =>
        [.. runs.Where(run => RunSelector.ValueOf(run, key) == value)];

    private static Bar TimeBar(string name, RunResults[] runs)
    {
        double[] Per(Func<RunSummary, double> of) =>
            [.. runs.Select(run => of(run.Summary) / run.Manifest.Conditions.Workers)];
        double[] totals = Per(summary => summary.ComputeSeconds + summary.WaitSeconds + summary.SendSeconds);
        double[] parts =
        [
            Descriptive.Median(Per(summary => summary.ComputeSeconds)),
            Descriptive.Median(Per(summary => summary.WaitSeconds)),
            Descriptive.Median(Per(summary => summary.SendSeconds)),
        ];
        bool spread = totals.Min() < totals.Max();
        return new Bar(name, parts, spread ? totals.Min() : null, spread ? totals.Max() : null)
        {
            Seeds = [.. runs.Select((run, index) => new SeedValues($"seed {run.Manifest.Seed}", [totals[index]]))],
        };
    }

    /// <summary>The median of a measure (<c>value:</c>) for each pair of swept values.</summary>
    private HeatMapChart HeatMap(ChartData data)
    {
        string x = RunSelector.Resolve(data.All, data.Chart.X, place);
        string y = RunSelector.Resolve(data.All, data.Chart.Y, place);
        string name = data.Options.FirstOrDefault(option => option.Name == "value").Text
            ?? throw new UserException(
                place, "a heat map needs the measure to show", "add 'value: final-objective' under its 'with:'");
        Measure measure = Measure.Create(
            name, [.. data.Options.Where(option => option.Name != "value")], data.All, place);
        IReadOnlyList<string> columns = RunSelector.DistinctValues(data.Runs, x);
        IReadOnlyList<string> rows = RunSelector.DistinctValues(data.Runs, y);
        return new HeatMapChart
        {
            Title = data.Chart.Title,
            Subtitle = data.Subtitle,
            Caption = Caption(data),
            ColumnLabel = Configuration.ShortName(x),
            Columns = columns,
            RowLabel = Configuration.ShortName(y),
            Rows = rows,
            Value = new Axis(measure.Words, measure.Unit, Scale(data.Chart.LogY)),
            Values = [.. rows.Select(row => (IReadOnlyList<double>)[.. columns.Select(column => Descriptive.Median(
                [.. data.Runs
                    .Where(run => RunSelector.ValueOf(run, x) == column && RunSelector.ValueOf(run, y) == row)
                    .Select(measure.Of)]))])],
        };
    }

    private static LineSeries BandOf(
        string name, IReadOnlyList<RunResults> runs, Func<RunResults, CurvePoint[]> curve) =>
        Band(name, [.. runs.Select(run => (run.Manifest.Seed, curve(run))).Where(seed => seed.Item2.Length > 0)]) with
        {
            Diverged = runs.Any(Outcomes.HasDiverged),
        };

    private static LineSeries Band(string name, (ulong Seed, CurvePoint[] Points)[] seeds)
    {
        CurvePoint[][] curves = [.. seeds.Select(seed => seed.Points)];
        if (curves.Length < 2)
        {
            return new LineSeries(name, curves.Length == 0 ? [] : curves[0]);
        }

        bool haveOneGrid = Array.TrueForAll(
            curves, curve => curve.Select(point => point.X).SequenceEqual(curves[0].Select(point => point.X)));
        double[] grid = haveOneGrid ? [.. curves[0].Select(point => point.X)] : Curves.CommonGrid(curves);
        return LineSeries.Of(
            name, Curves.Band(curves, grid), seeds: [.. seeds.Select(seed => $"seed {seed.Seed}")]);
    }

    private (string Label, string Unit, Func<ClockRecord, double> Of) Column(string name)
    {
        int index = Array.FindIndex(Columns, column => column.Name == name);
        return index >= 0
            ? (Columns[index].Label, Columns[index].Unit, Columns[index].Of)
            : throw new UserException(
                place,
                $"'{name}' is not a column that charts know",
                "use a swept key or one of " + string.Join(", ", Columns.Select(column => column.Name)));
    }

    private string NameOption(ChartData data) =>
        data.Options.FirstOrDefault(option => option.Name == "name").Text
        ?? throw new UserException(
            place, $"the chart '{data.Chart.Title}' needs a name", "add 'name: …' under its 'with:'");

    private static Func<ClockRecord, double> MetricOf(string name) => clock => clock.MetricOrNaN(name);

    private static double NumberOf(RunResults run, string key) =>
        double.TryParse(
            RunSelector.ValueOf(run, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : double.NaN;

    private static AxisScale Scale(bool isLog) => isLog ? AxisScale.Log10 : AxisScale.Linear;

    private static string Caption(ChartData data)
    {
        int seeds = data.Runs.Select(run => run.Manifest.Seed).Distinct().Count();
        return seeds == 1 ? "One seed." : $"Median of {seeds} seeds; the band runs from the smallest to the largest.";
    }

    /// <summary>A chart that is asked for, with what goes into it.</summary>
    private sealed record ChartData(
        ChartSpec Chart,
        IReadOnlyList<RunResults> Runs,
        IReadOnlyList<RunResults> All,
        IReadOnlyList<NamedText> Options,
        string Subtitle,
        IReadOnlyList<(string Name, IReadOnlyList<RunResults> Runs)> Series);
}
