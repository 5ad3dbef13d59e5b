using System.Text;
using System.Xml;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Analysers;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Traces;
using Petuum.Lab.Tests.Results;

namespace Petuum.Lab.Tests.Report;

public sealed class ReportTests
{
    private static SweepReport Full { get; } = With("a text");

    [Fact]
    public void Report_IsWellFormedAndLoadsNothing()
    {
        AssertLoadsNothing(Parse(Html(Full)));
        AssertLoadsNothing(Parse(Html(Index("a text"))));
    }

    [Fact]
    public void Report_HasTheSameBytesForTheSameResults()
    {
        Assert.Equal(Html(Full), Html(With("a text")));
        Assert.Equal(Html(Index("a text")), Html(Index("a text")));
    }

    [Fact]
    public void Report_KeepsItsElements_WhateverTheTextsAre()
    {
        int elements = Elements(Parse(Html(With("xx"))));
        int rows = Elements(Parse(Html(Index("xx"))));
        Hostile.Check(Hostile.Lists(Hostile.Texts, 1), texts =>
        {
            string text = "x" + string.Concat(texts) + "\0\u0001\uD800\uFFFF" + "x";
            XmlDocument report = Parse(Html(With(text)));
            return Elements(report) == elements
                && report.SelectSingleNode("//h1")!.InnerText == Cleaned(text)
                && report.SelectSingleNode("//pre/code")!.InnerText == Cleaned(text)
                && Elements(Parse(Html(Index(text)))) == rows;
        }, tests: 15);
    }

    [Fact]
    public void Report_ShowsTheViewsOfThePapers()
    {
        string html = Html(Full);
        foreach (string view in new[] { "clocks", "data processed", "virtual time", "bytes sent" })
        {
            Assert.Contains($"<b>Objective against {view}</b>", html, StringComparison.Ordinal);
        }

        Assert.Contains("<b>Data processed against virtual time</b>", html, StringComparison.Ordinal);
        XmlDocument document = Parse(html);
        string[] sections =
            ["claims", "configurations", "findings", "objective", "series", "time", "lag", "timeline", "runs", "spec"];
        foreach (string section in sections)
        {
            Assert.NotNull(document.SelectSingleNode($"//h2[@id='{section}']"));
            Assert.NotNull(document.SelectSingleNode($"//nav/a[@href='#{section}']"));
        }

        Assert.Equal(Full.Sweep.Runs.Count, document.SelectNodes("//table")![1]!.SelectNodes("tbody/tr")!.Count);
    }

