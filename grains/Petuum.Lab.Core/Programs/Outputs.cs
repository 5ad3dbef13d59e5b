using System.Numerics;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Programs;

/// <summary>Changes to tables, and how much work it was to find them.</summary>
public abstract class ChangeOutput
{
    private readonly ChangeSet[] _changes;

    private protected ChangeOutput(ChangeSet[] changes) => _changes = changes;

    /// <summary>
    /// Work units done: the simulator's compute time is this times the cost of a unit. Every call costs at least one.
    /// </summary>
    public long Work { get; private set; }

    /// <summary>Data samples processed.</summary>
    public long Samples { get; private set; }

    /// <summary>The increments to a table so far, for observers.</summary>
    public RowSet IncrementsOf(TableId table) => _changes[table.Index].Increments;

    /// <summary>The puts to a table so far, for observers.</summary>
    public RowSet PutsOf(TableId table) => _changes[table.Index].Puts;

    /// <summary>Says how much was done.</summary>
    public void Report(long work, long samples) => (Work, Samples) = (Work + work, Samples + samples);

    /// <summary>The increment of a dense row, to be added to: zero when first asked for in this unit.</summary>
    public Span<T> Increment<T>(TableId table, int row)
        where T : unmanaged, INumber<T>
    {
        RowSet increments = _changes[table.Index].Increments;
        return ((DenseRowBlock<T>)increments.Block).Row(increments.FindOrAdd(row));
    }

    /// <summary>
    /// The increments of consecutive dense rows, one after the other, to be added to: zero when first asked for in this
    /// unit. A unit that asks for ranges uses the same ranges always.
    /// </summary>
    /// <exception cref="InvariantException">The rows do not lie one after the other.</exception>
    public Span<T> IncrementRange<T>(TableId table, int first, int count)
        where T : unmanaged, INumber<T>
    {
        RowSet increments = _changes[table.Index].Increments;
        return count == 0
            ? []
            : ((DenseRowBlock<T>)increments.Block).Rows(increments.FindOrAddRange(first, count), count);
    }

    /// <summary>Adds to one entry of a sparse row.</summary>
    public void Increment<T>(TableId table, int row, int column, T delta)
        where T : unmanaged, INumber<T>
    {
        RowSet increments = _changes[table.Index].Increments;
        ((SparseRowBlock<T>)increments.Block).Add(increments.FindOrAdd(row), column, delta);
    }

    private protected Span<T> PutRow<T>(TableId table, int row)
        where T : unmanaged, INumber<T>
    {
        RowSet puts = _changes[table.Index].Puts;
        return ((DenseRowBlock<T>)puts.Block).Row(puts.FindOrAdd(row));
    }

    private protected void Reset() => (Work, Samples) = (0, 0);
}

/// <summary>What a push produces: increments for tables, partial results for the pull.</summary>
public sealed class PushOutput : ChangeOutput
{
    private readonly List<double> _results = [];

    internal PushOutput(ChangeSet[] changes)
        : base(changes)
    {
    }

    /// <summary>Partial results of this unit, in the program's own order.</summary>
    public IReadOnlyList<double> Results => _results;

    /// <summary>True if the unit goes on after this part of it.</summary>
    public bool GoesOn { get; private set; }

    /// <summary>Appends a partial result; a unit in parts gives them with its last part.</summary>
    public void AddResult(double value) => _results.Add(value);

    /// <summary>
    /// What was committed so far leaves as soon as the reported work is done, not with the clock; then
    /// <see cref="IWorkerProgram.Push"/> is called again for the same unit, without rows, to compute the next part
    /// while this one is under way ([Eng]: wait-free back-propagation). Under VAP changes wait for the clock's end:
    /// there they are checked all together.
    /// </summary>
    public void SendAndGoOn() => GoesOn = true;

    internal void Clear()
    {
        Reset();
        _results.Clear();
        GoesOn = false;
    }
}

/// <summary>What a pull commits.</summary>
public sealed class PullOutput : ChangeOutput
{
    internal PullOutput(ChangeSet[] changes)
        : base(changes)
    {
    }

    /// <summary>
    /// A dense row to be overwritten; zero, or what this round put before. In one round a row is put or incremented,
    /// not both; a shard applies the scheduler's changes of a clock after the workers'.
    /// </summary>
    public Span<T> Put<T>(TableId table, int row)
        where T : unmanaged, INumber<T> => PutRow<T>(table, row);

    internal void Clear() => Reset();
}

/// <summary>What a schedule produces: work units, for all workers or for one.</summary>
public sealed class ScheduleOutput
{
    private readonly List<(WorkUnit Unit, WorkerId? Worker)> _units = [];

    internal ScheduleOutput()
    {
    }

    /// <summary>The round being scheduled.</summary>
    public int Round { get; private set; }

    /// <summary>Work units of computing done, for the simulator's clock.</summary>
    public long Work { get; private set; }

    /// <summary>The units, each with the worker it is for; null means every worker.</summary>
    public IReadOnlyList<(WorkUnit Unit, WorkerId? Worker)> Units => _units;

    /// <summary>Says how much computing the schedule was.</summary>
    public void Report(long work) => Work += work;

    /// <summary>A unit that every worker pushes, each on its own data.</summary>
    public void Broadcast(ReadOnlyMemory<int> items) => _units.Add((new WorkUnit(Round, _units.Count, items), null));

    /// <summary>A unit for one worker.</summary>
    public void Assign(WorkerId worker, ReadOnlyMemory<int> items) =>
        _units.Add((new WorkUnit(Round, _units.Count, items), worker));

    /// <summary>The units of each worker, in order; each unit is looked at once.</summary>
    internal static List<WorkUnit>[] ByWorker(IEnumerable<(WorkUnit Unit, WorkerId? Worker)> units, int workers)
    {
        List<WorkUnit>[] dealt = [.. Enumerable.Range(0, workers).Select(_ => new List<WorkUnit>())];
        foreach ((WorkUnit unit, WorkerId? only) in units)
        {
            foreach (List<WorkUnit> own in only is { } one ? dealt.AsSpan(one.Index, 1) : dealt)
            {
                own.Add(unit);
            }
        }

        return dealt;
    }

    internal void Open(int round)
    {
        (Round, Work) = (round, 0);
        _units.Clear();
    }
}

/// <summary>The workers' results of one unit, in worker order.</summary>
public sealed class PushResults
{
    private readonly List<ReadOnlyMemory<double>> _results = [];

    internal PushResults()
    {
    }

    /// <summary>How many workers pushed the unit: all, or one.</summary>
    public int Count => _results.Count;

    /// <summary>The results of the <paramref name="index"/>-th of them.</summary>
    public ReadOnlySpan<double> this[int index] => _results[index].Span;

    internal void Clear() => _results.Clear();

    internal void Add(ReadOnlyMemory<double> results) => _results.Add(results);
}
