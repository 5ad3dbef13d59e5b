using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Files;

namespace Petuum.Lab.Analysis.Report;

/// <summary>
/// Writes <c>report.html</c>: one file that needs no network, reads without script, in light, in dark, on paper and on
/// a phone. The same report gives the same bytes.
/// </summary>
public sealed class ReportWriter
{
    /// <summary>Writes the report to a file, whole or not at all.</summary>
    public void Save(string path, SweepReport report) => AtomicFile.Write(path, stream => Write(report, stream));

    /// <summary>Writes the report; <paramref name="output"/> stays open.</summary>
    public void Write(SweepReport report, Stream output)
    {
        StandardCharts charts = StandardCharts.Of(report);
        bool hasCharts = charts.All.Any() || report.KeyCharts.Any(chart => !chart.IsEmpty);
        Page.Write(output, report.Sweep.Title, hasCharts, markup =>
        {
            Header(markup, report, charts);
            markup.Open("main").Line();
            Claims(markup, report);
            AtAGlance(markup, report);
            KeyCharts(markup, report);
            Findings(markup, report);
            Charts(markup, charts);
            Runs(markup, report);
            Spec(markup, report);
            markup.Close();
            markup.Open("footer").Text(
                "Written by Petuum.Lab from the files beside this page. The same results give the same bytes. "
                + Page.Credit(hasCharts)).Close();
        });
    }

    private static void Header(Markup markup, SweepReport report, StandardCharts charts)
    {
        SweepResults sweep = report.Sweep;
        markup.Open("header", "class", "top").Line();
        markup.Open("p", "class", "eyebrow").Element("b", "Petuum.Lab").Text("  ·  " + sweep.Name).Close();
        markup.Element("h1", sweep.Title).Line();
        if (sweep.Question.Length > 0)
        {
            markup.Element("p", sweep.Question, "class", "question").Line();
        }

        markup.Open("dl", "class", "facts").Line();
        Page.Fact(markup, "Program", Distinct(sweep, conditions => conditions.Program));
        Page.Fact(markup, "Data", Distinct(sweep, conditions => conditions.Data));
        Page.Fact(markup, "Cluster", Distinct(sweep, conditions =>
            $"{Human.Plural(conditions.Workers, "worker")}, {Human.Plural(conditions.Shards, "shard")}"));
        Page.Fact(markup, "Stragglers", Distinct(sweep, conditions => conditions.Stragglers));
        Page.Fact(markup, "Network", Distinct(sweep, conditions => conditions.Network));
        Page.Fact(markup, "Runs", Human.Plural(sweep.Runs.Count, "run") + " of "
            + Human.Plural(sweep.Configurations.Count, "configuration"));
        markup.Close();
        markup.Open("nav", "aria-label", "Sections").Line();
        foreach ((string id, string title, bool there) in Sections(report, charts))
        {
            if (there)
            {
                markup.Element("a", title, "href", "#" + id).Line();
            }
        }

        markup.Close().Close();
    }

    private static IEnumerable<(string Id, string Title, bool There)> Sections(
        SweepReport report, StandardCharts charts) =>
    [
        ("claims", "Claims", report.Claims.Count > 0),
        ("configurations", "At a glance", true),
        ("findings", "Doubts", true),
        ("objective", "Objective", charts.Objective.Count > 0),
        ("series", "Curves of the program", charts.Series.Count > 0),
        ("time", "Time", charts.Time.Count > 0),
        ("lag", "Lag", charts.Lag.Count > 0),
        ("timeline", "Timeline", charts.Timeline.Count > 0),
        ("runs", "Runs", true),
        ("spec", "Spec", true),
    ];

    private static void Claims(Markup markup, SweepReport report)
    {
        if (report.Claims.Count == 0)
        {
            return;
        }

        Heading(markup, "claims", "Claims", "What the literature says, and what these runs say.");
        markup.Open("div", "class", "claims").Line();
        foreach (Claim claim in report.Claims)
        {
            markup.Open("article", "class", "claim").Line().Open("header");
            markup.Element("span", claim.Id, "class", "id");
            Page.Badge(markup, claim.Verdict);
            markup.Close();
            markup.Element("p", claim.Text, "class", "text").Line();
            ClaimParts.Versus(markup, claim);
            markup.Close();
        }

        markup.Close();
    }

    private static void AtAGlance(Markup markup, SweepReport report)
    {
        Heading(markup, "configurations", "At a glance",
            "A line per configuration: the median over its seeds, the smallest and the largest below it.");
        if (report.Sweep.Runs.Count == 0)
        {
            markup.Element("p", "No run of this sweep is finished.", "class", "calm").Line();
        }
        else
        {
            RunTables.Configurations(markup, report.Sweep);
        }
    }

