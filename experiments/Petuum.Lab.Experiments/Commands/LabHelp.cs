using System.CommandLine;
using System.CommandLine.Help;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>Help texts with examples.</summary>
internal static class LabHelp
{
    private static readonly SortedDictionary<string, (string Command, string Does)[]> Examples = new(StringComparer.Ordinal)
    {
        ["lab"] =
        [
            ("lab reproduce", "the papers' experiments; a report in under two minutes"),
            ("lab run experiments/specs/first.yaml", "one spec, its sweep included"),
            ("lab doctor", "is everything here that it takes?"),
        ],
        ["run"] =
        [
            ("lab run my.yaml", "every run of the sweep; those finished before are skipped"),
            ("lab run my.yaml --set consistency.staleness=4 --seed 7", "one setting, one seed"),
            ("lab run my.yaml --twice", "twice, and the bits compared"),
            ("lab run my.yaml --json | tail -n 1", "the results as one JSON object"),
        ],
        ["reproduce"] =
        [
            ("lab reproduce", "all of them, quick scale"),
            ("lab reproduce E2 K6", "two of them"),
            ("lab reproduce all --scale full --out /tmp/papers", "at length, somewhere else"),
        ],
        ["report"] = [("lab report results/first", "runs.csv, report.html and charts again, from the runs there")],
        ["info"] = [("lab data info ratings.csv", "format, size, values"), ("lab data info a9a --json", "the same for programs")],
        ["convert"] = [("lab data convert ratings.dat ratings.csv", "by the names' endings"),
            ("lab data convert a9a a9a.mtx --to matrix-market", "or by name")],
        ["generate"] =
        [
            ("lab data generate lasso --samples 500 --features 2000 --seed 1 --out lasso.svm", "the problem of the STRADS paper"),
            ("lab data generate ratings --users 500 --items 300 --rank 8 --count 20000 --seed 1 --out ratings.csv", "planted low rank"),
        ],
        ["calibrate"] = [("lab calibrate", "then paste what it prints under 'cluster:'"), ("lab calibrate mf", "one program")],
        ["doctor"] = [("lab doctor", "takes about ten seconds")],
    };

    /// <summary>Makes <c>--help</c> of every command end with its examples.</summary>
    public static void Attach(RootCommand root)
    {
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Description = "Show this help.";
            if (help.Action is HelpAction action)
            {
                action.Builder.CustomizeLayout(Layout);
            }
        }
    }

    /// <summary>Writes the help of a command that was asked for nothing.</summary>
    public static int Show(Command command, TextWriter output)
    {
        HelpBuilder builder = new(maxWidth: 120);
        builder.CustomizeLayout(Layout);
        builder.Write(command, output);
        return ExitCodes.Sound;
    }

    private static IEnumerable<Func<HelpContext, bool>> Layout(HelpContext context) =>
        [.. HelpBuilder.Default.GetLayout(), WriteExamples];

    private static bool WriteExamples(HelpContext context)
    {
        string name = context.Command is RootCommand ? "lab" : context.Command.Name;
        if (!Examples.TryGetValue(name, out (string Command, string Does)[]? examples))
        {
            return false;
        }

        context.Output.WriteLine("Examples:");
        context.HelpBuilder.WriteColumns(
            [.. examples.Select(example => new TwoColumnHelpRow(example.Command, example.Does))], context);
        return true;
    }
}
