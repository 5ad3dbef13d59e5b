using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Charts.Svg;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Charts;

public sealed partial class SvgChartWriterTests
{
    private const double Width = 720;
    private const double Height = 440;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void AnyChart_IsWellFormedWithEveryCoordinateInTheViewBox() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            XElement root = XDocument.Parse(Encoding.UTF8.GetString(Bytes(chart))).Root!;
            string[] outside = root.Descendants().SelectMany(Outside).ToArray();
            Assert.True(outside.Length == 0, $"outside of the view box: {string.Join("; ", outside.Take(5))}");
            Assert.Equal("img", root.Attribute("role")!.Value);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(250));

    [Fact]
    public void AnyChart_GivesTheSameBytesTwice() =>
        Prop.ForAll(ChartGenerators.Any, chart => Assert.Equal(Bytes(chart), Bytes(chart)))
            .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(50));

    [Fact]
    public void AnyChart_HasOnlyTextThatCanBeRead() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            foreach (XElement text in Root(chart).Descendants(Svg + "text"))
            {
                Assert.True(Value(text, "font-size") >= 11, $"text of {Value(text, "font-size")} pixels: {text.Value}");
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));

    [Fact]
    public void AnyChart_HasNoTextOverAnother() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            (string Text, (double X, double Y)[] Corners)[] texts = Root(chart).Descendants(Svg + "text")
                .Select(text => (text.Value, TextCorners(text)))
                .ToArray();
            for (int i = 0; i < texts.Length; i++)
            {
                string? other = texts.Skip(i + 1).FirstOrDefault(text => Overlap(texts[i].Corners, text.Corners)).Text;
                Assert.True(other is null, $"'{texts[i].Text}' and '{other}' overlap");
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(150));

    [Fact]
    public void AnyChart_SaysNoData_ExactlyWhenItIsEmpty() =>
        Prop.ForAll(ChartGenerators.Any, chart => Assert.Equal(
            chart.IsEmpty, Root(chart).Descendants(Svg + "text").Any(text => text.Value == "no data")))
            .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(150));

    [Fact]
    public void Ids_DifferBetweenChartsThatDiffer_AndCarryAStatedPrefix()
    {
        string[] ids = Enumerable.Range(0, 20)
            .SelectMany(i => Root(Curve([new CurvePoint(0, 1), new CurvePoint(1, i)])).DescendantsAndSelf())
            .Select(element => element.Attribute("id")?.Value)
            .OfType<string>()
            .ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Contains("id=\"mine-title\"", new SvgChartWriter().Render(Curve([]), "mine"), StringComparison.Ordinal);
    }

    [Fact]
    public void Title_AndDescription_AreForThoseWhoCannotSee()
    {
        XElement root = Root(Curve([new CurvePoint(0, 8), new CurvePoint(1, 4)]) with { Title = "A <b> & c" });
        string titleId = root.Attribute("aria-labelledby")!.Value;
        string descriptionId = root.Attribute("aria-describedby")!.Value;
        Assert.Equal("A <b> & c", root.Elements().Single(element => (string?)element.Attribute("id") == titleId).Value);
        Assert.Contains("s = 4 ends at 4", root.Elements()
            .Single(element => (string?)element.Attribute("id") == descriptionId).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_BreaksAtPointsThatAreNotFinite()
    {
        CurvePoint[] points =
        [
            new(0, 1), new(1, 2), new(2, double.NaN), new(3, 2), new(4, 1), new(5, double.PositiveInfinity), new(6, 1),
            new(7, 2),
        ];
        XElement series = Root(Curve(points)).Descendants(Svg + "g")
            .Single(group => group.Element(Svg + "title")?.Value == "s = 4");
        Assert.Equal(3, series.Elements(Svg + "path").Count());
    }

    [Fact]
    public void Curve_ThatDiverges_IsMarkedAndNamed_AndDoesNotFlattenTheOthers()
    {
        LineChart chart = Curve([new CurvePoint(0, 8), new CurvePoint(9, 1)]);
        chart = chart with
        {
            Series =
            [
                .. chart.Series,
                new LineSeries("s = ∞", [new(0, 8), new(1, 9), new(2, 1e30)]) { Diverged = true },
            ],
        };
        Assert.InRange(LineBounds.Vertical(chart).Max, 8, 20);
        XElement root = Root(chart);
        XElement group = root.Descendants(Svg + "g")
            .Single(element => element.Element(Svg + "title")?.Value == "s = ∞ (diverged)");
        Assert.EndsWith("Z", group.Elements(Svg + "path").Last().Attribute("d")!.Value, StringComparison.Ordinal);
        Assert.Contains(root.Descendants(Svg + "text"), text => text.Value == "s = ∞ (diverged)");
    }

    [Fact]
    public void TitleOfTheVerticalAxis_EndsWhereTheNamesOfTheLinesBegin()
    {
        LineChart chart = Curve([new CurvePoint(0, 0), new CurvePoint(1, 1)]) with
        {
            Y = new Axis(string.Concat(Enumerable.Repeat("objective ", 30)), Max: 1),
        };
        XElement[] texts = Root(chart).Descendants(Svg + "text").ToArray();
        XElement title = texts.Single(text => text.Value.StartsWith("objective", StringComparison.Ordinal));
        XElement name = texts.Single(text => text.Value == "s = 4");
        Assert.True(TextCorners(title)[1].X < TextCorners(name)[0].X);
    }

    [Fact]
    public void Names_StandAtTheLines_OrInRowsAboveIfTooManyOrTooLong()
    {
        Assert.True(XOfName(3, "s") > Width * 0.6);
        Assert.True(XOfName(30, "s") < Width * 0.6);
        Assert.True(XOfName(2, new string('n', 60)) < Width * 0.6);
    }

    [Fact]
    public void StackedBars_RefuseALogAxis() => Assert.Throws<ArgumentException>(() => new StackedBarChart
    {
        Title = "",
        CategoryLabel = "",
        Value = new Axis("time", "s", AxisScale.Log10),
        Parts = [],
        Groups = [],
    });

    private static double XOfName(int count, string name)
    {
        LineSeries[] series = Enumerable.Range(0, count)
            .Select(i => new LineSeries($"{name}{i}", [new(0, i), new(1, i)]))
            .ToArray();
        XElement root = Root(Curve([]) with { Series = series });
        return Value(root.Descendants(Svg + "text").First(
            text => text.Value.StartsWith(name[..1], StringComparison.Ordinal)), "x");
    }

    private static LineChart Curve(CurvePoint[] points) => new()
    {
        Title = "Test",
        X = new Axis("Clock"),
        Y = new Axis("Objective"),
        Series = [new LineSeries("s = 4", points)],
    };

    private static byte[] Bytes(Chart chart)
    {
        using var stream = new MemoryStream();
        new SvgChartWriter().Write(chart, stream);
        return stream.ToArray();
    }

    private static XElement Root(Chart chart) => XDocument.Parse(new SvgChartWriter().Render(chart)).Root!;

    private static IEnumerable<string> Outside(XElement element)
    {
        (double X, double Y)[] corners = element.Name.LocalName switch
        {
            "rect" =>
            [
                (Value(element, "x"), Value(element, "y")),
                (Value(element, "x") + Value(element, "width"), Value(element, "y") + Value(element, "height")),
                (Value(element, "width"), Value(element, "height")),
            ],
            "line" => [(Value(element, "x1"), Value(element, "y1")), (Value(element, "x2"), Value(element, "y2"))],
            "circle" =>
            [
                (Value(element, "cx") - Value(element, "r"), Value(element, "cy") - Value(element, "r")),
                (Value(element, "cx") + Value(element, "r"), Value(element, "cy") + Value(element, "r")),
            ],
            "path" => PathCorners(element.Attribute("d")!.Value).ToArray(),
            "text" => TextCorners(element),
            _ => [],
        };
        return corners
            .Where(corner => corner is not ((>= -0.02 and <= Width + 0.02), (>= -0.02 and <= Height + 0.02)))
            .Select(corner => $"{element.Name.LocalName} '{element.Value}' at {corner}");
    }

    private static (double X, double Y)[] TextCorners(XElement text)
    {
        double size = Value(text, "font-size");
        double width = text.Nodes().Sum(run => run is XElement raised
            ? TextWidth.Of(raised.Value, raised.Attribute("font-size") is null ? size : Value(raised, "font-size"))
            : TextWidth.Of(((XText)run).Value, size));
        double left = (string?)text.Attribute("text-anchor") switch
        {
            "middle" => Value(text, "x") - (width / 2),
            "end" => Value(text, "x") - width,
            _ => Value(text, "x"),
        };
        return [(left, Value(text, "y") - (size * 0.75)), (left + width, Value(text, "y") + (size * 0.2))];
    }

    private static bool Overlap((double X, double Y)[] a, (double X, double Y)[] b) =>
        a[0].X < b[1].X - 0.05 && b[0].X < a[1].X - 0.05 && a[0].Y < b[1].Y - 0.05 && b[0].Y < a[1].Y - 0.05;

    private static IEnumerable<(double X, double Y)> PathCorners(string path)
    {
        double x = 0;
        double y = 0;
        foreach (Match step in PathStep().Matches(path))
        {
            double[] numbers = step.Groups["numbers"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
                .ToArray();
            (x, y) = step.Groups["command"].Value switch
            {
                "H" => (numbers[0], y),
                "V" => (x, numbers[0]),
                "Z" => (x, y),
                _ => (numbers[0], numbers[1]),
            };
            yield return (x, y);
        }
    }

    private static double Value(XElement element, string name)
    {
        string text = element.Attribute(name)!.Value;
        Assert.Matches(@"^-?\d+(\.\d{1,2})?$", text);
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("(?<command>[MLHVZ])(?<numbers>[^MLHVZ]*)", RegexOptions.None, 1000)]
    private static partial Regex PathStep();
}
