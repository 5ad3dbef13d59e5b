using System.Text;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Report;

/// <summary>What the report of a sweep and the index of reproductions have in common: one file, nothing loaded from elsewhere.</summary>
internal static class Page
{
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

    /// <summary>Draws a chart into the page.</summary>
    public static void Figure(Markup markup, IChartWriter writer, Chart chart)
    {
        using var picture = new MemoryStream();
        writer.Write(chart, picture);
        string svg = Encoding.UTF8.GetString(picture.GetBuffer(), 0, (int)picture.Length);
        int start = svg.IndexOf("<svg", StringComparison.Ordinal);
        if (start < 0)
        {
            throw new ArgumentException($"a report inlines SVG, but this writer makes {writer.FileExtension}", nameof(writer));
        }

        markup.Open("figure").Line().Raw(svg[start..].TrimEnd()).Line().Close();
    }

    /// <summary>Draws charts beside each other, or one over the full width.</summary>
    public static void Figures(Markup markup, IChartWriter writer, IEnumerable<Chart> charts, bool wide = false)
    {
        Chart[] all = [.. charts];
        markup.Open("div", "class", wide || all.Length == 1 ? "charts one" : "charts").Line();
        foreach (Chart chart in all)
        {
            Figure(markup, writer, chart);
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
