using System.Globalization;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Core.Consistency;

/// <summary>When a shard sends a subscribed row without being asked.</summary>
public enum PushTrigger
{
    /// <summary>Never: rows are fetched when they are too stale.</summary>
    Never,

    /// <summary>When the shard's clock advances, if the row changed.</summary>
    ClockAdvance,

    /// <summary>As soon as the row changed.</summary>
    Change,
}

/// <summary>When a shard applies an update.</summary>
public enum ApplyMode
{
    /// <summary>In (clock, worker) order when the shard's clock passes: reproducible.</summary>
    Clocked,

    /// <summary>At once, as Bösen does: fresher.</summary>
    Arrival,
}

/// <summary>
/// What a read may miss and when a worker must wait; one per table. Staleness s has DESIGN's meaning: round c starts
/// when every worker has completed c − s rounds, and reads contain all rounds ≤ c − s − 1.
/// </summary>
public abstract record ConsistencyPolicy
{
    private protected ConsistencyPolicy()
    {
    }

    /// <summary>The staleness bound s; null if unbounded.</summary>
    public abstract int? Staleness { get; }

    /// <summary>
    /// Short name as in specs and columns: <c>bsp</c>, <c>ssp</c>, <c>essp</c>, <c>asp</c>, <c>vap</c>.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>Whether it only means something where updates are applied when a clock passes.</summary>
    public virtual bool NeedsClocked => false;

    /// <summary>Whether it bounds what updates are worth: they are applied at once, and someone must see them
    /// all.</summary>
    public virtual bool BoundsValues => false;

    /// <summary>When shards push rows that a worker has read once.</summary>
    public virtual PushTrigger Push => PushTrigger.Never;

    /// <summary>The bound on ‖updates in transit‖∞ in round <paramref name="clock"/>; null if there is none.</summary>
    public virtual double? ValueBound(int clock) => null;

    /// <summary>The clock that a row must be complete to, to be read in round <paramref name="clock"/>.</summary>
    public int RequiredClock(int clock) => Staleness is { } staleness ? Math.Max(0, clock - staleness) : 0;

    /// <summary>What is said of it after its name: <c>4</c> of <c>SSP(4)</c>; null if nothing is.</summary>
    protected virtual string? Detail => Staleness?.ToString(CultureInfo.InvariantCulture);

    /// <summary>"BSP", "SSP(4)", "ASP", for people.</summary>
    public sealed override string ToString() =>
        Detail is { } detail ? $"{Name.ToUpperInvariant()}({detail})" : Name.ToUpperInvariant();
}

/// <summary>
/// Bulk synchronous: reads contain exactly the rounds before this one. Needs <see cref="ApplyMode.Clocked"/>.
/// </summary>
public sealed record Bsp : ConsistencyPolicy
{
    /// <inheritdoc/>
    public override int? Staleness => 0;

    /// <inheritdoc/>
    public override string Name => "bsp";

    /// <inheritdoc/>
    public override bool NeedsClocked => true;

    /// <inheritdoc/>
    protected override string? Detail => null;
}

/// <summary>Stale synchronous (Ho et al. 2013): a cached row is used until it is too stale, then fetched.</summary>
public sealed record Ssp(int Bound) : ConsistencyPolicy
{
    /// <inheritdoc/>
    public override int? Staleness => Bound;

    /// <inheritdoc/>
    public override string Name => "ssp";
}

/// <summary>Eager SSP ([E]): the same bound, and shards push changed rows when their clock advances.</summary>
public sealed record Essp(int Bound) : ConsistencyPolicy
{
    /// <inheritdoc/>
    public override int? Staleness => Bound;

    /// <inheritdoc/>
    public override string Name => "essp";

    /// <inheritdoc/>
    public override PushTrigger Push => PushTrigger.ClockAdvance;
}

/// <summary>
/// Asynchronous: never waits for another worker; every read asks for a fresh copy and uses the one at hand.
/// </summary>
public sealed record Asp : ConsistencyPolicy
{
    /// <inheritdoc/>
    public override int? Staleness => null;

    /// <inheritdoc/>
    public override string Name => "asp";
}

/// <summary>
/// Value-bounded asynchronous ([E] eq. for VAP): a worker commits only while the sum of updates that some worker has
/// not
/// seen stays within v0/√t in every coordinate, t = clock + 1. Needs global knowledge: simulated only, with Arrival.
/// </summary>
/// <param name="InitialBound">v0 &gt; 0.</param>
public sealed record Vap(double InitialBound) : ConsistencyPolicy
{
    /// <inheritdoc/>
    public override int? Staleness => null;

    /// <inheritdoc/>
    public override string Name => "vap";

    /// <inheritdoc/>
    public override bool BoundsValues => true;

    /// <inheritdoc/>
    protected override string Detail => InitialBound.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override PushTrigger Push => PushTrigger.Change;

    /// <inheritdoc/>
    public override double? ValueBound(int clock) => InitialBound / Math.Sqrt(clock + 1.0);
}

/// <summary>How managed communication ([B]) chooses what to send before it has to.</summary>
public enum CommunicationPriority
{
    /// <summary>In random order.</summary>
    Random,

    /// <summary>By row, going round.</summary>
    RoundRobin,

    /// <summary>Largest Σ|δ| first.</summary>
    AbsoluteMagnitude,

    /// <summary>Largest Σ|δ/value| first; |δ| where the value is 0 or not at hand.</summary>
    RelativeMagnitude,
}

/// <summary>
/// Managed communication ([B] §4): spare bandwidth carries updates before the clock ends and fresh rows before the
/// shard's clock advances. What the bound requires is always sent at the clock's end, whatever the budget.
/// </summary>
/// <param name="BytesPerSecond">Leak rate of each machine's bucket: its bandwidth budget.</param>
/// <param name="BurstBytes">Capacity of the bucket.</param>
/// <param name="RowsMax">Most rows in one early message (Bösen's queue size).</param>
/// <param name="Priority">What goes first.</param>
/// <param name="Seed">For <see cref="CommunicationPriority.Random"/>.</param>
public sealed record ManagedCommunication(
    long BytesPerSecond, long BurstBytes, int RowsMax, CommunicationPriority Priority, Seed Seed);
