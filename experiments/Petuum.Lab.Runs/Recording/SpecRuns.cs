using System.Reflection;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Simulation.ValueBound;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Validation;
using Configuration = Petuum.Lab.Analysis.Results.Configuration;
using Runtimes = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Runs;

/// <summary>From a spec to runs that are ready to go, and from results back to what the spec says about them.</summary>
internal static class SpecRuns
{
    /// <summary>
    /// The assemblies that decide what is in a result folder, in a fixed order, each with the hash of its sources: that
    /// is the same in Debug and Release, and on every machine.
    /// </summary>
    private static readonly IReadOnlyList<string> Modules =
    [
        .. new[] { typeof(JobPlan), typeof(DataFile), typeof(ProgramRegistry), typeof(SimulatedCluster),
            typeof(RunResults),
            typeof(SpecReader), }
            .Append(typeof(SpecRuns))
            .Append(typeof(Files.AtomicFile))
            .Select(type => type.Assembly)
            .Select(assembly => $"{assembly.GetName().Name} {SourcesOf(assembly)}"),
    ];

    /// <summary>The runs of a spec's sweep, in its order; data are read when a run composes.</summary>
    /// <exception cref="SpecException">There is no such runtime, or the spec is wrong.</exception>
    public static IReadOnlyList<PreparedRun> Prepare(SpecFile file, RunRequest request, LabTerminal terminal)
    {
        Runtimes.RequireRuntime(request.Runtime);
        Composer composer = ComposerOf(file);
        IReadOnlyList<RunCase> cases = Sweep.Expand(file, request.Seed is { } seed ? [seed] : null);
        string specHash = RunHash.OfSpec(SpecOf(file, request));
        Dictionary<(DataSpec, ValueList<StragglerOptions>), string> fingerprints = [];
        List<PreparedRun> prepared = [];
        foreach (RunCase run in cases)
        {
            (DataSpec, ValueList<StragglerOptions>) files = (run.Spec.Data, run.Spec.Cluster.Stragglers);
            if (!fingerprints.TryGetValue(files, out string? fingerprint))
            {
                fingerprint = composer.Fingerprint(run);
                fingerprints.Add(files, fingerprint);
            }

            prepared.Add(Prepare(run, file, request, composer, (specHash, fingerprint)));
        }

        return prepared;
    }

    /// <summary>What the spec says about all its runs.</summary>
    /// <param name="file">The spec.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="folder">The sweep's folder: the spec that is kept there names its files from there.</param>
    /// <param name="runs">The finished runs, in the order of the sweep.</param>
    public static SweepResults Results(SpecFile file, RunRequest request, string folder, IReadOnlyList<RunResults> runs)
    {
        RunSpec spec = SpecOf(file, request);
        return new SweepResults
        {
            Name = spec.Name,
            Title = spec.Reproduces is { } claim ? $"{claim.Id}: {claim.Claim}" : spec.Name,
            Question = spec.Question,
            SpecYaml = Canonical.Write(Moved(spec, file.Folder, folder)),
            SpecHash = runs.Count > 0 ? runs[0].Manifest.SpecHash : RunHash.OfSpec(spec),
            Runs = runs,
        };
    }

    /// <summary>The set-up of a sweep in a sentence.</summary>
    public static string SetUp(SweepResults sweep)
    {
        IEnumerable<RunConditions> conditions = sweep.Runs.Select(run => run.Manifest.Conditions);
        string Say(Func<RunConditions, string> of) =>
            string.Join(" or ", conditions.Select(of).Distinct(StringComparer.Ordinal));
        int seeds = sweep.Runs.Select(run => run.Manifest.Seed).Distinct().Count();
        string stragglers = Say(condition => condition.Stragglers);
        return $"{Say(condition => condition.Program)} on {Say(condition => condition.Data)}; "
            + $"{Say(condition => condition.Workers.ToString())} workers, "
            + $"{Say(condition => condition.Shards.ToString())} shards, "
            + $"{(stragglers == RunConditions.None ? "no stragglers" : stragglers)}; {seeds} seeds";
    }

    /// <summary>
    /// What speaks against random scheduling before it is run, [S16]'s and Shotgun's bound; empty if nothing does.
    /// </summary>
    public static IReadOnlyList<Finding> DoubtsBefore(SpecFile file)
    {
        RunCase? random = Sweep.Expand(file).FirstOrDefault(run => run.Spec.Program.UncheckedParallelism is not null);
        return random is null
            ? []
            : [.. SpecAnalysers.Run(file, seeds: null, ComposerOf(file).SafeParallelism(random))
                .Where(finding => finding.Code is not ("staleness-without-delay" or "few-seeds"))];
    }

