using System.CommandLine;
using System.Reflection;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Own;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Experiments.Specs.Keys;
using Petuum.Lab.Experiments.Specs.Reading;
using Petuum.Lab.Experiments.Training;
using Petuum.Lab.Simulation.Checkers;
using Runtimes = Petuum.Lab.Experiments.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab train PROGRAM</c>: from a file to a saved model.</summary>
internal static class TrainCommand
{
    /// <summary>The command and one below it for each program, and for that of the user's own that was typed.</summary>
    /// <exception cref="SpecException">There is no such program.</exception>
    public static Command Create(LabTerminal terminal, IReadOnlyList<string> args)
    {
        Command train = new("train", "Learn from a data file and save the model.");
        foreach (TrainingProgram program in TrainingPrograms.All)
        {
            train.Add(Create(program.Name, program, terminal));
        }

        if (args is ["train", string typed, ..] && OwnSpec.IsOwn(typed))
        {
            train.Add(Create(typed, OwnTraining.Load(terminal.Name(typed)), terminal));
        }

        train.SetAction(LabHelp.Show);
        return train;
    }

    private static Command Create(string name, TrainingProgram program, LabTerminal terminal)
    {
        TrainOptions options = new(program);
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
            await terminal.Error.WriteLineAsync($"lab train {request.Program.Name}: {said}");
            return ExitCodes.CheckerFailed;
        }
        catch (MachineFailedException failure) when (request.Where is { Gateway: not null } where)
        {
            UserErrors.Write(terminal.Error, (
                $"lab train {request.Program.Name}",
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
        TrainingResult result = await TrainingRun.RunAsync(request, progress.On, watch: null, cancellation);
        if (result.Result.Outcome == JobOutcome.Cancelled)
        {
            await terminal.Error.WriteLineAsync("interrupted: no model was saved");
            return terminal.InterruptedCode;
        }

        TrainingSummary summary = new(request, result);
        summary.Write(terminal.Out);
        if (request.Model is { } folder && result.Result is { Outcome: not JobOutcome.Diverged, Model: not null })
        {
            result.Save(folder, request.Program);
            await terminal.Out.WriteLineAsync(terminal.Shorten(folder));
        }

        int exitCode = ExitCodeOf(result.Result.Outcome);
        if (summary.Complaint() is { } complaint)
        {
            UserErrors.Write(
                terminal.Error, ($"lab train {request.Program.Name}", complaint.Problem, complaint.Remedy));
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
            && !File.Exists(Path.Combine(folder, ModelFolder.IndexFile))
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
    private readonly TrainingProgram _program;
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

    /// <summary>Makes them; a key whose name is taken is left to <c>--set</c>.</summary>
    public TrainOptions(TrainingProgram program)
    {
        _program = program;
        SortedSet<string> taken = new(
            Common.Select(option => option.Name).Concat(_reading.Names), StringComparer.Ordinal);
        IEnumerable<(string Name, string Says, bool IsSwitch)> keys = ProgramKeys.Program.All
            .Where(variant => program.Sections.Contains(variant.Word))
            .SelectMany(variant => variant.Keys)
            .Where(key => key.Name != "name");
        foreach ((string name, string says, bool isSwitch) in keys.Where(key => taken.Add("--" + key.Name)))
        {
            string? standard = program.Defaults().FirstOrDefault(option => option.Key == name).Yaml;
            Option<string?> option = Text(
                "--" + name,
                "VALUE",
                $"{char.ToUpperInvariant(says[0])}{says[1..]}{(standard is null ? "" : $"; {standard} by default")}.");
            option.Arity = isSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
            _own.Add((option, name));
        }

        if (program is OwnTraining { Program: { } own })
        {
            foreach (PropertyInfo property in own.Options)
            {
                string key = OwnProgram.KeyOf(property);
                if (!taken.Add("--" + key))
                {
                    throw new SpecException(
                        program.Name, 0, $"its option '{key}' is one of lab train, too", "rename the property");
                }

                _own.Add((
                    Text("--" + key, "VALUE", $"{own.DefaultOf(property)} by default."), "options." + key));
            }
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
                    "data." + key, new SpecValue.Text(file).ToFlow(), $"{option.Name} {given}"));
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
        DataCache.IsUrl(file) ? file
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