    private static void KeyCharts(Markup markup, SweepReport report)
    {
        if (report.KeyCharts.Count > 0)
        {
            Page.Figures(markup, Page.Named(report.KeyCharts));
        }
    }

    private static void Findings(Markup markup, SweepReport report)
    {
        Heading(markup, "findings", "Reasons to doubt",
            "What the analysers noticed about these runs, the gravest first.");
        foreach (string missing in report.Missing)
        {
            markup.Element("p", "Not in this report: " + missing, "class", "calm").Line();
        }

        if (report.Findings.Count == 0)
        {
            markup.Element("p", "None found.", "class", "calm").Line();
            return;
        }

        markup.Open("ul", "class", "findings").Line();
        foreach (Finding finding in report.Findings)
        {
            string severity = finding.Severity.ToString();
            markup.Open("li", "class", severity.ToLowerInvariant());
            markup.Element("b", severity).Element("span", finding.Code, "class", "code");
            markup.Element("p", Human.Sentence(finding.Message))
                .Element("p", Human.Sentence(finding.Remedy), "class", "remedy")
                .Close();
        }

        markup.Close();
    }

    private static void Charts(Markup markup, StandardCharts charts)
    {
        Section(markup, "objective", "Objective", charts.Objective,
            "The same curves against rounds, data, time and bytes: a faster round may learn less, "
            + "and a fresher one cost more.");
        Section(markup, "series", "Curves of the program", charts.Series, "What the program itself recorded.");
        Section(markup, "time", "Where the time went", charts.Time,
            "How much data a second was worth, and what the workers did with it: compute, wait for rows or for "
            + "slower workers, hand messages to the network.");
        Section(markup, "lag", "Lag", charts.Lag, "The staleness that was measured, read by read.");
        Section(markup, "timeline", "Timeline", charts.Timeline,
            "A window of one run. Its whole trace.json opens in Perfetto.", wide: true);
    }

    private static void Runs(Markup markup, SweepReport report)
    {
        Heading(markup, "runs", "Runs", "Every finished run; a click on a heading sorts. All digits are in runs.csv.");
        RunTables.Runs(markup, report.Sweep);
    }

    private static void Spec(Markup markup, SweepReport report)
    {
        SweepResults sweep = report.Sweep;
        Heading(markup, "spec", "Spec", "What it takes to run this again.");
        markup.Open("dl", "class", "plain").Line();
        markup.Element("dt", "Spec hash").Element("dd", sweep.SpecHash, "class", "mono").Line();
        markup.Element("dt", "Data").Element("dd", All(run => run.Manifest.DataFingerprint), "class", "mono").Line();
        markup.Element("dt", "Seeds").Element("dd", All(run => run.Manifest.Seed.ToString())).Line();
        markup.Element("dt", "Runtime").Element("dd", All(run => run.Manifest.Runtime)).Line();
        markup.Element("dt", "Commit, machine, date").Open("dd");
        if (report.Commit is not null)
        {
            markup.Element("span", report.Commit, "class", "mono").Text("; ");
        }

        if (sweep.Runs.Count > 0)
        {
            markup.Text("see ").Element(
                "a", RunFolder.MachineFile, "href", $"{sweep.Runs[0].Manifest.Run}/{RunFolder.MachineFile}");
            markup.Text(" in each run's folder");
        }

        markup.Close().Close();
        markup.Open("pre").Element("code", sweep.SpecYaml).Close();

        string All(Func<RunResults, string> of) =>
            string.Join(", ", sweep.Runs.Select(of).Distinct(StringComparer.Ordinal));
    }

    private static void Section(
        Markup markup, string id, string title, IReadOnlyList<NamedChart> charts, string lead, bool wide = false)
    {
        if (charts.Count > 0)
        {
            Heading(markup, id, title, lead);
            Page.Figures(markup, charts, wide);
        }
    }

    private static void Heading(Markup markup, string id, string title, string lead) =>
        markup.Element("h2", title, "id", id).Line().Element("p", lead, "class", "lead").Line();

    private static string Distinct(SweepResults sweep, Func<RunConditions, string> of)
    {
        string[] values = [.. sweep.Runs.Select(run => of(run.Manifest.Conditions)).Distinct(StringComparer.Ordinal)];
        return values.Length == 0 ? "–" : string.Join(" · ", values);
    }
}
