using Petuum.Lab.Datasets;

namespace Petuum.Lab.Experiments.Specs.Validation;

/// <summary>Matrix factorisation learns from ratings, all others from rows of features.</summary>
internal sealed class DataFitsProgram : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        bool wantsRatings = spec.Program is MfSpec;
        bool? hasRatings = spec.Data switch
        {
            GeneratedRatingsSpec => true,
            FileDataSpec { Format: { } format } => DataFormats.KindOf(format) == DataKind.Ratings,
            FileDataSpec => null,
            _ => false,
        };
        if (hasRatings is { } ratings && ratings != wantsRatings)
        {
            return new SpecProblem(
                spec.Data is FileDataSpec ? "data.format" : "data.generate",
                $"'{spec.Program.Name}' learns from {(wantsRatings ? "ratings" : "rows of features with labels")}, "
                    + "not from these data",
                wantsRatings ? "use ratings, or program lasso" : "use rows of features, or program mf");
        }

        return spec.Data switch
        {
            FileDataSpec { Similar: not null } when spec.Program is not DmlSpec => new SpecProblem(
                "data.similar", $"'{spec.Program.Name}' does not learn from pairs", "remove it, or use program dml"),
            FileDataSpec { Test: not null, TestShare: > 0 } => new SpecProblem(
                "data.test-share", "both 'test' and 'test-share' are given", "hold out a share, or name a file"),
            { TestShare: > 0 } when !wantsRatings =>
                new SpecProblem("data.test-share", "'test-share' is for ratings", "remove it"),
            _ => null,
        };
    }
}

/// <summary>The files that a spec names.</summary>
internal sealed class FilesAreThere : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        foreach ((string key, string file) in FilesOf(spec))
        {
            if (!DataCache.IsUrl(file) && !File.Exists(Path.Combine(facts.Folder, file)))
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

        foreach (TraceStragglerSpec trace in spec.Cluster.Stragglers.OfType<TraceStragglerSpec>())
        {
            yield return ("cluster.stragglers.file", trace.File);
        }
    }
}

/// <summary>A worker without samples would only wait.</summary>
internal sealed class EveryWorkerHasSamples : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.Cluster.Workers > facts.Samples
        ? new SpecProblem(
            "cluster.workers",
            $"{spec.Cluster.Workers} workers for {facts.Samples} {(spec.Program is MfSpec ? "users" : "samples")}",
            "use fewer workers, or more data")
        : null;
}

/// <summary>A round cannot work on more coefficients than there are.</summary>
internal sealed class ParallelismFitsFeatures : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.Program is LassoSpec lasso &&
        lasso.Parallelism > facts.Features
        ? new SpecProblem(
            "program.parallelism", $"a parallelism of {lasso.Parallelism} for {facts.Features} features",
            "write at most the number of features")
        : null;
}

/// <summary>Two workers cannot have one block of items in the same round.</summary>
internal sealed class EveryWorkerHasABlock : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.Program is MfSpec { Blocks: { } blocks } &&
        blocks < spec.Cluster.Workers
        ? new SpecProblem(
            "program.blocks", $"{blocks} blocks of items for {spec.Cluster.Workers} workers",
            "use at least as many blocks as workers")
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
