using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A run that is about to happen: what its folder will say, and how to get going.</summary>
internal sealed record PreparedRun
{
    /// <summary>What <c>run.json</c> says; <see cref="RunManifest.Run"/> is the folder's name.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>What sets it apart from the others of its sweep, its seed included, for people.</summary>
    public required string Label { get; init; }

    /// <summary>The clock at which it ends at the latest.</summary>
    public required int ClocksMax { get; init; }

    /// <summary>Makes the checkers that watch every event; null if none do.</summary>
    public required Func<JobPlan, IRunObserver>? CreateCheckers { get; init; }

    /// <summary>Whether <c>events.jsonl.gz</c> is written.</summary>
    public required bool EventLog { get; init; }

    /// <summary>The clocks drawn in <c>trace.json</c>; null for no trace.</summary>
    public required TraceSpec? Trace { get; init; }

    /// <summary>The command that runs this one alone, for messages.</summary>
    public required string Command { get; init; }

    /// <summary>Reads the data and builds plan and cluster; a fresh one each time.</summary>
    public required Func<RunWork> Compose { get; init; }
}

/// <summary>A plan and the cluster that runs it.</summary>
/// <param name="Plan">What is run.</param>
/// <param name="Cluster">On what.</param>
/// <param name="Accounts">The cluster's books.</param>
/// <param name="IsSimulated">Whether times are virtual.</param>
/// <param name="Data">What is learnt from.</param>
internal sealed record RunWork(
    JobPlan Plan, ICluster Cluster, IRunAccounts Accounts, bool IsSimulated, LoadedData Data)
{
    /// <summary>What is known of the program.</summary>
    public required ProgramDescriptor Program { get; init; }

    /// <summary>Whether it runs in other processes, from where events come without what they are about.</summary>
    public bool IsRemote { get; init; }
}
