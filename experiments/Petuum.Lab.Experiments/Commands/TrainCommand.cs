using System.CommandLine;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Runs;
using Petuum.Lab.Runs.Training;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Own;
using Runtimes = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab train PROGRAM</c>: from a file to a saved model.</summary>
internal static class TrainCommand
{
    /// <summary>The command and one below it for each program, and for that of the user's own that was typed.</summary>
    /// <exception cref="SpecException">There is no such program.</exception>
    public static Command Create(LabTerminal terminal, IReadOnlyList<string> args)
    {
        Command train = new("train", "Learn from a data file and save the model.");
        foreach (ProgramDescriptor program in ProgramRegistry.All)
        {
            train.Add(Create(program.Name, program, null, terminal));
        }

        if (args is ["train", string typed, ..] && OwnName.IsOwn(typed))
        {
            string name = terminal.Name(typed);
            train.Add(Create(typed, OwnPrograms.Load(name, Environment.CurrentDirectory), name, terminal));
        }

        train.SetAction(LabHelp.Show);
        return train;
    }

    private static Command Create(string name, ProgramDescriptor program, string? alias, LabTerminal terminal)
    {
        TrainOptions options = new(program, alias);
        string does = $"{char.ToUpperInvariant(program.Description[0])}{program.Description[1..]}.";
        Command command = new(name, does);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            options.Read(parsed, terminal), options.WantsJson(parsed), terminal, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        TrainingRequest request, bool asJson, LabTerminal terminal, CancellationToken cancellation)
    {
        try
        {
            return await TrainAsync(request, asJson, terminal, cancellation);
        }
        catch (Exception failure) when (failure is CheckerException || failure.InnerException is CheckerException)
        {
            string said = (failure as CheckerException ?? failure.InnerException!).Message;
            await terminal.Error.WriteLineAsync($"lab train {request.ProgramName}: {said}");
            return ExitCodes.CheckerFailed;
        }
        catch (MachineFailedException failure) when (request.Where is { Gateway: not null } where)
        {
            UserErrors.Write(terminal.Error, (
                $"lab train {request.ProgramName}",
                $"the job failed: {failure.Message}",
                $"its silos' logs say more; 'lab jobs {where.ClientOptions}' lists the cluster's jobs"));
            return ExitCodes.RuntimeFailed;
        }
    }

    private static async Task<int> TrainAsync(
        TrainingRequest request, bool asJson, LabTerminal terminal, CancellationToken cancellation)
    {
        RequireModelFolder(request.Model);
        TrainingProgress progress = new(terminal.Error);
        TrainingResult result = await TrainingRun.RunAsync(request, progress.On, cancellation);
        if (result.Result.Outcome == JobOutcome.Cancelled)
        {
            await terminal.Error.WriteLineAsync("interrupted: no model was saved");
            return terminal.InterruptedCode;
        }

        TrainingSummary summary = new(request, result);
        summary.Write(terminal.Out);
        if (request.Model is { } folder && result.Result is { Outcome: not JobOutcome.Diverged, Model: not null })
        {
            result.Save(folder);
            await terminal.Out.WriteLineAsync(terminal.Shorten(folder));
        }

        int exitCode = ExitCodeOf(result.Result.Outcome);
        if (summary.Complaint() is { } complaint)
        {
            UserErrors.Write(
                terminal.Error, ($"lab train {request.ProgramName}", complaint.Problem, complaint.Remedy));
        }

        if (asJson)
        {
            Arguments.WriteJson(terminal.Out, json => summary.Write(json, exitCode));
        }

        return exitCode;
    }

