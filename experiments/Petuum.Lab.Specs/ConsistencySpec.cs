using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs;

/// <summary>The policy of all tables, and of those that differ.</summary>
public sealed record ConsistencySpec : PolicyOptions
{
    /// <summary>Tables with a policy of their own, ordered by name.</summary>
    public required ValueList<TablePolicy> Tables { get; init; }
}

/// <summary>The policy of one table.</summary>
public sealed record TablePolicy(string Table, PolicyOptions Policy);

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
