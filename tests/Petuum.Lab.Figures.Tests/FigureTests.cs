using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;
using Petuum.Lab.Tests;
using Petuum.Lab.Tests.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.Figures.Tests;

/// <summary>What is in the plots of figures.</summary>
public sealed class FigureTests
{
    [Fact]
    public void Lines_NameTheirCurvesAtTheEnds_AndMarkTheOneThatDiverged()
    {
        using Figure figure = Draw(SampleCharts.All["lines"]);
        Plot plot = Assert.Single(figure.Plots);
        Assert.Empty(figure.LegendNames);
        string[] texts = [.. plot.GetPlottables<OutsideText>().Select(text => text.Text)];
        Assert.Superset(
            new HashSet<string>(["s = 0", "s = 1", "s = 2", "s = 3", "s = 4", "s = 5", "s = 64 diverges", "target"]),
            new HashSet<string>(texts));
        Assert.Equal(6, plot.GetPlottables<Polygon>().Count());
        Assert.Equal(ScottPlot.MarkerShape.Eks, Assert.Single(plot.GetPlottables<Marker>()).MarkerStyle.Shape);
    }

    [Fact]
    public void NamesTooLongForTheEndsOfCurves_StandInALegend()
    {
        LineChart chart = (LineChart)SampleCharts.All["one-decade"];
        using Figure figure = Draw(chart with
        {
            Series = [.. chart.Series.Select((series, i) => series with { Name = $"{new string('x', 60)} {i}" })],
        });
        Assert.Equal(3, figure.LegendNames.Count);
    }

    [Fact]
    public void Curve_StandsWhereItsValuesAre_InTheUnitOfTheAxis()
    {
        using Figure figure = Draw(
            new LineChart
            {
                Title = "",
                X = new Axis("time", "s"),
                Y = new Axis("objective", Scale: AxisScale.Log10),
                Series = [new LineSeries("one", [new(0.001, 100), new(0.003, 1), new(0.004, -1), new(0.005, 10)])],
            });
        PatternedLine curve = Assert.Single(figure.Plots[0].GetPlottables<PatternedLine>());
        Coordinates[] line = [.. curve.Data.GetScatterPoints()];
        Assert.Equal([1, 3], line.Select(place => Math.Round(place.X, 9)));
        Assert.Equal([2, 0], line.Select(place => Math.Round(place.Y, 9)));
        Assert.Single(figure.Plots[0].GetPlottables<Markers>());
        Assert.Equal("time (ms)", figure.Plots[0].Axes.Bottom.Label.Text);
    }

    [Fact]
    public void Band_LiesBetweenItsEdges()
    {
        LineChart chart = (LineChart)SampleCharts.All["lines"];
        LineSeries series = chart.Series[0];
        using Figure figure = Draw(chart with { Series = [series], Y = chart.Y with { Scale = AxisScale.Linear } });
        Polygon band = Assert.Single(figure.Plots[0].GetPlottables<Polygon>());
        double[] expected = [.. series.Lower!, .. series.Upper!.Reverse()];
        Assert.Equal(expected.Select(y => Math.Round(y, 9)), band.Coordinates.Select(at => Math.Round(at.Y, 9)));
    }

