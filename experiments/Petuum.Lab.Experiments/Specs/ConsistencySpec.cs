using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Consistency;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>The consistency policies.</summary>
public enum PolicyName
{
    /// <summary>Bulk synchronous.</summary>
    Bsp,

    /// <summary>Stale synchronous.</summary>
    Ssp,

    /// <summary>Eager stale synchronous.</summary>
    Essp,

    /// <summary>Asynchronous.</summary>
    Asp,

    /// <summary>Value-bounded asynchronous; simulated only.</summary>
    Vap,
}

/// <summary>
/// A policy with the options it uses; the others are null. In a spec that sweeps the policy, options of any of the
/// swept policies may be there.
/// </summary>
public record PolicySpec
{
    /// <summary>The policy.</summary>
    public required PolicyName Policy { get; init; }

    /// <summary>SSP and ESSP: the bound s.</summary>
    public required Staleness? Staleness { get; init; }

    /// <summary>VAP: the bound in the first clock, above 0.</summary>
    public required double? V0 { get; init; }
}

/// <summary>The policy of all tables, and of those that differ.</summary>
public sealed record ConsistencySpec : PolicySpec
{
    /// <summary>Tables with a policy of their own, ordered by name.</summary>
    public required ValueList<TablePolicy> Tables { get; init; }
}

/// <summary>The policy of one table.</summary>
public sealed record TablePolicy(string Table, PolicySpec Policy);

/// <summary>A staleness in three readable words: <c>0</c>, <c>4</c>, <c>unbounded</c>.</summary>
/// <param name="Bound">s, at least 0; null is unbounded.</param>
public readonly record struct Staleness(int? Bound)
{
    /// <summary>The word for no bound.</summary>
    public const string UnboundedWord = "unbounded";

    /// <summary>No bound.</summary>
    public static Staleness Unbounded => new(null);

    /// <summary>The word.</summary>
    public override string ToString() => Bound?.ToString() ?? UnboundedWord;
}

/// <summary>Managed communication ([B]).</summary>
public sealed record CommunicationSpec
{
    /// <summary>Each machine's budget in megabits (10⁶) a second, above 0.</summary>
    public required double BandwidthMbps { get; init; }

    /// <summary>What a machine may send at once, in kilobytes (10³), above 0.</summary>
    public required double BurstKb { get; init; }

    /// <summary>Most rows in one early message, at least 1.</summary>
    public required int Rows { get; init; }

    /// <summary>What goes first.</summary>
    public required CommunicationPriority Priority { get; init; }
}
