using Petuum.Lab.Core.Options;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Specs;

/// <summary>The machines, their network and what slows them.</summary>
public sealed record ClusterSpec
{
    /// <summary>Workers, at least 1.</summary>
    public required int Workers { get; init; }

    /// <summary>Shards, at least 1.</summary>
    public required int Shards { get; init; }

    /// <summary>Where shards run.</summary>
    public required ShardPlacement Placement { get; init; }

    /// <summary>The network; null if messages take no time.</summary>
    public required NetworkSpec? Network { get; init; }

    /// <summary>What computing costs.</summary>
    public required ComputeSpec Compute { get; init; }

    /// <summary>What slows workers; their factors multiply. Empty for uniform machines.</summary>
    public required ValueList<StragglerOptions> Stragglers { get; init; }
}

/// <summary>A network.</summary>
public sealed record NetworkSpec
{
    /// <summary>From card to card, in microseconds.</summary>
    public required LatencyOptions LatencyMicros { get; init; }

    /// <summary>Of each card, each way, in megabits (10⁶) a second, above 0; null is unlimited.</summary>
    public required double? BandwidthMbps { get; init; }

    /// <summary>What each message costs at each card besides its bytes, in microseconds, at least 0.</summary>
    public required long MessageMicros { get; init; }

    /// <summary>Whether messages between two machines arrive in the order sent.</summary>
    public required bool Ordered { get; init; }
}

/// <summary>What computing costs in virtual time.</summary>
public sealed record ComputeSpec
{
    /// <summary>
    /// Microseconds for each work unit that the program reports, at least 0 (<c>lab calibrate</c> measures it).
    /// </summary>
    public required double MicrosPerUnit { get; init; }

    /// <summary>Microseconds for each round besides, at least 0.</summary>
    public required long MicrosPerRound { get; init; }
}
