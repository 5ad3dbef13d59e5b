using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.ScottPlot.Tests;

/// <summary>A chart of every kind that together use all that charts can state.</summary>
internal static class SampleCharts
{
    public static IReadOnlyDictionary<string, Chart> All { get; } = new SortedDictionary<string, Chart>
    {
        ["lines"] = Lines(),
        ["bars"] = Bars(),
        ["histogram"] = Histogram(),
        ["outlines"] = Outlines(),
        ["heat"] = Heat(8, 5),
        ["heat-large"] = Heat(90, 60),
        ["gantt"] = Gantt(),
        ["scaling"] = Scaling(),
    };

    private static LineChart Lines()
    {
        LineStyle[] styles =
        [
            new(Marker: MarkerShape.Circle), new(Dash: LineDash.Dashed, Marker: MarkerShape.Square),
            new(Dash: LineDash.Dotted, Marker: MarkerShape.Diamond), new(Dash: LineDash.DashDot),
            new(Marker: MarkerShape.Triangle, Line: false), new(ChartColor.Grey, Marker: MarkerShape.Cross),
        ];
        return new LineChart
        {
            Title = "Staleness speeds convergence up to s = 4",
            Subtitle = "Matrix factorisation, 8 workers, 10⁶ ratings",
            Caption = "Lines are medians, bands the range over 3 seeds.",
            X = new Axis("Virtual time", "µs", AxisScale.Log10),
            Y = new Axis("Objective", Scale: AxisScale.Log10),
            Series = [.. styles.Select((style, i) => Curve($"s = {i}", i + 1, style)), Diverging()],
            References = [new ReferenceLine("target", 0.02), new ReferenceLine("crash", 3e5, IsVertical: true)],
        };
    }

    private static LineSeries Curve(string name, int rate, LineStyle style)
    {
        CurvePoint[] points =
        [
            .. Enumerable.Range(0, 40)
                .Select(i => new CurvePoint(1e4 * Math.Pow(1.2, i), Math.Exp(-0.02 * rate * i))),
        ];
        return new LineSeries(name, points)
        {
            Lower = [.. points.Select(point => point.Y * 0.85)],
            Upper = [.. points.Select(point => point.Y * 1.2)],
            Style = style,
        };
    }

    private static LineSeries Diverging() => new(
        "s = 64", [.. Enumerable.Range(0, 20).Select(i => new CurvePoint(1e4 * Math.Pow(1.2, i), Math.Exp(i / 2.0)))])
    {
        Diverged = true,
    };

    private static StackedBarChart Bars() => new()
    {
        Title = "Waiting shrinks with staleness",
        Caption = "Whiskers are the range over 3 seeds.",
        CategoryLabel = "Staleness",
        Value = new Axis("Time", "s"),
        Parts = [BarPart.Compute, BarPart.Wait, BarPart.Send],
        Groups =
        [
            .. Enumerable.Range(0, 4).Select(s => new BarGroup($"s = {s}",
            [
                new Bar("SSP", [10, 8.0 / (s + 1), 2], 13, 21.0 - s), new Bar("ESSP", [10, 4.0 / (s + 1), 3]),
            ])),
        ],
    };

    private static HistogramChart Histogram() => new()
    {
        Title = "Reads see newer rows under ESSP",
        X = new Axis("Lag", "clocks") { IsWhole = true },
        Y = new Axis("Reads", Scale: AxisScale.Log10),
        Series =
        [
            new HistogramSeries("SSP", Histograms.OfIntegers([-4, -3, -3, -2, -2, -2, -1])),
            new HistogramSeries("ESSP", Histograms.OfIntegers([-2, -1, -1, -1, -1, 0, 0])),
        ],
    };

    private static HistogramChart Outlines() => new()
    {
        Title = "Round times",
        X = new Axis("Round", "s"),
        Y = new Axis("Rounds"),
        Series =
        [
            new HistogramSeries("even", Histograms.OfDoubles([.. Enumerable.Range(0, 300).Select(Wave)], 30)),
            new HistogramSeries("one straggler", Histograms.OfDoubles(
                [.. Enumerable.Range(0, 300).Select(i => 0.4 + (1.7 * Wave(i)))], 20)),
        ],
    };

    private static double Wave(int i) => 1 + (Math.Sin(i * 12.9898) * Math.Cos(i * 0.7) * 0.3);

    private static HeatMapChart Heat(int columns, int rows) => new()
    {
        Title = "Where staleness pays",
        ColumnLabel = "Staleness",
        Columns = [.. Enumerable.Range(0, columns).Select(c => $"{c}")],
        RowLabel = "Workers",
        Rows = [.. Enumerable.Range(0, rows).Select(r => $"{r + 1}")],
        Values =
        [
            .. Enumerable.Range(0, rows).Select(r => (IReadOnlyList<double>)
            [
                .. Enumerable.Range(0, columns)
                    .Select(c => r == c ? double.NaN : Math.Exp(2 * Math.Sin((r * 3.0 / rows) + (c * 4.0 / columns)))),
            ]),
        ],
        Value = new Axis("Speed-up", "×", AxisScale.Log10),
        Centre = rows > 10 ? null : 1,
    };

    private static GanttChart Gantt() => new()
    {
        Title = "Worker 2 is slow, worker 3 crashes",
        Time = new Axis("Virtual time", "ms"),
        Tracks =
        [
            .. Enumerable.Range(0, 5).Select(w => new GanttTrack($"worker {w}",
            [
                .. Enumerable.Range(0, 6).SelectMany(i => Round(w, i)),
            ])),
        ],
    };

    private static GanttSpan[] Round(int worker, int round)
    {
        int start = round * 10;
        int computed = start + (worker == 2 ? 8 : 5);
        return
        [
            new GanttSpan(start, computed, SpanState.Compute),
            new GanttSpan(computed, start + 9, worker == 3 && round > 3 ? SpanState.Down : SpanState.Wait),
            new GanttSpan(start + 9, start + 10, SpanState.Send),
        ];
    }

    private static ScalingChart Scaling() => new()
    {
        Title = "Sixteen workers are nine times as fast",
        X = new Axis("Workers", Scale: AxisScale.Log10),
        Rate = new Axis("Samples", "1/s"),
        IsResource = true,
        Series =
        [
            new ScalingSeries("SSP", [.. new[] { 1, 2, 4, 8, 16 }.Select(n => new ScalingPoint(n, Math.Pow(n, 0.8),
                0.02 * n))]),
            new ScalingSeries("BSP", [.. new[] { 1, 2, 4, 8, 16 }.Select(n => new ScalingPoint(n, Math.Pow(n, 0.6),
                0.04 * n))]),
        ],
    };
}
