using Petuum.Lab.Core.Options;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Experiments.Specs;

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
    public required ValueList<StragglerSpec> Stragglers { get; init; }
}

/// <summary>A network.</summary>
public sealed record NetworkSpec
{
    /// <summary>From card to card, in microseconds.</summary>
    public required LatencySpec LatencyMicros { get; init; }

    /// <summary>Of each card, each way, in megabits (10⁶) a second, above 0; null is unlimited.</summary>
    public required double? BandwidthMbps { get; init; }

    /// <summary>What each message costs at each card besides its bytes, in microseconds, at least 0.</summary>
    public required long MessageMicros { get; init; }

    /// <summary>Whether messages between two machines arrive in the order sent.</summary>
    public required bool Ordered { get; init; }
}

/// <summary>A distribution of latencies.</summary>
public abstract record LatencySpec
{
    private protected LatencySpec()
    {
    }
}

/// <summary>Always the same, at least 0 microseconds.</summary>
public sealed record ConstantLatencySpec(long Micros) : LatencySpec;

/// <summary>Uniform between two bounds, both included, in microseconds, 0 ≤ low ≤ high.</summary>
public sealed record UniformLatencySpec(long LowMicros, long HighMicros) : LatencySpec;

/// <summary>
/// A floor and above it an exponential delay; the mean includes the floor. In microseconds, 0 ≤ floor ≤ mean.
/// </summary>
public sealed record ExponentialLatencySpec : LatencySpec
{
    /// <summary>The mean, floor included.</summary>
    public required double MeanMicros { get; init; }

    /// <summary>What no message beats.</summary>
    public required double FloorMicros { get; init; }
}

/// <summary>Log-normal: most messages near the median, a few much later.</summary>
public sealed record LogNormalLatencySpec : LatencySpec
{
    /// <summary>The mean in microseconds, above 0.</summary>
    public required double MeanMicros { get; init; }

    /// <summary>Standard deviation of the logarithm, at least 0.</summary>
    public required double Sigma { get; init; }
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

/// <summary>Something that slows workers (PAPERS D8).</summary>
public abstract record StragglerSpec
{
    private protected StragglerSpec()
    {
    }

    /// <summary>The name in specs: <c>slow-worker</c>.</summary>
    public abstract string Model { get; }
}

/// <summary>FlexRR's slow worker: at each of 10 points of a round, with a chance of 1 %, a worker is delayed.</summary>
public sealed record SlowWorkerSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "slow-worker";

    /// <summary>d: the mean delay as a percentage of the round's computing, above 0.</summary>
    public required double DelayPercent { get; init; }
}

/// <summary>FlexRR's disrupted machine: now and then other processes take a share of it.</summary>
public sealed record DisruptedSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "disrupted";

    /// <summary>Busy processes per core while disrupted: computing takes 1 + this times as long, above 0.</summary>
    public required double Intensity { get; init; }

    /// <summary>How often a disruption is decided and how long it lasts, in microseconds, above 0.</summary>
    public required long PeriodMicros { get; init; }

    /// <summary>The chance of one in each period, 0 … 1.</summary>
    public required double Probability { get; init; }
}

/// <summary>FlexRR's power law: a worker's round takes a factor x ≥ 1 longer, with density (α − 1)·x^−α.</summary>
public sealed record PowerLawSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "power-law";

    /// <summary>The exponent, above 2; FlexRR uses 4, 7 and 11.</summary>
    public required double Alpha { get; init; }
}

/// <summary>Some machines are always slower.</summary>
public sealed record PersistentSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "persistent";

    /// <summary>The share of workers that are slow, 0 … 1.</summary>
    public required double Share { get; init; }

    /// <summary>Their speed as a share of the others', above 0, at most 1.</summary>
    public required double Speed { get; init; }
}

/// <summary>A measured trace, replayed: CSV with worker, clock, factor.</summary>
public sealed record TraceStragglerSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "trace";

    /// <summary>As written: relative to the spec's folder, or absolute.</summary>
    public required string File { get; init; }
}
