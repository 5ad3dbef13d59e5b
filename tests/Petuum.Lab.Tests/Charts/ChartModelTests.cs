using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Charts;

public sealed class ChartModelTests
{
    [Fact]
    public void AnyChart_HasItsDataAsCsv_WithAllDigits() => Holds(chart =>
    {
        ChartTable table = chart.ToTable();
        IReadOnlyList<IReadOnlyList<string>> records = CsvText.Parse(chart.ToCsv());
        Assert.Equal(table.Columns.Select(column => Cleaned(column.Header)), records[0]);
        Assert.Equal(table.Rows, records.Count - 1);
        Assert.All(table.Columns, column => Assert.Equal(table.Rows, column.Count));
        Assert.All(records, record => Assert.Equal(table.Columns.Count, record.Count));
        string[] numbers = [.. records.Skip(1).SelectMany(
            record => record.Where((field, column) => table.Columns[column].IsNumeric && field.Length > 0))];
        Assert.All(numbers, number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
        HashSet<long> bits = [.. numbers.Select(
            number => BitConverter.DoubleToInt64Bits(double.Parse(number, CultureInfo.InvariantCulture)))];
        Assert.All(ValuesOf(chart), value => Assert.Contains(BitConverter.DoubleToInt64Bits(value), bits));
    });

    [Fact]
    public void AnyChart_SaysInWordsWhatItShows() => Holds(chart =>
    {
        Assert.NotEqual("", chart.Alternative.Trim());
        Assert.Equal(chart.IsEmpty, chart.Alternative.StartsWith("A chart without data.", StringComparison.Ordinal));
        Assert.Equal("as told", (chart with { Description = "as told" }).Alternative);
    });

    [Fact]
    public void AnyChart_SaysTheSameTwice() => Holds(chart =>
    {
        Assert.Equal(chart.ToCsv(), (chart with { }).ToCsv());
        Assert.Equal(chart.Alternative, (chart with { }).Alternative);
    });

    [Fact]
    public void AnyLineChart_HasARange_ThatShowsWhatDoesNotDiverge() => Holds(chart =>
    {
        if (chart is not LineChart { IsEmpty: false } line || line.X.Min is not null || line.X.Max is not null
            || line.Y.Min is not null || line.Y.Max is not null)
        {
            return;
        }

        (AxisRange x, AxisRange y) = (line.RangeX()!.Value, line.RangeY()!.Value);
        Assert.True(x.Min <= x.Max && y.Min <= y.Max);
        foreach (CurvePoint point in line.Series.Where(series => !series.Diverged)
            .SelectMany(series => series.Points).Where(line.IsPlottable))
        {
            Assert.InRange(point.X, x.Min, x.Max);
            Assert.InRange(point.Y, y.Min, y.Max);
        }
    });

    [Fact]
    public void Curve_ThatDiverges_DoesNotFlattenTheOthers()
    {
        LineChart chart = new()
        {
            Title = "",
            X = new Axis("clocks"),
            Y = new Axis("objective"),
            Series =
            [
                new LineSeries("falls", [new(0, 10), new(1, 1)]),
                new LineSeries("explodes", [new(0, 10), new(1, 1e9)]) { Diverged = true },
            ],
        };
        Assert.Equal(new AxisRange(1, 10), chart.RangeY());
        Assert.Contains("explodes diverges", chart.Alternative, StringComparison.Ordinal);
        Assert.Equal(new AxisRange(0, 100), (chart with { Series = [chart.Series[1]] }).RangeY());
    }

    [Fact]
    public void Table_OfACurve_HasItsBandAndItsSeeds()
    {
        CurvePoint[][] seeds = [[new(0, 1), new(1, 0.5)], [new(0, 3), new(1, 0.25)]];
        LineChart chart = new()
        {
            Title = "",
            X = new Axis("virtual time", "s"),
            Y = new Axis("objective"),
            Series = [LineSeries.Of("a, \"b\"", Curves.Band(seeds, [0, 1]), seeds: ["seed 7", "seed 9"])],
        };
        Assert.Equal(
            "series,virtual time (s),objective,lower edge,upper edge,seed 7,seed 9\n"
            + "\"a, \"\"b\"\"\",0,2,1,3,1,3\n\"a, \"\"b\"\"\",1,0.375,0.25,0.5,0.5,0.25\n",
            chart.ToCsv());
    }

    [Fact]
    public void Scaling_ComparesWithTheFirstValue()
    {
        ScalingChart chart = new()
        {
            Title = "",
            X = new Axis("workers"),
            Rate = new Axis("samples a second"),
            IsResource = true,
            Series = [new ScalingSeries("ssp", [new(2, 100, 0.1), new(4, 150, 0.2), new(8, 400, 0)])],
        };
        Assert.Equal([1, 1.5, 4], chart.Series[0].Points.Select(chart.Series[0].SpeedUp));
        Assert.Equal([1, 0.75, 1], chart.Series[0].Points.Select(chart.Series[0].Efficiency));
        Assert.Equal([(2.0, 1.0), (4, 2), (8, 4)], chart.Ideal);
        Assert.Contains("4 times as fast at 8", chart.Alternative, StringComparison.Ordinal);
        ScalingChart staleness = chart with { IsResource = false };
        Assert.Empty(staleness.Ideal);
        Assert.DoesNotContain(ScalingPanel.Efficiency, staleness.Panels);
        Assert.Contains(",,0.2,150", staleness.ToCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_StandInThePanelsThatTheirGroupsName()
    {
        StackedBarChart chart = new()
        {
            Title = "",
            CategoryLabel = "staleness",
            Value = new Axis("time", "s"),
            Parts = [BarPart.Compute, BarPart.Wait],
            Groups = [Group("0", "fast"), Group("0", "slow"), Group("4", "fast")],
        };
        Assert.Equal(["fast", "slow"], chart.Panels.Select(panel => panel.Name));
        Assert.Equal(["0", "4"], chart.Panels[0].Groups.Select(group => group.Name));
        Assert.StartsWith(
            "panel,staleness,bar,compute (s),wait (s),least total (s),greatest total (s),total of seed 1 (s)\n"
            + "fast,0,,1,2,2.5,3.5,3\n",
            chart.ToCsv(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => chart with { Value = new Axis("", "", AxisScale.Log10) });

        static BarGroup Group(string name, string panel) =>
            new(name, [new Bar("", [1, 2], 2.5, 3.5) { Seeds = [new SeedValues("seed 1", [3])] }]) { Panel = panel };
    }

    [Theory]
    [InlineData(0, "", "0")]
    [InlineData(0.00042, "s", "420 µs")]
    [InlineData(1250000, "B", "1.25 MB")]
    [InlineData(12345, "", "12\u2009300")]
    [InlineData(-0.5, "", "−0.5")]
    [InlineData(1.2e9, "", "1.2×10⁹")]
    [InlineData(2.5e-7, "rows", "2.5×10⁻⁷ rows")]
    [InlineData(double.NaN, "s", "NaN s")]
    [InlineData(double.PositiveInfinity, "", "∞")]
    [InlineData(double.Epsilon, "s", "4.94×10⁻³¹² ps")]
    public void Quantity_ReadsAsPeopleWriteIt(double value, string unit, string text) =>
        Assert.Equal(text, Quantity.Of(value, new Axis("", unit)));

    /// <summary>A text as a file in UTF-8 can hold it.</summary>
    private static string Cleaned(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static void Holds(Action<Chart> law) => Prop.ForAll(ChartGenerators.Any, law)
        .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(250));

    /// <summary>The numbers that a chart shows, found in another way than by its table.</summary>
    private static IEnumerable<double> ValuesOf(Chart chart) => chart switch
    {
        LineChart line => line.Series.SelectMany(series => series.Points)
            .SelectMany(point => new[] { point.X, point.Y }),
        StackedBarChart bars => bars.Groups.SelectMany(group => group.Bars)
            .SelectMany(bar => bar.Values.Take(bars.Parts.Count)),
        HistogramChart histogram => histogram.Series.SelectMany(series => series.Bins)
            .SelectMany(bin => new[] { bin.Low, bin.High, bin.Count }),
        HeatMapChart map => map.Values.Take(map.Rows.Count).SelectMany(row => row.Take(map.Columns.Count)),
        GanttChart gantt => gantt.Tracks.SelectMany(track => track.Spans)
            .SelectMany(span => new[] { span.Start, span.End }),
        ScalingChart scaling => scaling.Series.SelectMany(series => series.Points)
            .SelectMany(point => new[] { point.X, point.Rate, point.Waiting }),
        _ => throw new ArgumentException($"no case for {chart.GetType().Name}", nameof(chart)),
    };
}
