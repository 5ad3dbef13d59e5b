using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Specs.Own;

namespace Petuum.Lab.Specs.Validation;

/// <summary>Refuses a run that cannot mean anything, for one reason.</summary>
internal interface ISpecValidator
{
    /// <summary>What is wrong; null if nothing is, or if too little is known yet.</summary>
    SpecProblem? Check(RunSpec spec, RunFacts facts);
}

/// <summary>What is wrong with a spec, at one of its keys.</summary>
internal sealed record SpecProblem(string Key, string Problem, string Remedy);

/// <summary>What is known about a run besides its spec; null where it is not known yet.</summary>
/// <param name="Folder">What relative paths start from.</param>
internal sealed record RunFacts(string Folder)
{
    /// <summary>The runtime: <c>simulated</c>.</summary>
    public string? Runtime { get; init; }

    /// <summary>What is divided among workers: samples, users of ratings, or documents.</summary>
    public int? Samples { get; init; }

    /// <summary>What is scheduled: features.</summary>
    public int? Features { get; init; }

    /// <summary>Rows of the largest table.</summary>
    public int? Rows { get; init; }

    /// <summary>With what the data's spec says about its size.</summary>
    public RunFacts With(DataSpec data) => data is GeneratedDataSpec generated
        ? this with { Samples = Samples ?? generated.Samples, Features = Features ?? generated.Features }
        : this;
}

/// <summary>All validators.</summary>
internal static class SpecValidators
{
    private static readonly ISpecValidator[] All =
    [
        new DataFitsProgram(),
        new FilesAreThere(),
        new TablesAreTheProgram(),
        new EagernessIsBounded(),
        new BspIsClocked(),
        new VapArrives(),
        new DepthNeedsSchedule(),
        new UnitsNeedDataParallelism(),
        new EveryWorkerHasSamples(),
        new OptionsFitRun(),
        new EveryShardHasRows(),
        new EarlyRowsArrive(),
        new TraceIsWithinRun(),
    ];

    /// <summary>Refuses a configuration.</summary>
    /// <exception cref="SpecException">At the line of the key that is to blame.</exception>
    public static void Check(Configuration configuration, RunFacts facts)
    {
        if (Find(configuration.Spec, facts) is { } found)
        {
            SpecPlace place = configuration.Places.Of(found.Key);
            throw new SpecException(place.Path, place.Line, found.Problem, found.Remedy);
        }
    }

    /// <summary>The first problem; null if there is none.</summary>
    public static SpecProblem? Find(RunSpec spec, RunFacts facts)
    {
        spec = spec with { Program = OwnPrograms.ResolveIfThere(spec.Program, facts.Folder) };
        RunFacts known = facts.With(spec.Data);
        foreach (ISpecValidator validator in All)
        {
            if (validator.Check(spec, known) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>The policies of a spec with the keys they stand at.</summary>
    public static IEnumerable<(string Key, PolicyOptions Policy)> Policies(RunSpec spec) =>
        spec.Consistency.Tables
            .Select(table => ($"consistency.tables.{table.Table}", table.Policy))
            .Prepend(("consistency", spec.Consistency));
}
