using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Testing.Plans;

/// <summary>Which consistency policy a <see cref="PlanCase"/> has.</summary>
public enum AnyPolicy
{
    /// <summary>Bulk synchronous.</summary>
    Bsp,

    /// <summary>Stale synchronous.</summary>
    Ssp,

    /// <summary>Eager stale synchronous.</summary>
    Essp,

    /// <summary>Asynchronous.</summary>
    Asp,

    /// <summary>Every table another: SSP(s), ESSP(s + 2), ESSP(s), ASP.</summary>
    Mixed,
}

/// <summary>
/// A small random run: all that a property about runs quantifies over, in a form that prints and shrinks.
/// </summary>
public sealed record PlanCase
{
    /// <summary>Workers.</summary>
    public required int Workers { get; init; }

    /// <summary>Shards.</summary>
    public required int Shards { get; init; }

    /// <summary>Rounds.</summary>
    public required int Clocks { get; init; }

    /// <summary>Rows of each table.</summary>
    public required int Rows { get; init; }

    /// <summary>Consistency of the tables.</summary>
    public required AnyPolicy Policy { get; init; }

    /// <summary>Staleness of bounded policies.</summary>
    public required int Staleness { get; init; }

    /// <summary>When shards apply updates.</summary>
    public required ApplyMode Apply { get; init; }

    /// <summary>Units a round.</summary>
    public required int Units { get; init; }

    /// <summary>Managed communication, where updates are applied on arrival; null: none.</summary>
    public required CommunicationPriority? Managed { get; init; }

    /// <summary>Whether rows declared ahead are asked for early.</summary>
    public required bool Prefetches { get; init; }

    /// <summary>Dense or sparse rows.</summary>
    public required RowKind Kind { get; init; }

    /// <summary>Range or hash sharding.</summary>
    public required Sharding Sharding { get; init; }

    /// <summary>Order of deliveries.</summary>
    public required DeliveryOrder Order { get; init; }

    /// <summary>Duplicated messages of a hundred.</summary>
    public required int DuplicatePercent { get; init; }

    /// <summary>The seed of the run and of the deliveries.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Four workers, two shards, ten rounds of ASP, any order of deliveries.</summary>
    public static PlanCase Example { get; } = new()
    {
        Workers = 4,
        Shards = 2,
        Clocks = 10,
        Rows = 2,
        Policy = AnyPolicy.Asp,
        Staleness = 0,
        Apply = ApplyMode.Arrival,
        Units = 1,
        Managed = null,
        Prefetches = false,
        Kind = RowKind.Dense,
        Sharding = Sharding.Hash,
        Order = DeliveryOrder.Any,
        DuplicatePercent = 0,
        Seed = 0,
    };

    /// <summary>What a toy program's tables look like in this case.</summary>
    public ScatterShape Shape => new()
    {
        Rows = Rows,
        Columns = 3,
        Kind = Kind,
        Sharding = Sharding,
        Tables = Policy == AnyPolicy.Mixed ? 4 : 1,
    };

    /// <summary>How the cluster behaves in this case.</summary>
    public ShuffleOptions Shuffle => new()
    {
        Seed = new Seed(Seed).Split("shuffle"),
        Order = Order,
        DuplicatePercent = DuplicatePercent,
    };

    /// <summary>The plan that runs a program in this case.</summary>
    public JobPlan Plan(IProgram program, int depth = 1) => new()
    {
        Program = program,
        Workers = Workers,
        Shards = Shards,
        Apply = Apply,
        Consistency = [.. program.Tables.Select(table => PolicyOf(table.Id.Index))],
        PipelineDepth = depth,
        UnitsPerRound = Units,
        Communication = Apply == ApplyMode.Arrival && Managed is { } priority
            ? new ManagedCommunication(1000, 1000, RowsMax: 2, priority, new Seed(Seed).Split("managed"))
            : null,
        Prefetches = Prefetches,
        EvaluateEvery = 3,
        Stop = new StopRule(Clocks, null, null, double.PositiveInfinity),
        Seed = new Seed(Seed),
    };

    private ConsistencyPolicy PolicyOf(int table) => Policy switch
    {
        AnyPolicy.Bsp => new Bsp(),
        AnyPolicy.Ssp => new Ssp(Staleness),
        AnyPolicy.Essp => new Essp(Staleness),
        AnyPolicy.Asp => new Asp(),
        _ => (table % 4) switch
        {
            0 => new Ssp(Staleness),
            1 => new Essp(Staleness + 2),
            2 => new Essp(Staleness),
            _ => new Asp(),
        },
    };
}
