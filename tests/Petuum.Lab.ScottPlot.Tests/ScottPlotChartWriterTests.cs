using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Drawing;
using Petuum.Lab.Analysis.Charts.Svg;
using Petuum.Lab.Runs;
using Petuum.Lab.Tests;
using Petuum.Lab.Tests.Charts;
using SkiaSharp;

namespace Petuum.Lab.ScottPlot.Tests;

public sealed partial class ScottPlotChartWriterTests
{
    public static TheoryData<string> Kinds => new(SampleCharts.All.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_IsAPictureOfTwiceTheChartsSize_ThatIsNotBlank(string kind)
    {
        using SKBitmap picture = Draw(SampleCharts.All[kind]);
        Assert.Equal((1440, 880), (picture.Width, picture.Height));
        int inked = picture.Pixels.Count(pixel => pixel != SKColors.White);
        Assert.True(inked > picture.Pixels.Length / 50, $"only {inked} pixels of {kind} are not white");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_HasTheSolidColoursOfTheSvg(string kind)
    {
        using SKBitmap picture = Draw(SampleCharts.All[kind]);
        HashSet<SKColor> drawn = [.. picture.Pixels];
        string[] missing =
        [
            .. Elements().Matches(new SvgChartWriter().Render(SampleCharts.All[kind]))
                .Where(element => !element.Value.Contains("opacity=", StringComparison.Ordinal))
                .Select(element => element.Groups["color"].Value)
                .Distinct()
                .Where(color => !drawn.Contains(SKColor.Parse(color))),
        ];
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_HasItsWordsWhereTheSvgHasThem(string kind)
    {
        using SKBitmap picture = Draw(SampleCharts.All[kind]);
        MatchCollection words = Words().Matches(new SvgChartWriter().Render(SampleCharts.All[kind]));
        Assert.NotEmpty(words);
        foreach (Match word in words.Cast<Match>())
        {
            int x = Pixel(word.Groups["x"].Value);
            int y = Pixel(word.Groups["y"].Value);
            bool isInked = Enumerable.Range(y - 20, 20).Any(
                row => Enumerable.Range(x - 16, 32).Any(column => picture.GetPixel(column, row) != SKColors.White));
            Assert.True(isInked, $"nothing is drawn where the SVG has {word.Value}");
        }
    }

    [Fact]
    public void AnyChart_IsAPicture_WhateverItsNumbersAndNames() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            using SKBitmap picture = Draw(chart);
            Assert.Equal((1440, 880), (picture.Width, picture.Height));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_GivesTheSameBytesTwice(string kind) =>
        Assert.Equal(Bytes(SampleCharts.All[kind]), Bytes(SampleCharts.All[kind]));

    [Fact]
    public void EmptyChart_SaysNoData_InItsMiddle()
    {
        using SKBitmap picture = Draw(
            new HeatMapChart
            {
                Title = "",
                ColumnLabel = "",
                Columns = [],
                RowLabel = "",
                Rows = [],
                Values = [],
                Value = new Axis(""),
            });
        SKColor muted = SKColor.Parse(Tone.Muted.Light);
        (int X, int Y)[] ink =
        [
            .. from y in Enumerable.Range(0, picture.Height)
               from x in Enumerable.Range(0, picture.Width)
               where picture.GetPixel(x, y) == muted
               select (x, y),
        ];
        Assert.NotEmpty(ink);
        Assert.InRange(ink.Average(pixel => pixel.X), 690, 750);
        Assert.InRange(ink.Average(pixel => pixel.Y), 400, 480);
    }

    [Fact]
    public void FullBuild_WritesPng()
    {
        Assert.Equal(["png", "svg"], Composition.ChartFormats);
        Assert.Equal(".png", Composition.CreateChartWriter("png").FileExtension);
    }

    private static SKBitmap Draw(Chart chart) => SKBitmap.Decode(Bytes(chart));

    private static byte[] Bytes(Chart chart)
    {
        using MemoryStream written = new();
        new ScottPlotChartWriter().Write(chart, written);
        return written.ToArray();
    }

    private static int Pixel(string coordinate) =>
        (int)(double.Parse(coordinate, CultureInfo.InvariantCulture) * ScottPlotChartWriter.Scale);

    [GeneratedRegex("<(?:rect|circle|path)[^>]* fill=\"(?<color>#[0-9a-f]{6})\"[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Elements();

    [GeneratedRegex("<text x=\"(?<x>[^\"]+)\" y=\"(?<y>[^\"]+)\"[^>]*>[^<]*", RegexOptions.None, 5000)]
    private static partial Regex Words();
}