    [Fact]
    public void EveryFiniteValueOfALine_IsInThePlot_AndTheAxesHoldIt() =>
        Prop.ForAll(Points.ListOf().ToArbitrary(), points =>
        {
            LineChart chart = new()
            {
                Title = "",
                X = new Axis("x"),
                Y = new Axis("y"),
                Series =
                [
                    new LineSeries("name", [.. points.Select(point => new CurvePoint(point.Item1, point.Item2))]),
                ],
            };
            using Figure figure = Draw(chart);
            int shown = points.Count(point => chart.IsPlottable(new(point.Item1, point.Item2)));
            Assert.Equal(chart.IsEmpty, figure.Plots.Count == 0);
            Coordinates[] drawn =
            [
                .. figure.Plots.SelectMany(plot => plot.GetPlottables<PatternedLine>())
                    .SelectMany(line => line.Data.GetScatterPoints()),
                .. figure.Plots.SelectMany(plot => plot.GetPlottables<Markers>())
                    .SelectMany(markers => markers.Data.GetScatterPoints()),
            ];
            Assert.Equal(shown, drawn.Length);
            Assert.All(drawn, place => Assert.True(
                figure.Plots[0].Axes.GetLimits().Contains(place), $"{place} is outside"));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed());

    [Fact]
    public void Bars_AddUp_AndHaveALegend()
    {
        using Figure figure = Draw(SampleCharts.All["bars"]);
        Assert.Equal(["compute", "wait", "send"], figure.LegendNames);
        BarPlot[] parts = [.. figure.Plots[0].GetPlottables<BarPlot>()];
        Assert.Equal(["compute", "wait", "send"], parts.Select(part => part.LegendText));
        Assert.Equal([(0, 10), (10, 18), (18, 20)], parts.Select(part => (part.Bars[0].ValueBase, part.Bars[0].Value)));
        Assert.Equal(4, figure.Plots[0].GetPlottables<LinePlot>().Count() / 3);
    }

    [Fact]
    public void BarsWithPanels_HaveAPlotEach_OverOneAxis()
    {
        using Figure figure = Draw(SampleCharts.All["bars-panels"]);
        Assert.Equal(2, figure.Plots.Count);
        Assert.Equal(figure.Plots[0].Axes.GetLimits().Top, figure.Plots[1].Axes.GetLimits().Top);
    }

    [Fact]
    public void BarsWithLongNames_Lie()
    {
        using Figure figure = Draw(SampleCharts.All["bars-lying"]);
        Assert.All(
            figure.Plots[0].GetPlottables<BarPlot>().SelectMany(part => part.Bars),
            bar => Assert.Equal(Orientation.Horizontal, bar.Orientation));
    }

    [Fact]
    public void HeatMap_HasACellForEachValue_AndTheScaleOfItsColours()
    {
        using Figure figure = Draw(SampleCharts.All["heat"]);
        Assert.Equal(2, figure.Plots.Count);
        Assert.Equal((8 * 5) - 5, figure.Plots[0].GetPlottables<Rectangle>().Count());
    }

    [Fact]
    public void Gantt_HasABarForEachSpan_WhereItIs()
    {
        GanttChart chart = (GanttChart)SampleCharts.All["gantt"];
        using Figure figure = Draw(chart);
        ScottPlot.Bar[] bars = [.. figure.Plots[0].GetPlottables<BarPlot>().SelectMany(part => part.Bars)];
        Assert.Equal(
            chart.Tracks.SelectMany((track, i) => track.Spans.Select(span => (-(double)i, span.Start, span.End)))
                .Order(),
            bars.Select(bar => (bar.Position, bar.ValueBase, bar.Value)).Order());
    }

    [Fact]
    public void Scaling_HasAPlotForEachMeasure_AndAnIdealLine()
    {
        ScalingChart chart = (ScalingChart)SampleCharts.All["scaling"];
        using Figure figure = Draw(chart);
        Assert.Equal(chart.Panels.Count, figure.Plots.Count);
        Assert.Equal(["policy ssp", "policy essp", "ideal"], figure.LegendNames);
        Assert.Contains("ideal", figure.Plots[0].GetPlottables<PatternedLine>().Select(line => line.LegendText));
    }

    [Theory]
    [InlineData(1.0, 8.0)]
    [InlineData(2.1, 2.9)]
    [InlineData(100, 101)]
    [InlineData(1500, 6500)]
    [InlineData(1e-9, 1e9)]
    [InlineData(1e-200, 1e200)]
    [InlineData(5, 5)]
    public void LogAxis_NamesAtLeastTwoPlaces_HoweverNarrowOrWide(double min, double max)
    {
        Look look = new(FigureOptions.Default);
        foreach (bool isHorizontal in new[] { false, true })
        {
            Scale scale = Scale.Of(
                new Axis("x", Scale: AxisScale.Log10), new AxisRange(min, max), 300, look, isHorizontal);
            string[] names = [.. scale.Ticks.Where(tick => tick.IsMajor).Select(tick => tick.Label)];
            Assert.InRange(names.Length, 2, 14);
            Assert.Equal(names, names.Distinct());
            Assert.All(scale.Ticks, tick => Assert.InRange(tick.Position, scale.Low - 1e-6, scale.High + 1e-6));
        }
    }

    [Fact]
    public void Marks_LieWithinTheAxis_AndHaveDifferentNames() =>
        Prop.ForAll(Gen.Choose(-40, 40).Three().ToArbitrary(), drawn =>
        {
            (int low, int apart, int scale) = drawn;
            double min = low * Math.Pow(10, scale % 9);
            double max = min + (Math.Abs(apart) * Math.Pow(10, scale % 7));
            Scale axis = Scale.Of(
                new Axis("x"), new AxisRange(min, max), 400, new Look(FigureOptions.Default), isHorizontal: false);
            double span = axis.High - axis.Low;
            Assert.InRange(axis.Place(min), axis.Low, axis.High);
            Assert.InRange(axis.Place(max), axis.Low, axis.High);
            Assert.InRange(axis.Ticks.Count, 2, 16);
            Assert.All(axis.Ticks, mark => Assert.InRange(
                mark.Position, axis.Low - (1e-6 * span), axis.High + (1e-6 * span)));
            Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(mark => mark.Label).Distinct().Count());
        }).Check(Config.QuickThrowOnFailure.FromOneSeed());

    [Fact]
    public void AnyChart_HasPlots_UnlessItIsEmpty() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            using Figure figure = Draw(chart);
            Assert.Equal(chart.IsEmpty, figure.Plots.Count == 0);
            Assert.All(figure.Plots, plot =>
            {
                AxisLimits limits = plot.Axes.GetLimits();
                Assert.True(limits.Right > limits.Left && limits.Top > limits.Bottom, $"{limits}");
            });
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    private static Gen<(double, double)> Points { get; } = ChartGenerators.Number.Two();

    private static Figure Draw(Chart chart) => Figure.Of(chart, FigureOptions.Default);
}
