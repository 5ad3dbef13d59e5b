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
    public required SpecList<StragglerSpec> Stragglers { get; init; }
}

/// <summary>Where shards run.</summary>
public enum ShardPlacement
{
    /// <summary>On machines of their own.</summary>
    Dedicated,

    /// <summary>On the workers' machines, sharing their network cards.</summary>
    OnWorkers,
}

/// <summary>A network.</summary>
public sealed record NetworkSpec
{
    /// <summary>From card to card, in microseconds.</summary>
    public required LatencySpec LatencyMicros { get; init; }

    /// <summary>Of each card, each way, in megabits (10⁶) a second, above 0; null is unlimited.</summary>
    public required double? BandwidthMbps { get; init; }

    /// <summary>What each message costs at each card besides its bytes, in microseconds, at least 0.</summary>
    public required double MessageMicros { get; init; }

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
public sealed record ConstantLatency(double Micros) : LatencySpec;

/// <summary>Uniform between two bounds, in microseconds, 0 ≤ low ≤ high.</summary>
public sealed record UniformLatency(double LowMicros, double HighMicros) : LatencySpec;

/// <summary>A fixed part and an exponential one, in microseconds, both at least 0.</summary>
public sealed record ExponentialLatency(double BaseMicros, double MeanMicros) : LatencySpec;

/// <summary>What computing costs in virtual time.</summary>
public sealed record ComputeSpec
{
    /// <summary>Microseconds for each work unit that the program reports, at least 0 (<c>lab calibrate</c> measures it).</summary>
    public required double MicrosPerUnit { get; init; }

    /// <summary>Microseconds for each round besides, at least 0.</summary>
    public required double MicrosPerRound { get; init; }
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

/// <summary>FlexRR's slow worker: at each of some points of a clock a worker may be delayed.</summary>
public sealed record SlowWorkerSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "slow-worker";

    /// <summary>d: a delay is uniform in 0 … 2·d % of the clock's computing, above 0.</summary>
    public required double DelayPercent { get; init; }

    /// <summary>Points in a clock, at least 1.</summary>
    public required int Points { get; init; }

    /// <summary>The chance of a delay at each, 0 … 1.</summary>
    public required double Probability { get; init; }
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

/// <summary>FlexRR's power law: the slowdown of a clock is Pareto-distributed, 1 at the least.</summary>
public sealed record PowerLawSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "power-law";

    /// <summary>The exponent, above 1; FlexRR uses 4, 7 and 11.</summary>
    public required double Alpha { get; init; }
}

/// <summary>Some machines are always slower.</summary>
public sealed record PersistentSpec : StragglerSpec
{
    /// <inheritdoc/>
    public override string Model => "persistent";

    /// <summary>The share of workers that are slow, 0 … 1.</summary>
    public required double Share { get; init; }

    /// <summary>Their speed, above 0; 1 is the others'.</summary>
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