    private static int ExitCodeOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Converged or JobOutcome.Completed => ExitCodes.Sound,
        JobOutcome.Stuck => Verdicts.ExitCode(Verdict.Stuck, Expectation.Converges),
        _ => ExitCodes.NotConverged,
    };

    /// <summary>A folder with something else in it is not overwritten.</summary>
    private static void RequireModelFolder(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        bool isOther = File.Exists(folder) || (Directory.Exists(folder)
            && !File.Exists(Path.Combine(folder, SavedModel.IndexFile))
            && Directory.EnumerateFileSystemEntries(folder).Any());
        if (isOther)
        {
            throw new UserException(
                $"--model {folder}", "the folder exists and holds no model",
                "name a new folder, or the folder of a model to replace it");
        }
    }
}

/// <summary>The options of <c>lab train</c>: those of every program, and one for each key of the program.</summary>
internal sealed class TrainOptions
{
    private readonly ProgramDescriptor _program;
    private readonly string? _alias;
    private readonly ReadingOptions _reading = new("--format");
    private readonly List<(Option<string?> Option, string Key)> _own = [];
    private readonly List<(Option<string?> Option, string Key)> _files;
    private readonly Option<bool> _json = Arguments.Json();

    private readonly Option<string> _data = new("--data")
    {
        Description = "The file to learn from; gzip files are read as they are.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _test = new("--test", "--heldout")
    {
        Description = "A file of the same kind to test the model on.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _split =
        Text("--split", "N", "Learn from the first N rows of the file and test on the others.");

    private readonly Option<string?> _model = Text("--model", "DIR", "The folder to save the model in.");

    private readonly Option<string?> _from = Text("--from", "DIR", "A saved model to go on from, with its options.");

    private readonly Option<string?> _workers = Text("--workers", "N", "Workers; as many as cores if left out.");

    private readonly Option<string> _staleness = new("--staleness")
    {
        Description = "How many rounds workers may be apart; with 0 the same seed and workers give the same bytes.",
        HelpName = "S",
        DefaultValueFactory = _ => "0",
    };

    private readonly Option<string?> _seed =
        Arguments.SeedOption("The seed of everything random, a whole number; 1 if left out.");

    private readonly Option<string?> _epochs = Text("--epochs", "N", "Passes over the data, at most.");

    private readonly Option<string?> _tolerance = Text("--tolerance", "T", "The gap at which it has converged.");

    private readonly RuntimeOptions _runtime = new(Runtimes.DefaultForTraining);

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Set any key of the run's spec, such as cluster.shards=2; may be given several times.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Makes them; a key of ours whose name is taken is left to <c>--set</c>.</summary>
    /// <param name="program">What is trained.</param>
    /// <param name="alias">Its name in specs, if it is the user's own; null if it is ours.</param>
    /// <exception cref="SpecException">A key of the user's own program is taken.</exception>
    public TrainOptions(ProgramDescriptor program, string? alias)
    {
        (_program, _alias) = (program, alias);
        SortedSet<string> taken = new(
            Common.Select(option => option.Name).Concat(_reading.Names), StringComparer.Ordinal);
        IReadOnlyList<(string Key, string Yaml)> defaults = program.Defaults(form: null);
        foreach (OptionKey key in program.Forms.Append(program).SelectMany(form => form.Keys))
        {
            if (!taken.Add("--" + key.Name))
            {
                if (alias is not null)
                {
                    throw new SpecException(
                        alias, 0, $"its option '{key.Name}' is one of lab train, too", "rename the option");
                }

                continue;
            }

            string? chosen = defaults.FirstOrDefault(option => option.Key == key.Name).Yaml
                ?? (alias is null ? null : key.Default?.Trim('"'));
            string says = $"{char.ToUpperInvariant(key.Says[0])}{key.Says[1..]}";
            Option<string?> option = Text(
                "--" + key.Name, "VALUE", $"{says}{(chosen is null ? "" : $"; {chosen} by default")}.");
            option.Arity = key.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
            _own.Add((option, alias is null ? key.Name : "options." + key.Name));
        }

        _files = [.. program.Files.Select(file => (Text("--" + file.Key, "FILE", file.Says), file.Key))];
    }

    private Option[] Common =>
    [
        _data, _test, _split, _model, _from, _workers, _staleness, _seed, _epochs, _tolerance, .. _runtime.All, _set,
        _json,
    ];

    /// <summary>Adds them to a command, the program's own ones first.</summary>
    public void AddTo(Command command)
    {
        IEnumerable<Option> own = _files.Concat(_own).Select(named => named.Option);
        foreach (Option option in Common.Take(4).Concat(own).Concat(Common.Skip(4)))
        {
            command.Add(option);
        }

        _reading.AddTo(command);
    }

    /// <summary>Whether an object is asked for.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserException">An option makes no sense.</exception>
    /// <exception cref="SpecException">A setting makes no sense.</exception>
    public TrainingRequest Read(ParseResult parsed, LabTerminal terminal)
    {
        string data = Existing(parsed.GetRequiredValue(_data), _data, terminal);
        List<SpecOverride> settings = [.. _reading.Settings(parsed, terminal)];
        foreach ((Option<string?> option, string key) in _files.Prepend((_test, "test")))
        {
            if (parsed.GetValue(option) is { } given)
            {
                string file = Existing(given, option, terminal);
                settings.Add(new SpecOverride(
                    "data." + key, new OptionValue.Text(file).ToFlow(), $"{option.Name} {given}"));
            }
        }

        if (Whole(parsed, _split, least: 1) is { } split)
        {
            string first = split.ToString(System.Globalization.CultureInfo.InvariantCulture);
            settings.Add(new SpecOverride("data.split", first, $"--split {first}"));
        }

        foreach ((Option<string?> option, string key) in _own.Where(own => parsed.GetResult(own.Option) is not null))
        {
            string value = parsed.GetValue(option) ?? "true";
            settings.Add(new SpecOverride("program." + key, value, $"{option.Name} {value}"));
        }

        settings.AddRange(parsed.GetRequiredValue(_set).Select(SpecOverride.OfSet).Select(Allowed));
        RuntimeRequest runtime = _runtime.Read(parsed, terminal);
        return new TrainingRequest
        {
            Program = _program,
            Alias = _alias,
            Data = data,
            Settings = settings,
            Workers = Whole(parsed, _workers, least: 1),
            Staleness = Arguments.Whole(parsed, _staleness, least: 0),
            Seed = Arguments.Seed(parsed, _seed) ?? 1,
            Epochs = Whole(parsed, _epochs, least: 1),
            Tolerance = Positive(parsed, _tolerance),
            From = parsed.GetValue(_from) is { } from ? terminal.Name(from) : null,
            Model = parsed.GetValue(_model) is { } model ? terminal.Resolve(model) : null,
            Runtime = runtime.Name,
            Where = runtime,
        };
    }

    /// <summary>Keys that say what a run leaves behind, or that there are several, mean nothing here.</summary>
    private static SpecOverride Allowed(SpecOverride setting)
    {
        string[] sections =
        [
            "program", "data", "cluster", "consistency", "communication", "apply", "pipeline-depth", "units-per-round",
            "stop", "evaluate-every", "checkers",
        ];
        return sections.Contains(setting.Key.Split('.')[0])
            ? setting
            : throw new UserException(
                setting.Place,
                $"'{setting.Key}' is not for training",
                $"set a key of {string.Join(", ", sections)}, or write a spec for 'lab run'");
    }

    private static string Existing(string file, Option option, LabTerminal terminal) =>
        FileDataSpec.IsUrl(file) ? file
            : File.Exists(terminal.Resolve(file)) ? terminal.Name(file)
            : throw new UserException(
                $"{option.Name} {file}", "there is no such file",
                "check the name; a relative path starts in the current folder");

    private static int? Whole(ParseResult parsed, Option<string?> option, int least) =>
        parsed.GetValue(option) is null ? null : Arguments.Whole(parsed, option!, least);

    private static double? Positive(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is null ? null : Arguments.Number(parsed, option!, double.Epsilon);

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