    /// <summary>What Directory.Build.targets stated.</summary>
    private static string SourcesOf(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(stated => stated.Key == "Sources").Value!;

    private static PreparedRun Prepare(
        RunCase run, SpecFile file, RunRequest request, Composer composer, (string Spec, string Data) hashes)
    {
        IReadOnlyList<SweptKey> keys = [.. run.Swept.Select(swept => new SweptKey(swept.Name, swept.Text))];
        return new PreparedRun
        {
            Manifest = new RunManifest
            {
                Spec = run.Spec.Name,
                Run = RunHash.Of(run, hashes.Data, [request.Where, .. Modules]),
                SpecHash = hashes.Spec,
                Seed = run.Seed,
                Keys = keys,
                Runtime = request.Runtime,
                Expect = run.Spec.Expect,
                Conditions = ConditionTexts.Of(run.Spec),
                DataFingerprint = hashes.Data,
                Modules = Modules,
                SpecYaml = Canonical.Write(run.Spec),
            },
            Label = string.Join(" · ", [.. keys.Select(key => Say(key)), $"seed {run.Seed}"]),
            ClocksMax = run.Spec.Stop.Clocks,
            CreateCheckers = run.Spec.Checkers ? plan => new CheckerSuite(plan) : null,
            EventLog = run.Spec.EventLog,
            Trace = run.Spec.Trace,
            Command = CommandOf(file, request, run),
            Compose = () => Compose(composer.Compose(run, request.PlannedFor), request),
        };
    }

    private static Composer ComposerOf(SpecFile file) => new(file.Folder) { Gate = plan => new ValueBoundLedger(plan) };

    private static RunWork Compose(ComposedRun run, RunRequest request)
    {
        ICluster cluster = request.Session is { } session
            ? session.CreateCluster(run)
            : Runtimes.CreateCluster(request.Runtime, run);
        return cluster is SimulatedCluster simulated
            ? new RunWork(run.Plan, cluster, new SimulatedAccounts(simulated), IsSimulated: true, run.Data)
            {
                Program = run.Program,
            }
            : new RunWork(run.Plan, cluster, new ObservedAccounts(), IsSimulated: false, run.Data)
            {
                Program = run.Program,
                IsRemote = request.Session is { IsRemote: true },
            };
    }

    /// <summary>The spec that is really run: one seed if one was asked for.</summary>
    private static RunSpec SpecOf(SpecFile file, RunRequest request) =>
        request.Seed is { } seed ? file.Spec with { Seeds = [seed] } : file.Spec;

    /// <summary>The command that runs one case alone; combinations that have a name are all run.</summary>
    private static string CommandOf(SpecFile file, RunRequest request, RunCase run)
    {
        IEnumerable<string> sets = file.Spec.Sweep.SelectMany(axis => axis.Values
            .Where(value => value.Assignments.Count == 1 && value.Assignments[0].Key == axis.Key
                && run.Swept.Contains(new NamedText(axis.Key, value.Text)))
            .Select(value => $" --set '{axis.Key}={value.Assignments[0].Yaml}'"));
        IEnumerable<string> asked = request.Overrides.Select(setting => $" --set '{setting}'");
        string where = request.RuntimeOptions.Length > 0 ? " " + request.RuntimeOptions : "";
        return $"lab run {ShellText.Quote(file.Path)}{string.Concat(asked.Concat(sets))} --seed {run.Seed}{where} "
            + "--force";
    }

    private static string Say(SweptKey key) => $"{Configuration.ShortName(key.Name)} {key.Value}";

    /// <summary>The same spec in another folder: relative paths are rewritten to start from there.</summary>
    private static RunSpec Moved(RunSpec spec, string from, string to)
    {
        string Move(string path) => Path.IsPathRooted(path) || FileDataSpec.IsUrl(path)
            ? path
            : Path.GetRelativePath(
                Path.GetFullPath(to), Path.GetFullPath(path, Path.GetFullPath(from))).Replace('\\', '/');
        return spec with
        {
            Data = spec.Data is FileDataSpec data
                ? data with
                {
                    File = Move(data.File),
                    Labels = data.Labels is { } labels ? Move(labels) : null,
                    Test = data.Test is { } test ? Move(test) : null,
                }
                : spec.Data,
            Cluster = spec.Cluster with
            {
                Stragglers = [.. spec.Cluster.Stragglers.Select(straggler =>
                    straggler.File is { } trace ? straggler with { File = Move(trace) } : straggler)],
            },
        };
    }
}
