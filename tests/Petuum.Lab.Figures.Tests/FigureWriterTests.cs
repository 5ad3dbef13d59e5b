using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Tests;
using Petuum.Lab.Tests.Charts;
using SkiaSharp;

namespace Petuum.Lab.Figures.Tests;

public sealed class FigureWriterTests
{
    private static readonly FigureOptions Narrow = new() { Width = 300, Height = 220, FontSize = 9 };

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
    public void EveryKind_LeavesItsEdgesFree_NarrowAndWide(string kind)
    {
        foreach (FigureOptions options in new[] { Narrow, FigureOptions.Default, new() { Width = 1400, Height = 600 } })
        {
            using SKBitmap picture = SKBitmap.Decode(Bytes(SampleCharts.All[kind], "png", options));
            SKColor[] edge =
            [
                .. Enumerable.Range(0, picture.Height).SelectMany(
                    row => new[] { picture.GetPixel(0, row), picture.GetPixel(picture.Width - 1, row) }),
                .. Enumerable.Range(0, picture.Width).SelectMany(
                    column => new[] { picture.GetPixel(column, 0), picture.GetPixel(column, picture.Height - 1) }),
            ];
            Assert.True(
                Array.TrueForAll(edge, pixel => pixel == SKColors.White),
                $"{kind} is cut off at {options.Width} by {options.Height}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_GivesTheSameBytesTwice_InEveryFormat(string kind) =>
        Assert.All(FigureWriter.Formats, format =>
            Assert.Equal(Bytes(SampleCharts.All[kind], format), Bytes(SampleCharts.All[kind], format)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Svg_IsOfItsSize_AndHasTheTitleAsText(string kind)
    {
        XElement root = XDocument.Parse(Encoding.UTF8.GetString(Bytes(SampleCharts.All[kind], "svg", Narrow))).Root!;
        Assert.Equal("0 0 300 220", root.Attribute("viewBox")!.Value);
        Assert.Equal("300", root.Attribute("width")!.Value);
        Assert.NotEqual("", root.Attribute("aria-label")!.Value);
        string words = string.Join(' ', root.Descendants().Where(element => element.Name.LocalName == "text")
            .Select(text => text.Value.Trim()));
        Assert.Contains(SampleCharts.All[kind].Title.Split(' ')[0], words, StringComparison.Ordinal);
        Assert.All(
            root.Descendants().Attributes("font-family"),
            family => Assert.EndsWith("sans-serif", family.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName == "image");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pdf_IsOfItsSize_AndItsTextIsText_WithoutADate(string kind)
    {
        string pdf = Encoding.Latin1.GetString(Bytes(SampleCharts.All[kind], "pdf", Narrow));
        Assert.StartsWith("%PDF-", pdf, StringComparison.Ordinal);
        Assert.Contains("/MediaBox [0 0 300 220]", pdf, StringComparison.Ordinal);
        Assert.Contains("/ToUnicode", pdf, StringComparison.Ordinal);
        Assert.DoesNotContain("/CreationDate", pdf, StringComparison.Ordinal);
        Assert.Contains(" Tj", string.Concat(Streams(pdf)), StringComparison.Ordinal);
    }

    [Fact]
    public void AnyChart_IsAPictureAndXml_WhateverItsNumbersAndNames() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            using SKBitmap picture = SKBitmap.Decode(Bytes(chart, "png"));
            Assert.Equal((1440, 880), (picture.Width, picture.Height));
            Assert.Equal("svg", XDocument.Parse(Encoding.UTF8.GetString(Bytes(chart, "svg"))).Root!.Name.LocalName);
            Assert.NotEmpty(Bytes(chart, "pdf", Narrow));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void DashedLine_IsDashedInSvg_WhereSkiaWouldDrawItWhole()
    {
        LineChart chart = (LineChart)SampleCharts.All["one-decade"];
        LineSeries series = chart.Series[0] with { Style = new LineStyle(Dash: LineDash.Dashed) };
        string dashed = Encoding.UTF8.GetString(Bytes(chart with { Series = [series] }, "svg"));
        string whole = Encoding.UTF8.GetString(Bytes(chart with { Series = [chart.Series[0]] }, "svg"));
        Assert.True(dashed.Length > whole.Length + 500, "strokes are shapes, and take more room than a line");
    }

    [Fact]
    public void Plot_IsDrawnOnce()
    {
        string svg = Encoding.UTF8.GetString(Bytes(SampleCharts.All["lines"], "svg"));
        Assert.Equal(6, svg.Split(" fill-opacity=").Length - 1);
    }

    [Fact]
    public void DarkTheme_StandsOnADarkGround()
    {
        using SKBitmap picture = SKBitmap.Decode(
            Bytes(SampleCharts.All["lines"], "png", FigureOptions.Default with { IsDark = true }));
        Assert.Equal(SKColor.Parse(Tone.Ground.Dark), picture.GetPixel(2, 2));
    }

    [Fact]
    public void LargerLetters_AreLarger()
    {
        XElement[] Texts(double size) =>
        [
            .. XDocument.Parse(Encoding.UTF8.GetString(Bytes(
                SampleCharts.All["one-decade"], "svg", FigureOptions.Default with { FontSize = size })))
                .Descendants().Where(element => element.Attribute("font-size") is not null),
        ];
        double Largest(double size) => Texts(size).Max(
            text => double.Parse(text.Attribute("font-size")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(12.5, Largest(10), 3);
        Assert.Equal(25, Largest(20), 3);
    }

    [Theory]
    [InlineData(239, 440, 12)]
    [InlineData(720, 159, 12)]
    [InlineData(720, 440, double.NaN)]
    public void SizesThatHoldNoChart_AreRefused(int width, int height, double fontSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FigureWriter(
            "png", new FigureOptions { Width = width, Height = height, FontSize = fontSize }));

    /// <summary>The contents of a PDF's compressed streams.</summary>
    private static IEnumerable<string> Streams(string pdf)
    {
        const string Start = "stream\n";
        for (int at = pdf.IndexOf(Start, StringComparison.Ordinal); at >= 0;
            at = pdf.IndexOf(Start, at + 1, StringComparison.Ordinal))
        {
            int from = at + Start.Length;
            int end = pdf.IndexOf("endstream", from, StringComparison.Ordinal);
            if (end < 0)
            {
                yield break;
            }

            byte[] packed = Encoding.Latin1.GetBytes(pdf[from..end]);
            if (packed is [0x78, ..])
            {
                using ZLibStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
                using StreamReader reader = new(stream, Encoding.Latin1);
                yield return reader.ReadToEnd();
            }

            at = end;
        }
    }

    private static byte[] Bytes(Chart chart, string format, FigureOptions? options = null)
    {
        using MemoryStream written = new();
        new FigureWriter(format, options).Write(chart, written);
        return written.ToArray();
    }
}
