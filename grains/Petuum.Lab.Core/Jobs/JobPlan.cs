using System.Collections.Immutable;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Jobs;

/// <summary>When a run is over.</summary>
/// <param name="MaxClocks">It ends at this clock at the latest.</param>
/// <param name="Tolerance">It has converged when the program's <see cref="Evaluation.Gap"/> is at most this; null: it
/// runs to the last clock.</param>
/// <param name="TargetObjective">It has converged when the objective is at most this.</param>
/// <param name="DivergenceFactor">It has diverged when the objective is not finite or exceeds this many times the
/// size of the first one that was not 0.</param>
public sealed record StopRule(
    int MaxClocks, double? Tolerance, double? TargetObjective, double DivergenceFactor);

/// <summary>All that decides a run but the cluster it runs on: an immutable value with the seed inside.</summary>
public sealed record JobPlan
{
    /// <summary>The program.</summary>
    public required IProgram Program { get; init; }

    /// <summary>Number of workers, at least 1.</summary>
    public required int Workers { get; init; }

    /// <summary>Number of shards, at least 1.</summary>
    public required int Shards { get; init; }

    /// <summary>When shards apply updates.</summary>
    public required ApplyMode Apply { get; init; }

    /// <summary>The policy of each table.</summary>
    public required ImmutableArray<ConsistencyPolicy> Consistency { get; init; }

    /// <summary>
    /// Rounds between schedule and pull that may be under way at once, at least 1: round n sees the pulls of rounds ≤ n
    /// − depth.
    /// </summary>
    public required int PipelineDepth { get; init; }

    /// <summary>Work units that a data-parallel worker splits a round into, at least 1.</summary>
    public required int UnitsPerRound { get; init; }

    /// <summary>Managed communication; null: everything goes at the clock's end.</summary>
    public required ManagedCommunication? Communication { get; init; }

    /// <summary>
    /// While a unit computes, the rows that the next one declares ahead are asked for: of the same round, or of the
    /// next as far as its staleness allows.
    /// </summary>
    public bool Prefetches { get; init; }

    /// <summary>The model is evaluated every so many clocks, and at clock 0 and the last.</summary>
    public required int EvaluateEvery { get; init; }

    /// <summary>When the run is over.</summary>
    public required StopRule Stop { get; init; }

    /// <summary>The root of all chance.</summary>
    public required Seed Seed { get; init; }

    /// <summary>Workers, and the scheduler where there is one: all that write to tables, by index.</summary>
    public int Writers => Program.IsModelParallel ? Workers + 1 : Workers;

    /// <summary>The staleness of the start rule: the smallest of all tables; null if all are unbounded.</summary>
    public int? StartStaleness
    {
        get
        {
            int? smallest = null;
            foreach (ConsistencyPolicy policy in Consistency)
            {
                smallest = policy.Staleness is { } staleness && !(smallest < staleness) ? staleness : smallest;
            }

            return smallest;
        }
    }

    /// <summary>Refuses a plan that cannot run.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public JobPlan Validated()
    {
        Check(Workers >= 1, $"{Workers} workers", "use at least 1");
        Check(Shards >= 1, $"{Shards} shards", "use at least 1");
        Check(PipelineDepth >= 1, $"pipeline depth {PipelineDepth}", "use at least 1");
        Check(UnitsPerRound >= 1, $"{UnitsPerRound} work units a round", "use at least 1");
        Check(EvaluateEvery >= 1, $"an evaluation every {EvaluateEvery} clocks", "use at least 1");
        Check(Stop.MaxClocks >= 1, $"{Stop.MaxClocks} clocks", "use at least 1");
        Check(
            Communication is null || Apply == ApplyMode.Arrival,
            "managed communication with apply mode 'clocked', which holds what is sent early back to the clock's end",
            "use apply mode 'arrival', or no managed communication");
        foreach (TableDefinition table in Program.Tables)
        {
            Check(
                table.Shape.Kind == RowKind.Sparse || (long)table.Rows * table.Shape.Columns <= Array.MaxLength,
                $"table '{table.Name}' of {table.Rows} rows × {table.Shape.Columns} values",
                $"a table holds at most {Array.MaxLength} values: use fewer rows or columns, or sparse rows");
            long shardBytes = (long)table.RowsOn(0, Shards) * table.Shape.Columns * table.Shape.ElementBytes;
            Check(
                table.Shape.Kind == RowKind.Sparse || shardBytes <= Array.MaxLength,
                $"a shard with {shardBytes} bytes of table '{table.Name}'",
                $"use more shards: one holds at most {Array.MaxLength} bytes of a table");
        }

        Check(
            Consistency.Length == Program.Tables.Count,
            $"{Consistency.Length} consistency policies for {Program.Tables.Count} tables",
            "give one for each table");
        foreach (TableDefinition table in Program.Tables.Where(table => table.IsRevised))
        {
            CheckRevised(table, Consistency[table.Id.Index]);
        }

        foreach (ConsistencyPolicy policy in Consistency)
        {
            Check(policy.Staleness is not < 0, $"staleness {policy.Staleness}", "use 0 or more, or 'unbounded'");
            Check(
                !policy.NeedsClocked || Apply == ApplyMode.Clocked,
                "BSP with apply mode 'arrival' could read updates of its own round",
                "use 'clocked', or ssp with staleness 0");
            Check(
                !policy.BoundsValues || Apply == ApplyMode.Arrival,
                "VAP bounds updates that are applied at once",
                "use apply mode 'arrival'");
            Check(
                !policy.BoundsValues || Communication is null,
                "managed communication would send changes before VAP's bound allows",
                "use one or the other");
            Check(policy.ValueBound(0) is null or > 0, "a VAP bound that is not positive", "use v0 > 0");
        }

        return this;
    }

    /// <summary>Refuses what only the simulator can do, as it knows everything at every moment.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public void RequireNoGlobalKnowledge()
    {
        Check(
            !Consistency.Any(policy => policy.BoundsValues),
            "VAP needs to know all updates in transit, which only the simulator does",
            "use the simulator, or another policy");
        Check(
            Communication is null,
            "managed communication, which needs the simulator's clock of every network card",
            "use the simulator, or no managed communication");
    }

    /// <summary>A shard keeps what it revises by while copies may be used, and knows gradients by version.</summary>
    private void CheckRevised(TableDefinition table, ConsistencyPolicy policy)
    {
        string rule = $"AdaRevision on table '{table.Name}'";
        Check(
            table.Shape is { Element: ElementType.Float, Kind: RowKind.Dense, Columns: >= 2 } && table.Step > 0,
            $"{rule} with rows of {table.Shape} and a step of {table.Step}",
            "use dense rows of floats, with a column for the version, and a step above 0");
        Check(
            policy.Staleness is not null && !policy.BoundsValues,
            $"{rule} under {policy.Name}, where nothing bounds which versions gradients are of",
            "use ssp, essp or bsp");
        Check(
            UnitsPerRound == 1,
            $"{rule} with {UnitsPerRound} work units a round, whose gradients may be of two versions",
            "use 1, with smaller shares of the data");
        Check(
            Communication is null,
            $"{rule} with managed communication, which weighs increments by their size",
            "use no managed communication, or another rule");
    }

    private static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }
}

/// <summary>A plan that cannot run: a user's mistake, with its remedy.</summary>
public sealed class PlanException(string problem, string remedy) : Exception($"{problem}; {remedy}")
{
    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>Refuses a plan that something does not hold for.</summary>
    /// <exception cref="PlanException">It does not hold.</exception>
    public static void Require(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }
}
