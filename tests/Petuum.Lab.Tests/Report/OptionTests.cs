using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Tests.Charts;
using Petuum.Lab.Tests.Report.Browser;

namespace Petuum.Lab.Tests.Report;

/// <summary>What the page's script gets: the options of the charts, and their data.</summary>
public sealed class OptionTests
{
    [Fact]
    public void EveryKindOfChart_HasARenderer_AndIsInTheGallery()
    {
        Type[] kinds = [.. typeof(Chart).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(Chart)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)];
        Assert.Equal(kinds, Gallery.All.Select(chart => chart.GetType()).Distinct()
            .OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.Equal(Gallery.All.Count, Options(Page([.. Gallery.All])).Length);
    }

    [Fact]
    public void Chart_WithoutARenderer_IsRefusedByName()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Page(new Pie { Title = "" }));
        Assert.Contains("no IOptionRenderer for Pie", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyChart_IsAnOption_WhoseSeriesAreRowsAndColumnsOfItsData() =>
        Prop.ForAll(ChartGenerators.Any, chart =>
        {
            XmlElement page = Page(chart);
            JsonObject[] options = Options(page);
            Assert.Equal(chart.IsEmpty ? 0 : 1, options.Length);
            if (chart.IsEmpty)
            {
                return;
            }

            string csv = page.SelectSingleNode("//figure//details/pre")!.InnerText;
            ChartTable table = chart.ToTable();
            Assert.Equal(table.Rows + 1, CsvText.Parse(csv).Count);
            JsonObject option = options[0]["option"]!.AsObject();
            int keys = options[0]["keys"]!.AsArray().Count;
            Assert.NotEmpty(option["series"]!.AsArray());
            foreach (JsonObject series in option["series"]!.AsArray().Select(series => series!.AsObject()))
            {
                Assert.InRange((int)series["xAxisIndex"]!, 0, option["xAxis"]!.AsArray().Count - 1);
                JsonNode lab = series["lab"]!;
                Assert.True(lab["key"] is null || (int)lab["key"]! < keys);
                Assert.All(Rows(lab["rows"]), row => Assert.InRange(row, 0, table.Rows - 1));
                Assert.All(
                    lab["columns"]?.AsArray().Select(column => (int)column!) ?? [],
                    column => Assert.True(table.Columns[column].IsNumeric));
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void Names_StayTexts_InThePageAndInTheOption()
    {
        const string Name = "</script><b>bold</b><!-- ]]> & \"quoted\" 'too' \u2028 {c}";
        LineChart chart = Gallery.Lines with
        {
            Title = Name,
            X = new Axis(Name),
            Series = [Gallery.Lines.Series[0] with { Name = Name }],
        };
        XmlElement page = Page(chart);
        Assert.Equal(Page(Gallery.Lines).SelectNodes("//*")!.Count, page.SelectNodes("//*")!.Count);
        JsonObject option = Options(page)[0];
        Assert.Equal(Name, (string)option["keys"]![0]!["name"]!);
        Assert.Equal(Name, (string)option["option"]!["xAxis"]![0]!["name"]!);
        string json = page.SelectSingleNode("//figure/script")!.InnerXml;
        Assert.DoesNotContain('<', json);
        Assert.DoesNotContain('&', json);
    }

    [Fact]
    public void Echarts_IsInAPageOnce_WithItsLicence_AndNotAtAllWithoutCharts()
    {
        string html = Html([.. Gallery.All]);
        Assert.Equal(2, html.Split("echarts={}").Length);
        Assert.Contains("licensed under the Apache License,", html, StringComparison.Ordinal);
        Assert.Contains("Charts are drawn by Apache ECharts", html, StringComparison.Ordinal);
        string plain = Html();
        Assert.DoesNotContain("echarts", plain, StringComparison.OrdinalIgnoreCase);
        Assert.True(plain.Length < 40_000);
    }

    [Fact]
    public void Options_AreTheSameBytesEachTime() => Assert.Equal(Html([.. Gallery.All]), Html([.. Gallery.All]));

    private static IEnumerable<int> Rows(JsonNode? rows) => rows switch
    {
        JsonArray list => list.Select(row => (int)row!),
        JsonObject range => Enumerable.Range((int)range["from"]!, (int)range["count"]!),
        _ => [],
    };

    private static JsonObject[] Options(XmlElement page) =>
        [.. page.SelectNodes("//figure/script")!.Cast<XmlElement>()
            .Select(script => JsonSerializer.Deserialize<JsonObject>(script.InnerText)!)];

    private static XmlElement Page(params Chart[] charts) => ReportTests.Parse(Html(charts)).DocumentElement!;

    private static string Html(params Chart[] charts)
    {
        using var stream = new MemoryStream();
        new ReportWriter().Write(Gallery.Only(charts), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed record Pie : Chart
    {
        public override bool IsEmpty => false;

        public override ChartTable ToTable() => new([]);

        protected override string Summarize() => "a pie";
    }
}
