using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Files;

namespace Petuum.Lab.Analysis.Report;

/// <summary>An experiment of a paper, run again.</summary>
public sealed record ReproductionRow
{
    /// <summary>The claim, what was measured then and now, and the verdict.</summary>
    public required Claim Claim { get; init; }

    /// <summary>A heading of a few words: <c>Staleness, SSP against ESSP</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The set-up in a sentence: program, data, cluster, seeds.</summary>
    public required string SetUp { get; init; }

    /// <summary>One chart or two that show it.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>The reports of the sweeps behind it: a text and a path relative to the index.</summary>
    public IReadOnlyList<(string Text, string Path)> Links { get; init; } = [];
}

/// <summary>What <c>lab reproduce</c> shows: the papers' experiments and how they fared.</summary>
public sealed record ReproductionReport
{
    /// <summary>The heading.</summary>
    public string Title { get; init; } = "Petuum, reproduced";

    /// <summary>What this is, in a sentence or two.</summary>
    public string Introduction { get; init; } =
        "Experiments from the papers on Petuum, Bösen and STRADS, run again in virtual time. Each line states a claim, "
        + "what its authors measured, what we measured over several seeds, and a verdict by the rule in "
        + "its spec.";

    /// <summary><c>quick</c> or <c>full</c>.</summary>
    public required string Scale { get; init; }

    /// <summary>The command that makes this page again.</summary>
    public required string Command { get; init; }

    /// <summary>The experiments, in order.</summary>
    public required IReadOnlyList<ReproductionRow> Rows { get; init; }
}

/// <summary>Writes the index of reproductions: one file, as <see cref="ReportWriter"/> does.</summary>
public sealed class ReproductionWriter
{
    /// <summary>Writes the page to a file, whole or not at all.</summary>
    public void Save(string path, ReproductionReport report) => AtomicFile.Write(path, stream => Write(report, stream));

    /// <summary>Writes the page; <paramref name="output"/> stays open.</summary>
    public void Write(ReproductionReport report, Stream output)
    {
        bool hasCharts = report.Rows.Any(row => row.Charts.Any(chart => !chart.IsEmpty));
        Page.Write(output, report.Title, hasCharts, markup => Body(markup, report, hasCharts));
    }

    private static void Body(Markup markup, ReproductionReport report, bool hasCharts)
    {
        Header(markup, report);
        markup.Open("main").Line();
        Table(markup, report);
        markup.Element("h2", "The experiments", "id", "experiments").Line();
        foreach (ReproductionRow row in report.Rows)
        {
            Experiment(markup, row);
        }

        markup.Close();
        markup.Open("footer").Text("Made by ").Element("code", report.Command);
        markup.Text(". The same seeds give the same bytes; commit, machine and date are in each run's machine.json. "
            + Page.Credit(hasCharts))
            .Close();
    }

    private static void Header(Markup markup, ReproductionReport report)
    {
        markup.Open("header", "class", "top").Line();
        markup.Open("p", "class", "eyebrow").Element("b", "Petuum.Lab")
            .Text($"  ·  reproductions, {report.Scale} scale").Close();
        markup.Element("h1", report.Title).Line().Element("p", report.Introduction, "class", "question").Line();
        markup.Open("ul", "class", "tally").Line();
        foreach (ReproductionVerdict verdict in Enum.GetValues<ReproductionVerdict>())
        {
            int count = report.Rows.Count(row => row.Claim.Verdict == verdict);
            string meaning = verdict switch
            {
                ReproductionVerdict.Reproduced => "reproduced",
                ReproductionVerdict.Shape => "in shape, not in size",
                _ => "not reproduced",
            };
            markup.Open("li", "class", count > 0 ? Page.Tone(verdict) : "");
            markup.Element("b", count.ToString()).Text(" " + meaning).Close();
        }

        markup.Close().Close();
    }

    private static void Table(Markup markup, ReproductionReport report)
    {
        markup.Element("h2", "In one table", "id", "table").Line();
        markup.Open("div", "class", "scroll").Open("table").Line().Open("thead").Open("tr");
        foreach (string column in new[] { "", "claim", "the paper", "measured here", "verdict" })
        {
            markup.Element("th", column, "scope", "col");
        }

        markup.Close().Close().Open("tbody").Line();
        foreach (ReproductionRow row in report.Rows)
        {
            markup.Open("tr").Open("th", "scope", "row", "class", "mono");
            markup.Element("a", row.Claim.Id, "href", "#" + Anchor(row)).Close();
            markup.Element("td", row.Claim.Text, "class", "wrap").Element("td", row.Claim.Paper, "class", "wrap");
            markup.Element("td", row.Claim.Measured, "class", "wrap").Open("td");
            Page.Badge(markup, row.Claim.Verdict);
            markup.Close().Close();
        }

        markup.Close().Close().Close();
    }

    private static void Experiment(Markup markup, ReproductionRow row)
    {
        markup.Open("article", "class", "experiment", "id", Anchor(row)).Line().Open("header");
        markup.Element("span", row.Claim.Id, "class", "id").Element("h3", row.Title);
        Page.Badge(markup, row.Claim.Verdict);
        markup.Close();
        markup.Element("p", row.Claim.Text, "class", "text").Line();
        ClaimParts.Versus(markup, row.Claim);
        if (row.Charts.Count > 0)
        {
            Page.Figures(markup, Page.Named(row.Charts, Anchor(row)));
        }

        markup.Open("p", "class", "small").Text("Set-up: " + row.SetUp);
        foreach ((string text, string path) in row.Links)
        {
            markup.Text("  ·  ").Element("a", text, "href", path);
        }

        markup.Close().Close();
    }

    private static string Anchor(ReproductionRow row) =>
        string.Concat(row.Claim.Id
            .Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));
}
