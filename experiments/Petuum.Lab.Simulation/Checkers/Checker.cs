using System.Diagnostics.CodeAnalysis;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// Watches one promise from outside: it knows the plan and the events of the run, never a machine's own state.
/// Belongs to one run, is called from one thread at a time.
/// </summary>
public abstract class Checker : IRunObserver
{
    private protected Checker(JobPlan plan) => Plan = plan;

    /// <summary>The promise, as verdicts name it.</summary>
    public abstract string Name { get; }

    /// <summary>How often the promise was found kept: rows, rounds or messages, by checker.</summary>
    public long Checks { get; private protected set; }

    /// <summary>The plan of the run.</summary>
    private protected JobPlan Plan { get; }

    /// <inheritdoc/>
    /// <exception cref="CheckerException">The promise is broken.</exception>
    public abstract void On(in RunEvent happened);

    /// <summary>True if events of a kind mean something to this checker.</summary>
    internal abstract bool Wants(RunEventKind kind);

    /// <summary>The place of a worker, or of the scheduler after them, among all that write.</summary>
    private protected int WriterOf(Endpoint machine) => machine.Role == Role.Worker ? machine.Index : Plan.Workers;

    /// <summary>A row as people look for it.</summary>
    private protected string NameOf(TableId table, int row) =>
        $"row {row} of table '{Plan.Program.Tables[table.Index].Name}'";

    /// <summary>Says that the promise is broken.</summary>
    [DoesNotReturn]
    private protected void Fail(in RunEvent happened, string problem) =>
        throw new CheckerException(Name, problem, happened.TimeMicros);

    /// <summary>Where each table's rows begin among the rows of all tables; the last entry is their number.</summary>
    private protected static int[] FirstRows(IReadOnlyList<TableDefinition> tables)
    {
        int[] first = new int[tables.Count + 1];
        for (int table = 0; table < tables.Count; table++)
        {
            first[table + 1] = checked(first[table] + tables[table].Rows);
        }

        return first;
    }
}