    [Fact]
    public void Report_NamesNoCommitUnlessItIsGiven()
    {
        Assert.Contains("href=\"run-0-1/machine.json\"", Html(Full), StringComparison.Ordinal);
        Assert.DoesNotContain("c0ffee", Html(Full), StringComparison.Ordinal);
        Assert.Contains("c0ffee", Html(Full with { Commit = "c0ffee" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfASweepWithoutRunsSaysSo()
    {
        SweepReport empty = new() { Sweep = SampleRuns.Sweep(), Missing = ["run-1: it has no run.json"] };
        string html = Html(empty);
        AssertLoadsNothing(Parse(html));
        Assert.Contains("No run of this sweep is finished.", html, StringComparison.Ordinal);
        Assert.Contains("it has no run.json", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SurvivesNumbersThatAreNone()
    {
        RunResults run = SampleRuns.Run();
        RunResults odd = run with
        {
            Summary = run.Summary with
            {
                Objective = double.NaN,
                WaitSeconds = double.PositiveInfinity,
                VirtualSeconds = null,
                MeanLag = double.NaN,
            },
            Clocks = [.. run.Clocks.Select(
                clock => clock with { Objective = double.NaN, VirtualSeconds = clock.Clock > 3 ? null : double.NaN })],
            Workers = [run.Workers[0] with { ComputeSeconds = double.NaN }],
            Lags = [new LagRecord("t", int.MinValue, 0), new LagRecord("t", int.MaxValue, long.MaxValue)],
            Series = [new SeriesRecord("s", double.NaN, 1), new SeriesRecord("s", 2, double.NegativeInfinity),
                new SeriesRecord("s", 1, 1)],
        };
        RunResults bare = odd with { Clocks = [], Workers = [], Lags = [], Series = [] };
        SweepResults sweep = SampleRuns.Sweep() with { Runs = [odd, bare] };
        AssertLoadsNothing(
            Parse(Html(new SweepReport { Sweep = sweep, Findings = AllAnalysers.Run(sweep), LogObjective = true })));
    }

    [Fact]
    public void Charts_AreSavedUnderNamesOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        StandardCharts charts = StandardCharts.Of(Full);
        charts.Save(folder.Path, new TextWriter());
        Assert.Equal(charts.All.Count(), Directory.GetFiles(folder.Path, "*.txt").Length);
        Assert.True(File.Exists(folder.File("objective-clocks.txt")));
    }

    [Fact]
    public void Configurations_AreSplitUntilTheyFitAChart()
    {
        SweepResults sweep = SampleRuns.Sweep() with
        {
            Runs = [.. from model in new[] { "ssp", "essp" }
                       from staleness in Enumerable.Range(0, 5)
                       select WithKeys(SampleRuns.Run(), new("model", model), new("staleness", staleness.ToString()))],
        };
        NamedChart[] clocks = [.. StandardCharts.Of(new SweepReport { Sweep = sweep }).Objective
            .Where(chart => chart.FileName.StartsWith("objective-clocks", StringComparison.Ordinal))];
        Assert.Equal(["objective-clocks-model-ssp", "objective-clocks-model-essp"],
            clocks.Select(chart => chart.FileName));
        Assert.Equal("staleness 3", ((LineChart)clocks[1].Chart).Series[3].Name);
    }

    internal static XmlDocument Parse(string html)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
        using var reader = XmlReader.Create(new StringReader(html), settings);
        var document = new XmlDocument();
        document.Load(reader);
        return document;
    }

    private static void AssertLoadsNothing(XmlDocument document)
    {
        foreach (XmlElement element in document.SelectNodes("//*")!)
        {
            Assert.DoesNotContain(element.LocalName,
                new[] { "link", "img", "iframe", "object", "embed", "base", "image", "use", "form" });
            Assert.False(element.HasAttribute("src"));
            foreach (string name in new[] { "href", "style" })
            {
                Assert.DoesNotContain(":/", element.GetAttribute(name), StringComparison.Ordinal);
                Assert.DoesNotContain("url(", element.GetAttribute(name), StringComparison.Ordinal);
            }

            bool isECharts = element.InnerText.Contains("echarts={}", StringComparison.Ordinal);
            if (element.LocalName is "style" or "script" && !isECharts)
            {
                string text = element.InnerText.Replace("path://", "", StringComparison.Ordinal);
                Assert.DoesNotContain("://", text, StringComparison.Ordinal);
                Assert.DoesNotContain("@import", element.InnerText, StringComparison.Ordinal);
                Assert.DoesNotContain("fetch(", element.InnerText, StringComparison.Ordinal);
            }
        }
    }

    private static int Elements(XmlDocument document) => document.SelectNodes("//*")!.Count;

    private static string Cleaned(string text) => text
        .Replace("\0\u0001\uD800\uFFFF", "\uFFFD\uFFFD\uFFFD\uFFFD", StringComparison.Ordinal);

    private static SweepReport With(string text)
    {
        SweepResults sweep = SampleRuns.Sweep("0", "2");
        sweep = sweep with
        {
            Name = text,
            Title = text,
            Question = text,
            SpecYaml = text,
            SpecHash = text,
            Runs = [.. sweep.Runs.Select(run => run with
            {
                Manifest = run.Manifest with
                {
                    Keys = [.. run.Manifest.Keys, new SweptKey(text, text)],
                    Conditions = run.Manifest.Conditions with
                    {
                        Program = text,
                        Data = text,
                        Consistency = text,
                        Network = text,
                        Stragglers = text,
                    },
                },
                Summary = run.Summary with { Metrics = [new Metric(text, 1)], Reason = text },
                Series = [new SeriesRecord(text, 0, 1), new SeriesRecord(text, 1, 2)],
                Lags = [new LagRecord(text, -1, 2)],
            })],
        };
        return new SweepReport
        {
            Sweep = sweep,
            Claims = [Row(text).Claim],
            Findings = [new Finding(Severity.Warning, text, text, text)],
            Timeline = [new SpanRecord(text, 0, 0, 1000, SpanState.Compute, 0),
                new SpanRecord("worker", 0, 0, 500, SpanState.Wait, 0)],
            TimelineOf = text,
        };
    }

    private static RunResults WithKeys(RunResults run, params SweptKey[] keys) =>
        run with { Manifest = run.Manifest with { Keys = keys } };

    private static ReproductionRow Row(string text) => new()
    {
        Claim = new Claim
        {
            Id = "E2",
            Text = text,
            Paper = text,
            Measured = text,
            Verdict = ReproductionVerdict.Shape,
            Rule = text,
        },
        Title = text,
        SetUp = text,
        Charts = [new LineChart { Title = text, X = new Axis(text), Y = new Axis(text), Series = [] }],
        Links = [(text, "sweep/report.html")],
    };

    private static ReproductionReport Index(string text) => new()
    {
        Scale = text,
        Command = text,
        Rows = [Row(text), Row(text) with { Title = "another" }],
    };

    /// <summary>Writes what a chart says.</summary>
    private sealed class TextWriter : IChartWriter
    {
        public string FileExtension => ".txt";

        public void Write(Chart chart, Stream output) => output.Write(Encoding.UTF8.GetBytes(chart.Alternative));
    }

    private static string Html(SweepReport report)
    {
        using var stream = new MemoryStream();
        new ReportWriter().Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Html(ReproductionReport report)
    {
        using var stream = new MemoryStream();
        new ReproductionWriter().Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
