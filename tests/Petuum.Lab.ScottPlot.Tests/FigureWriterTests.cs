using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Tests;
using Petuum.Lab.Tests.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace Petuum.Lab.ScottPlot.Tests;

public sealed class FigureWriterTests
{
    private static readonly FigureStyle Style = new(FigureOptions.Default);

    public static TheoryData<string> Kinds => new(SampleCharts.All.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_IsAPictureOfTwiceItsSize_ThatIsNotBlank(string kind)
    {
        using SKBitmap picture = SKBitmap.Decode(Bytes(SampleCharts.All[kind], "png"));
        Assert.Equal((1440, 880), (picture.Width, picture.Height));
        int inked = picture.Pixels.Count(pixel => pixel != SKColors.White);
        Assert.True(inked > picture.Pixels.Length / 50, $"only {inked} pixels of {kind} are not white");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_GivesTheSameBytesTwice_InEveryFormat(string kind) =>
        Assert.All(FigureWriter.Formats, format =>
            Assert.Equal(Bytes(SampleCharts.All[kind], format), Bytes(SampleCharts.All[kind], format)));

    [Theory]
    [InlineData("png", "\u0089PNG")]
    [InlineData("pdf", "%PDF-")]
    [InlineData("svg", "<?xml")]
    public void EveryFormat_StartsAsItsFilesDo(string format, string start) =>
        Assert.StartsWith(start, Encoding.Latin1.GetString(Bytes(SampleCharts.All["lines"], format)),
            StringComparison.Ordinal);

    [Fact]
    public void AnyChart_IsAPicture_WhateverItsNumbersAndNames() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            using SKBitmap picture = SKBitmap.Decode(Bytes(chart, "png"));
            Assert.Equal((1440, 880), (picture.Width, picture.Height));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void Lines_NameTheirCurvesAtTheEnds_AndMarkTheOneThatDiverged()
    {
        using Figure figure = FigureWriter.Render(SampleCharts.All["lines"], Style);
        FigurePanel panel = Assert.Single(figure.Panels);
        Assert.Empty(figure.Legend);
        Assert.Equal(
            ["s = 0", "s = 1", "s = 2", "s = 3", "s = 4", "s = 5", "s = 64 (diverged)"],
            panel.Ends.Select(end => end.Name));
        Assert.Equal(6, panel.Plot.GetPlottables<FillY>().Count());
        Assert.Single(panel.Plot.GetPlottables<Marker>());
        Assert.Single(panel.Plot.GetPlottables<HorizontalLine>());
        Assert.Single(panel.Plot.GetPlottables<VerticalLine>());
    }

    [Fact]
    public void Curve_StandsWhereItsValuesAre_InTheUnitOfTheAxis()
    {
        using Figure figure = FigureWriter.Render(
            new LineChart
            {
                Title = "",
                X = new Axis("time", "s"),
                Y = new Axis("objective", Scale: AxisScale.Log10),
                Series = [new LineSeries("one", [new(0.001, 100), new(0.003, 1), new(0.004, -1), new(0.005, 10)])],
            },
            Style);
        Scatter[] curves = [.. figure.Panels[0].Plot.GetPlottables<Scatter>()];
        Assert.Equal(2, curves.Length);
        Coordinates[] first = [.. curves[0].Data.GetScatterPoints()];
        Assert.Equal([1, 3], first.Select(place => Math.Round(place.X, 9)));
        Assert.Equal([2, 0], first.Select(place => Math.Round(place.Y, 9)));
        Assert.Equal("time (ms)", figure.Panels[0].Plot.Axes.Bottom.Label.Text);
    }

    [Fact]
    public void Bars_AddUp_AndHaveALegend()
    {
        using Figure figure = FigureWriter.Render(SampleCharts.All["bars"], Style);
        Assert.Equal(["compute", "wait", "send"], figure.Legend.Select(entry => entry.Name));
        BarPlot first = figure.Panels[0].Plot.GetPlottables<BarPlot>().First();
        Assert.Equal([(0, 10), (10, 18), (18, 20)], first.Bars.Select(bar => (bar.ValueBase, bar.Value)));
        Assert.Equal(3, figure.Panels[0].Plot.GetPlottables<LinePlot>().Count() / 4);
    }

    [Theory]
    [InlineData(1.0, 8.0)]
    [InlineData(2.1, 2.9)]
    [InlineData(100, 101)]
    [InlineData(1e-9, 1e9)]
    [InlineData(5, 5)]
    public void LogAxis_NamesAtLeastTwoPlaces_HoweverNarrowOrWide(double min, double max)
    {
        FigureAxis axis = new(new Axis("x", Scale: AxisScale.Log10), new AxisRange(min, max), 7);
        string[] names = [.. Ticks(axis).Where(tick => tick.IsMajor).Select(tick => tick.Label)];
        Assert.InRange(names.Length, 2, 14);
        Assert.Equal(names, names.Distinct());
    }

    [Fact]
    public void Axes_HoldTheirRange_AndTheirMarks() =>
        Prop.ForAll(Gen.Choose(-40, 40).Three().ToArbitrary(), drawn =>
        {
            (int low, int apart, int scale) = drawn;
            double min = low * Math.Pow(10, scale % 9);
            double max = min + (Math.Abs(apart) * Math.Pow(10, scale % 7));
            FigureAxis axis = new(new Axis("x"), new AxisRange(min, max), 7);
            Assert.InRange(axis.Place(min), axis.Low, axis.High);
            Assert.InRange(axis.Place(max), axis.Low, axis.High);
            Tick[] marks = Ticks(axis);
            Assert.InRange(marks.Length, 2, 16);
            Assert.All(marks, mark => Assert.InRange(
                mark.Position, axis.Low - (1e-6 * (axis.High - axis.Low)),
                    axis.High + (1e-6 * (axis.High - axis.Low))));
            Assert.Equal(marks.Length, marks.Select(mark => mark.Label).Distinct().Count());
        }).Check(Config.QuickThrowOnFailure.FromOneSeed());

    [Fact]
    public void EmptyChart_SaysNoData()
    {
        HistogramChart empty = new() { Title = "", X = new Axis(""), Y = new Axis(""), Series = [] };
        using SKBitmap picture = SKBitmap.Decode(Bytes(empty, "png"));
        Assert.Contains(picture.Pixels, pixel => pixel != SKColors.White);
        using Figure figure = FigureWriter.Render(empty, Style);
        Assert.Empty(figure.Panels);
    }

    [Fact]
    public void DarkTheme_StandsOnADarkGround()
    {
        using SKBitmap picture = SKBitmap.Decode(
            Bytes(SampleCharts.All["lines"], "png", FigureOptions.Default with { IsDark = true }));
        Assert.Equal(SKColor.Parse(Tone.Ground.Dark), picture.GetPixel(2, 2));
    }

    [Theory]
    [InlineData(239, 440, 12)]
    [InlineData(720, 159, 12)]
    [InlineData(720, 440, double.NaN)]
    public void SizesThatHoldNoChart_AreRefused(int width, int height, double fontSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FigureWriter(
            "png", new FigureOptions { Width = width, Height = height, FontSize = fontSize }));

    private static Tick[] Ticks(FigureAxis axis)
    {
        axis.Ticks.Regenerate(new CoordinateRange(axis.Low, axis.High), Edge.Bottom, new PixelLength(500), null!,
            new LabelStyle());
        return axis.Ticks.Ticks;
    }

    private static byte[] Bytes(Chart chart, string format, FigureOptions? options = null)
    {
        using MemoryStream written = new();
        new FigureWriter(format, options).Write(chart, written);
        return written.ToArray();
    }
}
