using System.Globalization;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Keys;
using Petuum.Lab.Specs.Own;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Runs.Training;

/// <summary>
/// The spec of a training run: the program's defaults, then the options of the model it goes on from, then what the
/// command line says. From there on it is run like any other.
/// </summary>
internal sealed class TrainingSpec
{
    private const string ProgramPrefix = "program.";
    private const string FormKey = "program.form";
    private const double DivergenceFactor = 1.5;
    private readonly TrainingRequest _request;
    private readonly HashSet<string> _given;
    private readonly SpecFile _file;

    private TrainingSpec(TrainingRequest request, HashSet<string> given, SpecFile file) =>
        (_request, _given, _file) = (request, given, file);

    /// <summary>What the keys of the program's options begin with in this spec.</summary>
    private string Prefix => OwnName.IsOwn(_request.ProgramName) ? ProgramPrefix + "options." : ProgramPrefix;

    /// <summary>The spec before the data are known.</summary>
    public RunSpec Spec => _file.Spec;

    /// <summary>The folder that its paths start from.</summary>
    public string Folder => _file.Folder;

    /// <summary>Puts it together.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="start">The model to go on from; null if there is none.</param>
    /// <exception cref="SpecException">A key or value is wrong; the place is what the user typed.</exception>
    public static TrainingSpec Read(TrainingRequest request, SavedModel? start)
    {
        bool goesOn = start?.Program.Name == request.ProgramName;
        List<SpecOverride> own = goesOn ? OptionsOf(start!) : [];
        own.AddRange(request.Settings);
        HashSet<string> given = new(own.Select(setting => setting.Key), StringComparer.Ordinal);
        string command = $"lab train {ShortName(request)}";
        string? form = own.LastOrDefault(setting => setting.Key == FormKey)?.Yaml;
        IEnumerable<SpecOverride> defaults = (goesOn ? [] : request.Program.Defaults(form))
            .Where(option => !IsReplaced(request.Program, option.Key, given))
            .Select(option => new SpecOverride(ProgramPrefix + option.Key, option.Yaml, command));
        IEnumerable<SpecOverride> inherited = own.Where(setting =>
            request.Settings.Contains(setting)
            || !IsReplaced(
                request.Program,
                setting.Key[ProgramPrefix.Length..],
                [.. request.Settings.Select(asked => asked.Key)]));
        return new TrainingSpec(
            request, given, SpecReader.Read(Frame(request), command, [.. defaults, .. inherited]));
    }

    /// <summary>The run, now that the data are known.</summary>
    public RunCase Fit(LoadedData data)
    {
        int workers = Math.Min(_request.Workers ?? Environment.ProcessorCount, Math.Max(1, data.Samples));
        RunSpec spec = Spec with
        {
            Seeds = [_request.Seed],
            Cluster = Spec.Cluster with { Workers = Given("cluster.workers") ? Spec.Cluster.Workers : workers },
        };
        if (_request.Workers is { } asked)
        {
            spec = spec with { Cluster = spec.Cluster with { Workers = asked } };
        }

        if (!Given("cluster.shards"))
        {
            int rows = OwnPrograms.Resolve(spec.Program, Folder).RowsOfLargestTable(data);
            spec = spec with { Cluster = spec.Cluster with { Shards = Math.Clamp(spec.Cluster.Workers, 1, rows) } };
        }

        int workersNow = spec.Cluster.Workers;
        ProgramChoice program = OwnPrograms.Resolve(spec.Program, Folder).Fitted(new TrainingFacts
        {
            Data = data,
            Workers = workersNow,
            Staleness = Composer.PolicyOf(spec.Consistency, spec.Program.TableNames[0]).Staleness,
            IsGiven = key => Given(Prefix + key),
        });
        spec = spec with { Program = program };
        int perEpoch = program.ClocksPerEpoch(data, workersNow);
        long clocks = (long)perEpoch * (_request.Epochs ?? _request.Program.Epochs);
        double? tolerance = _request.Tolerance ?? (_request.Epochs is null ? _request.Program.Tolerance : null);
        spec = spec with
        {
            EvaluateEvery = Given("evaluate-every") ? spec.EvaluateEvery : program.EvaluateEvery(data, workersNow),
            Stop = spec.Stop with
            {
                Clocks = Given("stop.clocks") ? spec.Stop.Clocks : (int)Math.Min(clocks, int.MaxValue),
                Tolerance = Given("stop.tolerance") ? spec.Stop.Tolerance : tolerance,
                DivergenceFactor = Given("stop.divergence-factor") ? spec.Stop.DivergenceFactor : DivergenceFactor,
            },
        };
        return new RunCase(spec, _request.Seed, []) { Places = _file.Configurations[0].Places };
    }

    private bool Given(string key) => _given.Contains(key);

    /// <summary>The program's name without file and namespace, if it is of the user's own.</summary>
    private static string ShortName(TrainingRequest request) => request.ProgramName.Split('.', '#')[^1];

    /// <summary>What does not depend on the program.</summary>
    private static YamlMappingNode Frame(TrainingRequest request)
    {
        YamlMappingNode consistency = request.Staleness == 0
            ? new() { { "policy", Word("bsp") } }
            : new() { { "policy", Word("ssp") }, { "staleness", Word(request.Staleness) } };
        return new()
        {
            { "name", Word($"train-{ShortName(request)}") },
            { "program", new YamlMappingNode { { ProgramShape.NameKey, Text(request.ProgramName) } } },
            { "data", new YamlMappingNode { { "file", Text(request.Data) } } },
            { "cluster", new YamlMappingNode { { "workers", Word(1) }, { "shards", Word(1) } } },
            { "consistency", consistency },
            { "stop", new YamlMappingNode { { "clocks", Word(1) } } },
            { "seeds", new YamlSequenceNode(Word(request.Seed)) },
            { "checkers", Word("off") },
        };
    }

    private static YamlScalarNode Word<T>(T word) =>
        new(Convert.ToString(word, CultureInfo.InvariantCulture)) { Style = ScalarStyle.Plain };

    private static YamlScalarNode Text(string text) => new(text) { Style = ScalarStyle.DoubleQuoted };

    /// <summary>The options of the model's program, as if the user had given them.</summary>
    private static List<SpecOverride> OptionsOf(SavedModel start)
    {
        OptionValue.Map options = (OptionValue.Map)ProgramShape.Program.Write(start.Program);
        return
        [
            .. options.Entries
                .Where(option => option.Key != ProgramShape.NameKey)
                .Select(option => new SpecOverride(
                    ProgramPrefix + option.Key, option.Value.ToFlow(), $"the options of {start.IndexPath}")),
        ];
    }

    /// <summary>Whether another key of the same choice is set.</summary>
    private static bool IsReplaced(ProgramDescriptor program, string key, IReadOnlyCollection<string> set) =>
        program.Alternatives.Contains(key)
        && program.Alternatives.Any(other => other != key && set.Contains(ProgramPrefix + other));
}
