using System.Text;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Svg;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Report;

/// <summary>
/// What the report of a sweep and the index of reproductions have in common: one file, nothing loaded from elsewhere.
/// </summary>
internal static class Page
{
    private static readonly SvgChartWriter Narrow = new(560, 400);
    private static readonly SvgChartWriter Wide = new(1080, 440);
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    /// <summary>Writes a page; the body's elements go between the style sheet and the script.</summary>
    public static void Write(Stream output, string title, Action<Markup> body)
    {
        var markup = new Markup();
        markup.Raw("<!DOCTYPE html>\n").Open("html", "lang", "en").Line().Open("head").Line();
        markup.Empty("meta", "charset", "utf-8");
        markup.Empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        markup.Empty("meta", "name", "generator", "content", "Petuum.Lab");
        markup.Element("title", title).Line();
        markup.Open("style").Raw("\n").Raw(Style).Close();
        markup.Close().Open("body").Line();
        body(markup);
        markup.Open("script").Raw("\n").Raw(Script).Close();
        markup.Close().Close();
        output.Write(Encoding.UTF8.GetBytes(markup.ToString()));
    }

    /// <summary>
    /// Draws charts two beside each other, an odd last one over the full width; or each over the full width.
    /// </summary>
    public static void Figures(Markup markup, IReadOnlyList<Chart> charts, bool wide = false)
    {
        markup.Open("div", "class", "charts").Line();
        for (int index = 0; index < charts.Count; index++)
        {
            bool fills = wide || (index == charts.Count - 1 && index % 2 == 0);
            markup.Open("figure", "class", fills ? "wide" : "half").Line();
            markup.Raw((fills ? Wide : Narrow).Render(charts[index])).Line().Close();
        }

        markup.Close();
    }

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

    private static string Resource(string name)
    {
        using Stream stream = typeof(Page).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
