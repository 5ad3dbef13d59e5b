using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Charts;

public sealed class LayoutTests
{
    private static readonly Arbitrary<double[]> Wishes = Arb.From(
        Gen.Choose(-50, 350).Select(wish => wish / 2.0).ArrayOf(),
        wishes => Enumerable.Range(0, wishes.Length).Select(skip => wishes.Where((_, i) => i != skip).ToArray()));

    private static readonly Arbitrary<CurvePoint[]> Paths = Arb.From(
        (from x in Gen.Choose(-30, 50)
         from y in Gen.Choose(-30, 50)
         select new CurvePoint(x / 20.0, y / 20.0)).ArrayOf(),
        points => Enumerable.Range(0, points.Length).Select(skip => points.Where((_, i) => i != skip).ToArray()));

    [Fact]
    public void Labels_NeverOverlapNorLeaveTheirBounds_AndKeepTheirOrder() =>
        Prop.ForAll(Wishes, wishes =>
        {
            double[]? centres = LabelPlacement.Spread(wishes, 10, 0, 150);
            Assert.Equal(wishes.Length > 15, centres is null);
            int[] order = Enumerable.Range(0, wishes.Length).OrderBy(i => wishes[i]).ToArray();
            Assert.All(centres ?? [], centre => Assert.InRange(centre, 5 - 1e-9, 145 + 1e-9));
            for (int rank = 1; centres is not null && rank < order.Length; rank++)
            {
                Assert.True(centres[order[rank]] - centres[order[rank - 1]] >= 10 - 1e-9, "labels overlap");
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void Labels_StayWhereTheyAre_WhereThereIsRoom() =>
        Assert.Equal([100, 20, 50], LabelPlacement.Spread([100, 20, 50], 10, 0, 150)!);

    [Fact]
    public void ClippedLine_IsInside_AndHoldsEveryPointThatWas() =>
        Prop.ForAll(Paths, path =>
        {
            CurvePoint[] parts = Clipping.Line(path).SelectMany(part => part).ToArray();
            Assert.All(parts, point => Assert.True(Clipping.IsInside(point), $"{point} is outside"));
            Assert.All(path.Where(Clipping.IsInside), point => Assert.Contains(point, parts));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void ClippedLine_CrossesTheEdgeWhereTheLineDoes()
    {
        IReadOnlyList<CurvePoint> part = Assert.Single(Clipping.Line([new(-1, 0.5), new(0.5, 0.5), new(0.5, 3)]));
        Assert.Equal([new(0, 0.5), new(0.5, 0.5), new(0.5, 1)], part);
        Assert.Empty(Clipping.Line([new(-1, 0.5), new(0.5, 3)]));
    }

    [Fact]
    public void ClippedArea_IsInside_AndIsItselfIfItWas() =>
        Prop.ForAll(Paths, path =>
        {
            IReadOnlyList<CurvePoint> area = Clipping.Area(path);
            Assert.All(area, point => Assert.True(Clipping.IsInside(point)));
            if (path.All(Clipping.IsInside))
            {
                Assert.Equal(path, area);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void ClippedArea_IsCutWhereItsSidesCrossTheEdges()
    {
        Assert.Equal(
            [new(0, 0), new(1, 0), new(0.75, 1), new(0.25, 1)], Clipping.Area([new(0, 0), new(1, 0), new(0.5, 2)]));
        Assert.Equal([new(0, 0), new(1, 0.5), new(0, 1)], Clipping.Area([new(-1, 1.5), new(-1, -0.5), new(1, 0.5)]));
    }

    [Fact]
    public void ThinnedLine_IsShort_AndKeepsEndsAndExtremes()
    {
        CurvePoint[] line = Enumerable.Range(0, 10_000)
            .Select(i => new CurvePoint(i / 10_000.0, ((i * 7919) % 1000) / 1000.0))
            .ToArray();
        IReadOnlyList<CurvePoint> thin = Thinning.PerColumn(line, 100);
        Assert.InRange(thin.Count, 100, 400);
        Assert.Equal((line[0], line[^1]), (thin[0], thin[^1]));
        Assert.Equal((0, 0.999), (thin.Min(point => point.Y), thin.Max(point => point.Y)));
        Assert.Equal(thin.Select(point => point.X).Order(), thin.Select(point => point.X));
    }

    [Fact]
    public void Track_OfManySpans_ShowsTheStateThatFillsMost()
    {
        var scale = new PlotScale(0, 1000, AxisScale.Linear);
        GanttSpan[] spans = Enumerable.Range(0, 1000)
            .SelectMany(i => (GanttSpan[])
            [
                new(i, i + (i < 500 ? 0.9 : 0.1), SpanState.Compute),
                new(i + (i < 500 ? 0.9 : 0.1), i + 1, SpanState.Wait),
            ])
            .ToArray();
        Assert.Equal(
            [new(0, 0.5, SpanState.Compute), new(0.5, 1, SpanState.Wait)], Condensing.Track(spans, scale, columns: 10));
        Assert.Equal(spans.Length, Condensing.Track(spans, scale, columns: 5000).Count);
    }

    [Fact]
    public void Matrix_OfManyCells_BecomesMeansOfBlocks_WithoutWhatIsMissing()
    {
        var chart = new HeatMapChart
        {
            Title = "",
            ColumnLabel = "",
            RowLabel = "",
            Columns = ["a", "b", "c"],
            Rows = ["p", "q"],
            Values = [[1, 3, 5], [double.NaN, 5]],
            Value = new Axis(""),
        };
        Assert.Equal(new double[,] { { 3, 5 } }, HeatGrid.Of(chart, 1, 2));
        Assert.Equal(double.NaN, HeatGrid.Of(chart, 2, 3)[1, 2]);
    }

    [Fact]
    public void FittedText_IsNoWiderThanItsRoom_AndWrappedTextToo() =>
        Prop.ForAll(ChartGenerators.Text.Zip(Gen.Choose(20, 300)).ToArbitrary(), given =>
        {
            string text = TextWidth.Clean(given.Item1);
            Assert.Equal(text, TextWidth.Clean(text));
            Assert.True(TextWidth.Of(TextWidth.Fit(text, 12, given.Item2), 12) <= given.Item2);
            IReadOnlyList<string> lines = TextWidth.Wrap(text, 12, given.Item2, 3);
            Assert.InRange(lines.Count, text.Length > 0 ? 1 : 0, 3);
            Assert.All(lines, line => Assert.True(TextWidth.Of(line, 12) <= given.Item2, line));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Line_EndsAsItsLastPointSays()
    {
        Assert.Equal(LineEnding.Plain, EndingOf(0.5, 0.4));
        Assert.Equal(LineEnding.LeavesUp, EndingOf(0.5, 7));
        Assert.Equal(LineEnding.LeavesDown, EndingOf(0.5, -7));
        Assert.Equal(LineEnding.Breaks, EndingOf(0.5, double.NaN));
        Assert.Equal(LineEnding.Plain, EndingOf(7, 0.5));
    }

    private static LineEnding EndingOf(params double[] values)
    {
        var unit = new PlotScale(0, 1, AxisScale.Linear);
        CurvePoint[] points = values.Select((y, i) => new CurvePoint((double)i / values.Length, y)).ToArray();
        return PlottedLine.Of(new LineSeries("", points), unit, unit, columns: 100).Ending;
    }
}
