using System.Globalization;
using System.Net;
using System.Text;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Files;

namespace Petuum.Lab.Runs;

/// <summary>
/// What the simulator predicts beside what a cluster did, a line for each configuration: medians over its seeds.
/// Everything is taken between the first evaluation after clock 0 and the last: a process that has just begun compiles.
/// </summary>
/// <param name="cluster">The cluster in words.</param>
internal sealed class FidelityReport(string cluster)
{
    private const string CsvFile = "fidelity.csv";
    private const string HtmlFile = "fidelity.html";
    private const double NegligibleShare = 0.01;

    private readonly List<Line> _lines = [];
    private readonly List<string> _notes = [];

    /// <summary>Whether all errors are within their bounds.</summary>
    public bool IsFaithful => _lines.TrueForAll(line => line.IsFaithful);

    /// <summary>Adds a sweep that was run on both; the runs are in the same order.</summary>
    /// <param name="spec">The spec's name.</param>
    /// <param name="simulated">In virtual time.</param>
    /// <param name="real">In real time.</param>
    /// <param name="errorMax">The largest relative error that is faithful; null: any.</param>
    public void Add(string spec, SweepResults simulated, SweepResults real, double? errorMax)
    {
        foreach ((Configuration predicted, Configuration seen) in simulated.Configurations.Zip(real.Configurations))
        {
            _lines.Add(new Line(
                spec,
                predicted.Label,
                predicted.Runs.Count,
                Median(predicted, run => SecondsPerClock(run.Clocks)),
                Median(seen, run => SecondsPerClock(run.Clocks)),
                Median(predicted, run => WaitFraction(run.Clocks)),
                Median(seen, run => WaitFraction(run.Clocks)),
                errorMax));
        }
    }

    /// <summary>Adds how much of the delays was mathematics.</summary>
    public void AddMathematics(string spec, double share) => _notes.Add(
        $"{spec}: {(100 * share).ToString("0.0", CultureInfo.InvariantCulture)} % of the compute time was mathematics, "
        + "the rest delay");

    /// <summary>The table for people.</summary>
    public void WriteTo(TextWriter output)
    {
        TextTable table = new(
            [.. Titles.Select((title, column) => (title, column is > 0 and < 8))]);
        foreach (Line line in _lines)
        {
            table.Add(line.Cells());
        }

        table.Write(output);
        _notes.ForEach(output.WriteLine);
    }

    /// <summary>Writes table and page; returns the page's path.</summary>
    public string Save(string folder)
    {
        StringBuilder csv = new("spec,configuration,seeds,simulated_seconds_per_clock,cluster_seconds_per_clock,"
            + "time_error,simulated_wait_fraction,cluster_wait_fraction,wait_error,error_max\n");
        foreach (Line line in _lines)
        {
            csv.Append(CultureInfo.InvariantCulture,
                $"{line.Spec},\"{line.Label}\",{line.Seeds},{line.Predicted:R},{line.Seen:R},{line.TimeError:R},"
                + $"{line.PredictedWait:R},{line.SeenWait:R},{line.WaitError:R},{line.ErrorMax:R}\n");
        }

        AtomicFile.WriteText(Path.Combine(folder, CsvFile), csv.ToString());
        string page = Path.Combine(folder, HtmlFile);
        AtomicFile.WriteText(page, Page());
        return page;
    }

    private static string[] Titles { get; } =
        ["run", "seeds", "s/clock sim", "s/clock silos", "error", "wait sim", "wait silos", "error", "verdict"];

    /// <summary>Of an odd number of seeds, so that it is one run's; a disturbed one does not count.</summary>
    private static double Median(Configuration configuration, Func<RunResults, double> of) =>
        configuration.Runs.Select(of).Order().ElementAt(configuration.Runs.Count / 2);

    private static double SecondsPerClock(IReadOnlyList<ClockRecord> clocks)
    {
        (ClockRecord first, ClockRecord last) = Window(clocks);
        return (SecondsOf(last) - SecondsOf(first)) / (last.Clock - first.Clock);
    }

    private static double WaitFraction(IReadOnlyList<ClockRecord> clocks)
    {
        (ClockRecord first, ClockRecord last) = Window(clocks);
        double wait = last.WaitSeconds - first.WaitSeconds;
        double all = wait + last.ComputeSeconds - first.ComputeSeconds + last.SendSeconds - first.SendSeconds;
        return all > 0 ? wait / all : 0;
    }

    private static (ClockRecord First, ClockRecord Last) Window(IReadOnlyList<ClockRecord> clocks) =>
        (clocks[clocks.Count > 2 ? 1 : 0], clocks[^1]);

    private static double SecondsOf(ClockRecord record) => record.VirtualSeconds ?? record.WallSeconds!.Value;

    private string Page()
    {
        StringBuilder html = new("""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"/><title>Fidelity</title>
            <style>body{font:15px/1.4 system-ui,sans-serif;max-width:64em;margin:2em auto}
            td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #ccc}
            td:first-child,th:first-child{text-align:left}.beyond{background:#fdd}</style></head><body>

            """);
        html.Append("<h1>The simulator's predictions and a cluster with the same delays</h1>\n<p>")
            .Append(WebUtility.HtmlEncode(cluster))
            .Append("</p>\n<table><tr>");
        AppendCells(html, "th", Titles).Append("</tr>\n");
        foreach (Line line in _lines)
        {
            html.Append(line.IsFaithful ? "<tr>" : "<tr class=\"beyond\">");
            AppendCells(html, "td", line.Cells()).Append("</tr>\n");
        }

        html.Append("</table>\n");
        foreach (string note in _notes)
        {
            html.Append("<p>").Append(WebUtility.HtmlEncode(note)).Append("</p>\n");
        }

        return html.Append("</body></html>\n").ToString();
    }

    private static StringBuilder AppendCells(StringBuilder html, string tag, IEnumerable<string> cells)
    {
        foreach (string cell in cells)
        {
            html.Append('<').Append(tag).Append('>').Append(WebUtility.HtmlEncode(cell))
                .Append("</").Append(tag).Append('>');
        }

        return html;
    }

    private sealed record Line(
        string Spec,
        string Label,
        int Seeds,
        double Predicted,
        double Seen,
        double PredictedWait,
        double SeenWait,
        double? ErrorMax)
    {
        public double TimeError => (Seen / Predicted) - 1;

        /// <summary>Shares too small to matter are not compared.</summary>
        public double WaitError =>
            SeenWait < NegligibleShare && PredictedWait < NegligibleShare ? 0 : (SeenWait / PredictedWait) - 1;

        public bool IsFaithful =>
            ErrorMax is not { } most || (Math.Abs(TimeError) <= most && Math.Abs(WaitError) <= most);

        public string[] Cells() =>
        [
            $"{Spec}: {Label}",
            Seeds.ToString(CultureInfo.InvariantCulture),
            RunTexts.Time(Predicted),
            RunTexts.Time(Seen),
            Percent(TimeError),
            Share(PredictedWait),
            Share(SeenWait),
            Percent(WaitError),
            ErrorMax is null ? "no bound" : IsFaithful ? "faithful" : "beyond 15 %",
        ];

        private static string Percent(double error) =>
            (100 * error).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";

        private static string Share(double share) =>
            (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
    }
}
