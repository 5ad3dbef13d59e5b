using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>What a program is made from, besides its options.</summary>
public sealed record ProgramInput
{
    /// <summary>What is learnt from; where only a worker's part of it is, that part.</summary>
    public required LoadedData Data { get; init; }

    /// <summary>The seed of the program's chance.</summary>
    public required Seed Seed { get; init; }

    /// <summary>How many workers there are, at least 1.</summary>
    public required int Workers { get; init; }

    /// <summary>When shards apply updates.</summary>
    public required ApplyMode Apply { get; init; }

    /// <summary>The policy of a table, by its name.</summary>
    public required Func<string, ConsistencyPolicy> PolicyOf { get; init; }

    /// <summary>The model to go on from; null to start afresh.</summary>
    public SavedModel? Start { get; init; }

    /// <summary>s of a table, by its name; null if it has no bound.</summary>
    public int? StalenessOf(string table) => PolicyOf(table).Staleness;
}

/// <summary>What is known where <c>lab train</c> chooses what was not said.</summary>
public sealed record TrainingFacts
{
    /// <summary>What is learnt from.</summary>
    public required LoadedData Data { get; init; }

    /// <summary>Workers.</summary>
    public required int Workers { get; init; }

    /// <summary>The bound on staleness; null if there is none.</summary>
    public required int? Staleness { get; init; }

    /// <summary>Whether the user, or the model that is gone on from, gives an option of the program.</summary>
    public required Predicate<string> IsGiven { get; init; }
}

/// <summary>What is wrong with options in a run.</summary>
/// <param name="Key">The option that is to blame.</param>
/// <param name="Problem">What is wrong, with what was seen.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record OptionProblem(string Key, string Problem, string Remedy);
