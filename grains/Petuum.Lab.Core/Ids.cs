using System.Runtime.InteropServices;

namespace Petuum.Lab.Core;

/// <summary>A worker of the run, 0 … P − 1.</summary>
public readonly record struct WorkerId(int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"worker {Index}";
}

/// <summary>A shard of the run: the rows of all tables that one server keeps.</summary>
public readonly record struct ShardId(int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"shard {Index}";
}

/// <summary>A table of the program, by its place in <see cref="Programs.IProgram.Tables"/>.</summary>
public readonly record struct TableId(int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"table {Index}";

    /// <summary>How many of some tables, from the first on, are the same one.</summary>
    internal static int CountOfOne(ReadOnlySpan<TableId> tables)
    {
        int next = MemoryMarshal.Cast<TableId, int>(tables).IndexOfAnyExcept(tables[0].Index);
        return next < 0 ? tables.Length : next;
    }
}

/// <summary>What a machine is.</summary>
public enum Role
{
    /// <summary>Runs the worker program on its part of the data.</summary>
    Worker,

    /// <summary>Runs the schedule program: schedules and pulls.</summary>
    Scheduler,

    /// <summary>Keeps rows.</summary>
    Shard,

    /// <summary>Starts, evaluates and ends the run.</summary>
    Job,
}

/// <summary>The address of a machine.</summary>
public readonly record struct Endpoint(Role Role, int Index)
{
    /// <summary>The scheduler of the run.</summary>
    public static Endpoint Scheduler { get; } = new(Role.Scheduler, 0);

    /// <summary>The job machine of the run.</summary>
    public static Endpoint Job { get; } = new(Role.Job, 0);

    /// <summary>The address of a worker.</summary>
    public static implicit operator Endpoint(WorkerId worker) => new(Role.Worker, worker.Index);

    /// <summary>The address of a shard.</summary>
    public static implicit operator Endpoint(ShardId shard) => new(Role.Shard, shard.Index);

    /// <inheritdoc/>
    public override string ToString() => Role switch
    {
        Role.Worker => $"worker {Index}",
        Role.Shard => $"shard {Index}",
        Role.Scheduler => "scheduler",
        _ => "job",
    };
}
