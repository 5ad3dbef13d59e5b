using System.Text;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Report;

/// <summary>
/// What the report of a sweep and the index of reproductions have in common: one file, nothing loaded from elsewhere.
/// </summary>
internal static class Page
{
    /// <summary>
    /// Writes a page; the body's elements go between the style sheet and the scripts. ECharts is in it once, if the
    /// page has charts.
    /// </summary>
    public static void Write(Stream output, string title, bool hasCharts, Action<Markup> body)
    {
        var markup = new Markup();
        markup.Raw("<!DOCTYPE html>\n").Open("html", "lang", "en").Line().Open("head").Line();
        markup.Empty("meta", "charset", "utf-8");
        markup.Empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        markup.Empty("meta", "name", "generator", "content", "Petuum.Lab");
        markup.Element("title", title).Line();
        markup.Open("style").Raw("\n").Raw(Resources.Text("report.css")).Close();
        markup.Close().Open("body").Line();
        body(markup);
        markup.Script(Resources.Text("report.js"));
        if (hasCharts)
        {
            ChartFigure.Scripts(markup);
        }

        markup.Close().Close();
        output.Write(Encoding.UTF8.GetBytes(markup.ToString()));
    }

    /// <summary>
    /// Shows charts two beside each other, an odd last one over the full width; or each over the full width.
    /// </summary>
    public static void Figures(Markup markup, IReadOnlyList<NamedChart> charts, bool wide = false)
    {
        markup.Open("div", "class", "charts").Line();
        for (int index = 0; index < charts.Count; index++)
        {
            bool fills = wide || (index == charts.Count - 1 && index % 2 == 0);
            ChartFigure.Write(markup, charts[index], fills);
        }

        markup.Close();
    }

    /// <summary>Charts that a claim is about, with names for their files.</summary>
    public static IReadOnlyList<NamedChart> Named(IReadOnlyList<Chart> charts, string name = "key") =>
        [.. charts.Select((chart, index) => new NamedChart($"{name}-{index + 1}", chart))];

    /// <summary>Whose library draws the charts; the licence stands in the page's source.</summary>
    public static string Credit(bool hasCharts) =>
        hasCharts ? "Charts are drawn by Apache ECharts, licensed under the Apache License 2.0." : "";

    /// <summary>A term with its description, for lists of facts.</summary>
    public static void Fact(Markup markup, string term, string description)
    {
        markup.Open("div").Element("dt", term).Element("dd", description).Close();
    }

    /// <summary>The badge of a verdict on a claim.</summary>
    public static void Badge(Markup markup, ReproductionVerdict verdict)
    {
        string name = ReproductionVerdicts.Name(verdict).Replace('-', ' ');
        markup.Element("span", name, "class", "badge " + Tone(verdict)).Line();
    }

    /// <summary>The badge of a run's verdict.</summary>
    public static void Badge(Markup markup, Verdict verdict, bool expected)
    {
        string text = Human.Verdict(verdict) + (expected && verdict != Verdict.Sound ? " as expected" : "");
        string tone = expected ? "good" : verdict is Verdict.NotConverged or Verdict.Sound ? "fair" : "bad";
        markup.Element("span", text, "class", "badge " + tone);
    }

    /// <summary>The colour class of a verdict on a claim.</summary>
    public static string Tone(ReproductionVerdict verdict) => verdict switch
    {
        ReproductionVerdict.Reproduced => "good",
        ReproductionVerdict.Shape => "fair",
        _ => "bad",
    };
}
