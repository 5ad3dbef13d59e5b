using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>Help texts with examples.</summary>
internal static class LabHelp
{
    private const int LineMax = 60;
    private const string Train = "train";

    private static readonly SortedDictionary<string, Example[]> Examples = new(StringComparer.Ordinal)
    {
        ["lab"] =
        [
            ("lab reproduce", "the papers' experiments; a report in under two minutes"),
            ("lab run experiments/specs/mf-staleness.yaml", "one spec, its sweep included"),
            ("lab doctor", "is everything here that it takes?"),
        ],
        ["run"] =
        [
            ("lab run my.yaml", "every run of the sweep; those finished before are skipped"),
            ("lab run my.yaml --set consistency.staleness=4 --seed 7", "one setting, one seed"),
            ("lab run my.yaml --twice", "twice, and the bits compared"),
            ("lab run my.yaml --runtime orleans --test-cluster 3", "on three silos in this process, delays injected"),
            ("lab run my.yaml --runtime orleans --gateway 10.0.0.5:30000", "on a running cluster"),
            ("lab run my.yaml --json | tail -n 1", "the results as one JSON object"),
        ],
        ["reproduce"] =
        [
            ("lab reproduce", "all of them, quick scale"),
            ("lab reproduce E2 K6", "two of them"),
            ("lab reproduce all --scale full --out /tmp/papers", "at length, somewhere else"),
        ],
        ["predict"] =
        [
            ("lab predict --model factors --data pairs.csv --out predicted.csv", "a line for each line of the data"),
            ("lab predict --model a9a-model --data a9a.t --out y.csv --json", "the error as one JSON object"),
        ],
        ["report"] =
        [
            ("lab report results/mf-staleness", "runs.csv and report.html again, from the runs there"),
            ("lab report results/mf-staleness --figures pdf --width 360 --height 240", "and every chart for a paper"),
        ],
        ["info"] =
        [
            ("lab data info ratings.csv", "format, size, values"),
            ("lab data info a9a --json", "the same for programs"),
        ],
        ["convert"] = [("lab data convert ratings.dat ratings.csv", "by the names' endings"),
            ("lab data convert a9a a9a.mtx --to matrix-market", "or by name"),
            ("lab data convert factors/users.npy users.csv", "an array of a model")],
        ["generate"] =
        [
            ("lab data generate lasso --samples 500 --features 2000 --out lasso.svm", "the STRADS paper's problem"),
            ("lab data generate ratings --users 500 --count 20000 --out ratings.csv", "planted low rank"),
        ],
        ["fidelity"] =
        [
            (
                "lab fidelity experiments/specs/fidelity.yaml --also experiments/specs/fidelity-contended.yaml",
                "a table, fidelity.html and fidelity.csv; in about five minutes"),
        ],
        ["jobs"] = [("lab jobs --gateway 10.0.0.5:30000", "every job and what it does, or how it ended")],
        ["attach"] =
        [
            ("lab attach mf-staleness-1-5f0c2a --gateway 10.0.0.5:30000", "its progress, and what came of it"),
        ],
        ["calibrate"] =
        [
            ("lab calibrate", "then paste what it prints under 'cluster:'"),
            ($"lab calibrate {ProgramRegistry.All[0].Name}", "one program"),
        ],
        ["doctor"] = [("lab doctor", "takes about ten seconds")],
    };

    /// <summary>Makes <c>--help</c> of every command end with its examples.</summary>
    public static void Attach(RootCommand root)
    {
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Description = "Show this help.";
            help.Action = new HelpWithExamples();
        }
    }

    /// <summary>Writes the help of a command that was asked for nothing.</summary>
    public static int Show(ParseResult parsed) => new HelpWithExamples().Invoke(parsed);

    /// <summary>A command and what it does.</summary>
    private readonly record struct Example(string Command, string Does)
    {
        public static implicit operator Example((string Command, string Does) pair) => new(pair.Command, pair.Does);
    }

    private static IEnumerable<Example> ExamplesOf(Command command)
    {
        string above = command.Parents.OfType<Command>().FirstOrDefault()?.Name ?? "";
        return above == Train && ProgramRegistry.Find(command.Name) is { } program ? ExamplesOf(program)
            : command.Name == Train ? ProgramRegistry.All.Where(known => known.Examples.Count > 1)
                .Select(known => ExamplesOf(known).First())
            : Examples.GetValueOrDefault(command is RootCommand ? "lab" : command.Name) ?? [];
    }

    private static IEnumerable<Example> ExamplesOf(ProgramDescriptor program) => program.Examples.Select(
        example => new Example($"lab {Train} {program.Name} {example.Arguments}", example.Does));

    private static void WriteExamples(Command command, TextWriter output)
    {
        Example[] examples = [.. ExamplesOf(command)];
        if (examples.Length == 0)
        {
            return;
        }

        output.WriteLine("Examples:");
        int width = examples.Max(example => example.Command.Length);
        foreach ((string line, string does) in examples)
        {
            output.WriteLine(
                line.Length > LineMax
                    ? $"  {line}\n      {does}"
                    : $"  {line.PadRight(Math.Min(width, LineMax))}  {does}");
        }

        output.WriteLine();
    }

    private sealed class HelpWithExamples : SynchronousCommandLineAction
    {
        private readonly HelpAction _help = new() { MaxWidth = 110 };

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            _help.Invoke(parseResult);
            WriteExamples(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
            return ExitCodes.Sound;
        }
    }
}
