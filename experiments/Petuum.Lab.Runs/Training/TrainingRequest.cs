using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Training;

/// <summary>What <c>lab train</c> was asked for.</summary>
internal sealed record TrainingRequest
{
    /// <summary>What is trained.</summary>
    public required ProgramDescriptor Program { get; init; }

    /// <summary>Its name in specs, where it is not the descriptor's: a file and a type.</summary>
    public string? Alias { get; init; }

    /// <summary>Its name in specs.</summary>
    public string ProgramName => Alias ?? Program.Name;

    /// <summary>The file to learn from, as it is read from here.</summary>
    public required string Data { get; init; }

    /// <summary>Keys that the command line sets, in order; later ones win.</summary>
    public required IReadOnlyList<SpecOverride> Settings { get; init; }

    /// <summary>Workers; null for as many as there are cores, and no more than samples.</summary>
    public required int? Workers { get; init; }

    /// <summary>s.</summary>
    public required int Staleness { get; init; }

    /// <summary>The seed of all chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Passes over the data; null for the program's own number.</summary>
    public required int? Epochs { get; init; }

    /// <summary>The gap at which it has converged; null if it was not given.</summary>
    public required double? Tolerance { get; init; }

    /// <summary>The folder of the model to go on from; null to start afresh.</summary>
    public required string? From { get; init; }

    /// <summary>The folder to save the model in; null to save none.</summary>
    public required string? Model { get; init; }

    /// <summary>The runtime's name.</summary>
    public required string Runtime { get; init; }

    /// <summary>How that is to be opened; null if there is nothing to say about it.</summary>
    public RuntimeRequest? Where { get; init; }
}
