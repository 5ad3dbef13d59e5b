using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Specs.Validation;

/// <summary>
/// Matrix factorisation learns from ratings, topic models from bags of words, all others from rows of features.
/// </summary>
internal sealed class DataFitsProgram : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        DataKind wanted = spec.Program.Data;
        DataKind? given = spec.Data switch
        {
            GeneratedDataSpec generated => generated.Generator.Kind,
            FileDataSpec { Format: { } format } => DataFormats.KindOf(format),
            _ => null,
        };
        if (given is { } kind && kind != wanted)
        {
            return new SpecProblem(
                spec.Data is FileDataSpec ? "data.format" : "data.generate",
                $"'{spec.Program.Name}' learns from {NameOf(wanted)}, not from these data",
                $"use {ShortNameOf(wanted)}, or program {ProgramFor(kind)}");
        }

        return spec.Data switch
        {
            FileDataSpec { Similar: not null } when !spec.Program.Descriptor.TakesPairs => new SpecProblem(
                "data.similar", $"'{spec.Program.Name}' does not learn from pairs",
                $"remove it, or use program {ProgramWhere(program => program.TakesPairs)}"),
            FileDataSpec { Test: not null, TestShare: > 0 } => new SpecProblem(
                "data.test-share", "both 'test' and 'test-share' are given", "hold out a share, or name a file"),
            FileDataSpec { Test: not null, Split: not null } => new SpecProblem(
                "data.split", "both 'test' and 'split' are given", "split the file, or name another one"),
            { Split: not null } when wanted != DataKind.Regression =>
                new SpecProblem("data.split", "'split' is for rows of features", "use 'test-share'"),
            { TestShare: > 0 } when wanted == DataKind.Regression =>
                new SpecProblem("data.test-share", "'test-share' is for ratings and documents", "remove it"),
            _ => null,
        };
    }

    private static string NameOf(DataKind kind) => kind switch
    {
        DataKind.Regression => "rows of features with labels",
        DataKind.Ratings => "ratings",
        _ => "bags of words",
    };

    private static string ShortNameOf(DataKind kind) =>
        kind == DataKind.Regression ? "rows of features" : NameOf(kind);

    private static string ProgramFor(DataKind kind) => ProgramWhere(program => program.Data == kind);

    private static string ProgramWhere(Predicate<ProgramDescriptor> holds) =>
        ProgramRegistry.All.First(program => holds(program)).Name;
}

/// <summary>The files that a spec names.</summary>
internal sealed class FilesAreThere : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        foreach ((string key, string file) in FilesOf(spec))
        {
            if (!FileDataSpec.IsUrl(file) && !File.Exists(Path.Combine(facts.Folder, file)))
            {
                return new SpecProblem(
                    key, $"there is no file '{file}'", $"paths start from the spec's folder, {facts.Folder}");
            }
        }

        return null;
    }

    /// <summary>The files with the keys that name them.</summary>
    public static IEnumerable<(string Key, string File)> FilesOf(RunSpec spec)
    {
        if (spec.Data is FileDataSpec data)
        {
            yield return ("data.file", data.File);
            if (data.Labels is { } labels)
            {
                yield return ("data.labels", labels);
            }

            if (data.Vocab is { } vocab)
            {
                yield return ("data.vocab", vocab);
            }

            if (data is { Similar: { } similar, Dissimilar: { } dissimilar })
            {
                yield return ("data.similar", similar);
                yield return ("data.dissimilar", dissimilar);
            }

            if (data.Test is { } test)
            {
                yield return ("data.test", test);
            }
        }

        foreach (string trace in spec.Cluster.Stragglers.Select(straggler => straggler.File).OfType<string>())
        {
            yield return ("cluster.stragglers.file", trace);
        }
    }
}

/// <summary>A worker without samples would only wait.</summary>
internal sealed class EveryWorkerHasSamples : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.Cluster.Workers > facts.Samples
        ? new SpecProblem(
            "cluster.workers",
            $"{spec.Cluster.Workers} workers for {facts.Samples} {Samples(spec.Program.Data)}",
            "use fewer workers, or more data")
        : null;

    private static string Samples(DataKind kind) => kind switch
    {
        DataKind.Regression => "samples",
        DataKind.Ratings => "users",
        _ => "documents",
    };
}

/// <summary>What a program says about its options, given so many workers and features.</summary>
internal sealed class OptionsFitRun : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) =>
        spec.Program.Problem(spec.Cluster.Workers, facts.Features) is { } found
            ? new SpecProblem("program." + found.Key, found.Problem, found.Remedy)
            : null;
}

/// <summary>A shard without rows would serve nobody.</summary>
internal sealed class EveryShardHasRows : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.Cluster.Shards > facts.Rows
        ? new SpecProblem(
            "cluster.shards", $"{spec.Cluster.Shards} shards for {facts.Rows} rows",
            "use at most as many shards as the largest table has rows")
        : null;
}

/// <summary>A trace that shows nothing.</summary>
internal sealed class TraceIsWithinRun : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.Trace is { } trace &&
        trace.FromClock >= spec.Stop.Clocks
        ? new SpecProblem(
            "trace.from-clock", $"a trace from clock {trace.FromClock} of a run of {spec.Stop.Clocks} clocks",
            "write an earlier clock")
        : null;
}
