using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Report;

/// <summary>The tables of configurations and of runs.</summary>
internal static class RunTables
{
    /// <summary>A line per configuration.</summary>
    public static void Configurations(Markup markup, SweepResults sweep)
    {
        string[] metrics = MetricNames(sweep);
        Begin(markup, [
            "configuration", "consistency", "verdict", "#objective", "#time", "#bytes sent", "waiting", "#mean lag",
            .. metrics.Select(name => "#" + Column(name)),
        ]);
        foreach (Configuration configuration in sweep.Configurations)
        {
            IReadOnlyList<RunResults> runs = configuration.Runs;
            markup.Open("tr");
            markup.Open("th", "scope", "row").Text(configuration.Label)
                .Element("small", Human.Plural(runs.Count, "seed")).Close();
            Cell(markup, string.Join(
                ", ", runs.Select(run => run.Manifest.Conditions.Consistency).Distinct(StringComparer.Ordinal)));
            VerdictCell(markup, runs);
            Spread(markup, runs, run => run.Summary.Objective, Human.Number);
            Spread(markup, runs, Seconds, seconds => Human.Seconds(seconds));
            Spread(markup, runs, run => run.Summary.BytesSent, Human.Bytes);
            SplitCell(markup, runs);
            Spread(markup, runs, run => run.Summary.MeanLag, Human.Number);
            foreach (string metric in metrics)
            {
                Spread(markup, runs, run => Metric(run, metric), Human.Number);
            }

            markup.Close();
        }

        End(markup);
    }

    /// <summary>A line per run.</summary>
    public static void Runs(Markup markup, SweepResults sweep)
    {
        string[] keys = [.. sweep.Runs.SelectMany(run => run.Manifest.Keys).Select(key => key.Name)
            .Distinct(StringComparer.Ordinal)];
        string[] metrics = MetricNames(sweep);
        Begin(markup, [
            "run", .. keys.Select(Configuration.ShortName), "#seed", "verdict", "#clocks", "#samples", "#time",
            "#bytes sent", "#messages", "#objective", .. metrics.Select(name => "#" + Column(name)),
            "#waiting", "#mean lag", "#warnings",
        ]);
        foreach (RunResults run in sweep.Runs)
        {
            RunSummary summary = run.Summary;
            markup.Open("tr");
            string folder = Uri.EscapeDataString(run.Manifest.Run) + "/";
            markup.Open("td", "class", "mono").Element("a", Human.Short(run.Manifest.Run), "href", folder).Close();
            foreach (string key in keys)
            {
                Cell(markup, run.Manifest.Keys.FirstOrDefault(candidate => candidate.Name == key).Value ?? "");
            }

            Number(markup, run.Manifest.Seed.ToString(), run.Manifest.Seed);
            VerdictCell(markup, [run]);
            Number(markup, Human.Count(summary.Clocks), summary.Clocks);
            Number(markup, Human.Count(summary.DataProcessed), summary.DataProcessed);
            Number(markup, Human.Seconds(Seconds(run)), Seconds(run));
            Number(markup, Human.Bytes(summary.BytesSent), summary.BytesSent);
            Number(markup, Human.Count(summary.Messages), summary.Messages);
            Number(markup, Human.Number(summary.Objective), summary.Objective);
            foreach (string metric in metrics)
            {
                Number(markup, Human.Number(Metric(run, metric)), Metric(run, metric));
            }

            Number(markup, Human.Percent(summary.WaitFraction), summary.WaitFraction);
            Number(markup, Human.Number(summary.MeanLag), summary.MeanLag);
            Number(markup, summary.Warnings.ToString(), summary.Warnings);
            markup.Close();
        }

        End(markup);
    }

    /// <summary>The time of a run's own clock at its end.</summary>
    private static double Seconds(RunResults run) =>
        run.Summary.VirtualSeconds ?? (run.Clocks.Count > 0 ? run.Clocks[^1].Seconds : double.NaN);

    private static string[] MetricNames(SweepResults sweep) =>
        [.. sweep.Runs.SelectMany(run => run.Summary.Metrics).Select(metric => metric.Name)
            .Distinct(StringComparer.Ordinal)];

    private static double Metric(RunResults run, string name)
    {
        foreach (Metric metric in run.Summary.Metrics)
        {
            if (metric.Name == name)
            {
                return metric.Value;
            }
        }

        return double.NaN;
    }

    private static string Column(string metric) => metric.Replace('_', ' ');

    /// <summary>Starts a table; the names of columns of numbers start with a number sign.</summary>
    private static void Begin(Markup markup, IReadOnlyList<string> columns)
    {
        markup.Open("div", "class", "scroll").Open("table", "class", "sortable").Line().Open("thead").Open("tr");
        foreach (string column in columns)
        {
            bool number = column.StartsWith('#');
            markup.Element("th", number ? column[1..] : column, "scope", "col", "class", number ? "num" : "");
        }

        markup.Close().Close().Open("tbody").Line();
    }

    private static void End(Markup markup) => markup.Close().Close().Close();

    private static void Cell(Markup markup, string text) => markup.Element("td", text);

    private static void Number(Markup markup, string text, double value) =>
        markup.Element("td", text, "class", "num", "data-value", value.ToString("R"));

    private static void Spread(
        Markup markup, IReadOnlyList<RunResults> runs, Func<RunResults, double> of, Func<double, string> format)
    {
        double[] values = [.. runs.Select(of)];
        double median = Descriptive.Median(values);
        (double low, double high) = Descriptive.Range(values);
        markup.Open("td", "class", "num", "data-value", median.ToString("R")).Text(format(median));
        if (low < high && format(low) != format(high))
        {
            markup.Element("small", Human.Range(format(low), format(high)));
        }

        markup.Close();
    }

    private static void VerdictCell(Markup markup, IReadOnlyList<RunResults> runs)
    {
        RunResults worst = runs
            .OrderByDescending(run => Verdicts.ExitCode(run.Summary.Verdict, run.Summary.Expect))
            .ThenByDescending(run => run.Summary.Verdict)
            .First();
        int alike = runs.Count(run => run.Summary.Verdict == worst.Summary.Verdict);
        markup.Open("td", "data-value", ((int)worst.Summary.Verdict).ToString());
        Page.Badge(markup, worst.Summary.Verdict, Verdicts.IsExpected(worst.Summary.Verdict, worst.Summary.Expect));
        if (alike < runs.Count)
        {
            markup.Element("small", $"{alike} of {Human.Plural(runs.Count, "seed")}");
        }

        markup.Close();
    }

    private static void SplitCell(Markup markup, IReadOnlyList<RunResults> runs)
    {
        double compute = runs.Sum(run => run.Summary.ComputeSeconds);
        double wait = runs.Sum(run => run.Summary.WaitSeconds);
        double send = runs.Sum(run => run.Summary.SendSeconds);
        double all = compute + wait + send;
        double fraction = all > 0 ? wait / all : double.NaN;
        markup.Open("td", "data-value", fraction.ToString("R")).Text(Human.Percent(fraction));
        if (all > 0 && double.IsFinite(all))
        {
            string title = $"compute {Human.Percent(compute / all)}, wait {Human.Percent(fraction)}, "
                + $"send {Human.Percent(send / all)}";
            markup.Open("span", "class", "split", "title", title);
            foreach ((string name, double part) in new[] { ("compute", compute), ("wait", wait), ("send", send) })
            {
                markup.Element("i", "", "class", name, "style", $"width:{part / all * 100:0.##}%");
            }

            markup.Close();
        }

        markup.Close();
    }
}
