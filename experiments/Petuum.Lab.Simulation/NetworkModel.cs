namespace Petuum.Lab.Simulation;

/// <summary>Which hosts shards run on.</summary>
public enum ShardPlacement
{
    /// <summary>Each shard on a host of its own.</summary>
    Dedicated,

    /// <summary>Shard i on the host of worker i mod P, as Bösen does.</summary>
    OnWorkers,
}

/// <summary>
/// The network between hosts: store and forward through a serial network card at each end (README, "Network").
/// Machines on one host do not use it: they reach each other in <see cref="LocalMicros"/>.
/// </summary>
/// <param name="Latency">Time on the way.</param>
/// <param name="BytesPerSecond">Bandwidth of every card, each direction by itself; 0: unlimited.</param>
/// <param name="MicrosPerMessage">What a message costs at the sender's card and again at the receiver's, whatever its
/// size.</param>
/// <param name="Placement">Which hosts shards run on.</param>
/// <param name="Ordered">True: messages of one channel arrive in the order sent, as through TCP. False: latency may
/// reorder them.</param>
public sealed record NetworkModel(
    LatencyModel Latency, long BytesPerSecond, long MicrosPerMessage, ShardPlacement Placement, bool Ordered)
{
    /// <summary>Microseconds that a message takes between machines of one host, whatever its size.</summary>
    public const long LocalMicros = 1;

    /// <summary>Bandwidth of every card in bytes a second; 0: unlimited.</summary>
    public long BytesPerSecond { get; init => field = Bandwidth(value); } = Bandwidth(BytesPerSecond);

    /// <summary>Microseconds that a message costs at each end.</summary>
    public long MicrosPerMessage { get; init => field = Cost(value); } = Cost(MicrosPerMessage);

    /// <summary>Nanoseconds that a message of some bytes keeps a card busy.</summary>
    internal long BusyNanos(long bytes) => (MicrosPerMessage * 1000)
        + (BytesPerSecond == 0 ? 0
            : bytes <= long.MaxValue / 1_000_000_000 ? (((bytes * 1_000_000_000) - 1) / BytesPerSecond) + 1
            : checked((long)((((Int128)bytes * 1_000_000_000) - 1) / BytesPerSecond) + 1));

    private static long Bandwidth(long value) => Require.NotNegative(value, "bandwidth in bytes a second");

    private static long Cost(long value) => Require.NotNegative(value, "cost of a message in microseconds");
}
