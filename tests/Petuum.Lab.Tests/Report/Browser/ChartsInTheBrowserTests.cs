using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Tests.Charts;

namespace Petuum.Lab.Tests.Report.Browser;

public sealed class ChartsInTheBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Figure = "document.querySelector('figure.chart')";
    private const string Shapes = Figure
        + ".querySelectorAll('.plot svg path, .plot svg polyline, .plot svg text').length";

    public static TheoryData<string> Kinds => new(Gallery.All.Select(chart => chart.Title));

    [BrowserTheory]
    [MemberData(nameof(Kinds))]
    public async Task Chart_IsDrawn_OnALightAndADarkGround(string title)
    {
        foreach (bool dark in new[] { false, true })
        {
            BrowserPage page = await OpenAsync(Named(title), dark: dark);
            Assert.True((int)(await page.ValueAsync(Shapes))! > 20);
            string svg = (string)(await page.ValueAsync(Figure + ".querySelector('.plot svg').outerHTML"))!;
            Assert.Contains(dark ? Tone.Muted.Dark : Tone.Muted.Light, svg, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(dark ? Tone.Muted.Light : Tone.Muted.Dark, svg, StringComparison.OrdinalIgnoreCase);
            Assert.Empty(page.Errors);
        }
    }

    [BrowserFact]
    public async Task Hover_OverALine_ShowsValueBandAndSeedsExactly()
    {
        BrowserPage page = await OpenAsync(Gallery.Lines);
        string tip = await HoverAsync(page, 0.5, 0.25);
        LineSeries series = Gallery.Lines.Series[0];
        int shown = Enumerable.Range(0, series.Points.Count).Single(
            index => tip.Contains(Exact(series.Points[index].Y), StringComparison.Ordinal));
        Assert.Contains("staleness 0", tip, StringComparison.Ordinal);
        Assert.Contains(Exact(Gallery.Lines.Series[1].Points[shown].Y), tip, StringComparison.Ordinal);
        string band = $"{Exact(series.Lower![shown])} … {Exact(series.Upper![shown])}";
        Assert.Contains(band, tip, StringComparison.Ordinal);
        foreach (SeedValues seed in series.Seeds)
        {
            Assert.Contains($"{seed.Name}: {Exact(seed.Values[shown])}", tip, StringComparison.Ordinal);
        }
    }

    [BrowserTheory]
    [InlineData("Bars with long names", 0.5, 0.2, "greatest total")]
    [InlineData("How stale were the rows that were read?", 0.83, 0.6, "share of reads")]
    [InlineData("Time to the target", 0.5, 0.3, "seed 1")]
    [InlineData("Who did what when", 0.5, 0.11, "state")]
    public async Task Hover_OverAShape_ShowsItsRow(string title, double x, double y, string column)
    {
        Chart chart = Named(title);
        string tip = await HoverAsync(await OpenAsync(chart), x, y);
        Assert.Contains(column, tip, StringComparison.Ordinal);
        Assert.Contains(
            chart.ToCsv().Split('\n')[1..], row => row.Length > 0 && Fields(row).All(
                field => tip.Contains(field, StringComparison.Ordinal)));
    }

    [BrowserFact]
    public async Task Legend_SwitchesASeriesOffAndOn()
    {
        BrowserPage page = await OpenAsync(Gallery.Lines);
        int all = (int)(await page.ValueAsync(Shapes))!;
        const string Button = Figure + ".querySelector('.legend button')";
        await page.ValueAsync(Button + ".click()");
        await page.UntilAsync($"{Shapes} < {all}");
        Assert.Equal("false", (string)(await page.ValueAsync(Button + ".getAttribute('aria-pressed')"))!);
        Assert.DoesNotContain("staleness 0", await HoverAsync(page, 0.5, 0.5), StringComparison.Ordinal);
        await page.ValueAsync(Button + ".click()");
        await page.UntilAsync($"{Shapes} >= {all}");
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Scale_ChangesBetweenLogAndLinear()
    {
        BrowserPage page = await OpenAsync(Gallery.Lines);
        Assert.Equal(1, await ZerosAsync(page));
        await ClickAsync(page, "log y");
        Assert.Equal(2, await ZerosAsync(page));
        await ClickAsync(page, "log x");
        Assert.Equal(1, await ZerosAsync(page));
        await ClickAsync(page, "log y");
        Assert.Equal(0, await ZerosAsync(page));
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Zoom_ShowsPart_AndWholeShowsAllAgain()
    {
        BrowserPage page = await OpenAsync(Gallery.Lines);
        string[] before = await LabelsAsync(page);
        await ClickAsync(page, "zoom");
        JsonNode at = await PlaceAsync(page, 0.3, 0.3);
        await DragAsync(page, (double)at["x"]!, (double)at["y"]!, 120, 80);
        await page.UntilAsync($"{Labels} !== {JsonValue.Create(string.Join('|', before)).ToJsonString()}");
        await ClickAsync(page, "whole");
        Assert.Equal(before, await LabelsAsync(page));
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Saving_GivesTheCsvOfTheModel_AndAPicture()
    {
        BrowserPage page = await OpenAsync(Gallery.Lines);
        await page.ValueAsync(
            "(() => { window.saved = []; URL.createObjectURL = blob => { saved.push(blob); return 'data:,'; };"
            + " HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }; })()");
        await ClickAsync(page, "CSV");
        await ClickAsync(page, "PNG");
        await page.UntilAsync("saved.length === 4");
        Assert.Equal(Gallery.Lines.ToCsv(), (string)(await page.ValueAsync("saved[0].text()"))!);
        Assert.Equal("key-1.csv key-1.png", (string)(await page.ValueAsync("saved[1] + ' ' + saved[3]"))!);
        int[] size = [.. (await page.ValueAsync(
            "createImageBitmap(saved[2]).then(image => [image.width, image.height])"))!.AsArray()
            .Select(side => (int)side!)];
        Assert.All(size, side => Assert.True(side > 600));
    }

    [BrowserFact]
    public async Task Data_BecomeATable_ForScreenReaders()
    {
        BrowserPage page = await OpenAsync(Gallery.HeatMap);
        await page.ValueAsync(Figure + ".querySelector('details.data').open = true");
        await page.UntilAsync(Figure + ".querySelector('details.data table') !== null");
        Assert.Equal(24, (int)(await page.ValueAsync(Figure + ".querySelectorAll('details.data tbody tr').length"))!);
        Assert.Equal("img", (string)(await page.ValueAsync(Figure + ".querySelector('.plot').getAttribute('role')"))!);
        Assert.Equal(
            Gallery.HeatMap.Alternative,
            (string)(await page.ValueAsync(Figure + ".querySelector('.plot').getAttribute('aria-label')"))!);
    }

    [BrowserFact]
    public async Task Ground_CanBeSwitched_WhileReading()
    {
        BrowserPage page = await OpenAsync(Gallery.Lines);
        await page.ValueAsync("document.querySelector('button.theme').click()");
        await page.UntilAsync(
            $"{Figure}.querySelector('.plot svg').outerHTML.toLowerCase().includes('{Tone.Muted.Dark}')");
        Assert.Empty(page.Errors);
    }

    [BrowserTheory]
    [InlineData(400, false)]
    [InlineData(400, true)]
    [InlineData(800, false)]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(2000, false)]
    public async Task Page_HasNothingCutOff_AtAnyWidth(int width, bool dark)
    {
        BrowserPage page = await browser.OpenAsync(
            stream => new ReportWriter().Write(Gallery.Page, stream), width, dark);
        Assert.Equal(width, (int)(await page.ValueAsync("document.documentElement.scrollWidth"))!);
        string cut = (string)(await page.ValueAsync(
            "[...document.querySelectorAll('main *, header *')].filter(part => !part.closest('.scroll, pre, svg')"
            + " && (part.getBoundingClientRect().right > innerWidth + 0.5 || part.scrollWidth > part.clientWidth + 1"
            + " && getComputedStyle(part).display !== 'inline')).map(part => part.outerHTML.slice(0, 80))"
            + ".join('; ')"))!;
        Assert.Equal("", cut);
        string outside = (string)(await page.ValueAsync(
            "[...document.querySelectorAll('.plot svg text')].filter(text => {"
            + " const box = text.getBoundingClientRect(), plot = text.closest('.plot').getBoundingClientRect();"
            + " return box.width > 0 && (box.left < plot.left - 1 || box.right > plot.right + 1"
            + " || box.top < plot.top - 1 || box.bottom > plot.bottom + 1); })"
            + ".map(text => text.textContent).join('; ')"))!;
        Assert.Equal("", outside);
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task HostileNames_AreTexts()
    {
        const string Name =
            "</script><script>document.title = 'taken'</script><img src=x onerror=alert(1)> & \"q\" {b}\n";
        BrowserPage page = await OpenAsync(Gallery.Lines with
        {
            Title = Name,
            X = new Axis(Name),
            Series = [.. Gallery.Lines.Series.Select(series => series with { Name = Name })],
            References = [new ReferenceLine(Name, 60)],
        });
        string tip = await HoverAsync(page, 0.5, 0.5);
        Assert.Contains("onerror=alert(1)", tip, StringComparison.Ordinal);
        Assert.NotEqual("taken", (string)(await page.ValueAsync("document.title"))!);
        Assert.Equal(0, (int)(await page.ValueAsync("document.querySelectorAll('img').length"))!);
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task AnyChart_IsDrawn_WithoutAnError()
    {
        var charts = new List<Chart>();
        Prop.ForAll(ChartGenerators.Any, charts.Add)
            .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));
        charts.RemoveAll(chart => chart.IsEmpty);
        Assert.True(charts.Count > 40);
        BrowserPage page = await browser.OpenAsync(
            stream => new ReportWriter().Write(Gallery.Only(charts), stream), width: 700);
        Assert.Empty(page.Errors);
        const string Drawn =
            "[...document.querySelectorAll('.plot')].filter(plot => plot.querySelector('svg, canvas'))";
        Assert.Equal(charts.Count, (int)(await page.ValueAsync(Drawn + ".length"))!);
        Assert.Equal(700, (int)(await page.ValueAsync("document.documentElement.scrollWidth"))!);
    }

    private const string Labels =
        "[...document.querySelectorAll('.plot svg text')].map(text => text.textContent).join('|')";

    private static Chart Named(string title) => Gallery.All.Single(chart => chart.Title == title);

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Fields(string row) => row.Split(',').Select(field => field.Trim('"'));

    private static async Task<string[]> LabelsAsync(BrowserPage page) =>
        ((string)(await page.ValueAsync(Labels))!).Split('|');

    /// <summary>How many axes have a mark at zero.</summary>
    private static async Task<int> ZerosAsync(BrowserPage page) =>
        (await LabelsAsync(page)).Count(label => label == "0");

    private static async Task ClickAsync(BrowserPage page, string button) => await page.ValueAsync(
        $"[...{Figure}.querySelectorAll('.tools button')].find(button => button.textContent === '{button}').click()");

    private static async Task<JsonNode> PlaceAsync(BrowserPage page, double x, double y) => (await page.ValueAsync(
        $"(() => {{ const plot = {Figure}.querySelector('.plot'); plot.scrollIntoView({{ block: 'center', "
        + "behavior: 'instant' }); const box = plot.getBoundingClientRect(); return { x: box.left + box.width * "
        + string.Create(CultureInfo.InvariantCulture, $"{x}, y: box.top + box.height * {y} }}; }})()")))!;

    private static async Task<string> HoverAsync(BrowserPage page, double x, double y)
    {
        JsonNode at = await PlaceAsync(page, x, y);
        await page.PointAsync((double)at["x"]! - 3, (double)at["y"]!);
        await page.PointAsync((double)at["x"]!, (double)at["y"]!);
        await page.UntilAsync("document.querySelector('table.tip') !== null");
        return (string)(await page.ValueAsync("document.querySelector('table.tip').innerText"))!;
    }

    private static async Task DragAsync(BrowserPage page, double x, double y, double right, double down)
    {
        foreach ((string type, double share) in new[]
        {
            ("mouseMoved", 0.0), ("mousePressed", 0), ("mouseMoved", 0.5), ("mouseMoved", 1), ("mouseReleased", 1),
        })
        {
            await page.AskAsync("Input.dispatchMouseEvent", new JsonObject
            {
                ["type"] = type,
                ["x"] = x + (share * right),
                ["y"] = y + (share * down),
                ["button"] = "left",
                ["buttons"] = type == "mouseReleased" ? 0 : 1,
                ["clickCount"] = 1,
            });
        }
    }

    private Task<BrowserPage> OpenAsync(Chart chart, bool dark = false) =>
        browser.OpenAsync(stream => new ReportWriter().Write(Gallery.Only(chart), stream), dark: dark);
}
