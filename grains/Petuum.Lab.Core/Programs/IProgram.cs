using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Programs;

/// <summary>
/// A learning program: its tables, what workers do, what the scheduler does if there is one, and what is a good model.
/// </summary>
public interface IProgram
{
    /// <summary>The name in specs, columns and messages.</summary>
    string Name { get; }

    /// <summary>The tables, by <see cref="TableId"/>.</summary>
    IReadOnlyList<TableDefinition> Tables { get; }

    /// <summary>True if rounds are scheduled: there is a schedule program.</summary>
    bool IsModelParallel { get; }

    /// <summary>
    /// The program of one worker, on its partition of the data. May be called from several threads at once.
    /// </summary>
    IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed);

    /// <summary>The schedule program; only called if <see cref="IsModelParallel"/>.</summary>
    IScheduleProgram CreateScheduler(int workers, Seed seed);

    /// <summary>
    /// Objective and metrics of a model, over all the data. One call at a time, in clock order, perhaps while workers
    /// compute. Depends on nothing but the model and what <paramref name="previous"/> says: after a failure an
    /// evaluation may be repeated, with another instance of this program. The next call may get the same model with
    /// other values in it: nothing of it is to be kept.
    /// </summary>
    Evaluation Evaluate(Model model, Evaluation? previous);
}

/// <summary>What a worker does with its work units. It never waits: it declares what it needs, then computes.</summary>
public interface IWorkerProgram
{
    /// <summary>Adds the rows that <see cref="Push"/> of this unit needs.</summary>
    void DeclareReads(in WorkUnit unit, ReadSet reads);

    /// <summary>
    /// Adds the rows that the unit after the present one will need, as far as they are known already: called before the
    /// present unit's <see cref="Push"/>, whose reads it must leave as they are. None by default; rows that are not
    /// declared ahead are fetched when they are needed.
    /// </summary>
    void DeclareAhead(in WorkUnit unit, ReadSet reads)
    {
    }

    /// <summary>
    /// Computes increments for tables, and partial results for the pull. Called once for a unit, and once more, with no
    /// rows, each time that it asks to go on (<see cref="PushOutput.SendAndGoOn"/>).
    /// </summary>
    void Push(in WorkUnit unit, RowView rows, PushOutput output);

    /// <summary>
    /// Writes local state: residuals, topic assignments, generator positions. Called between rounds: what a round's
    /// units share among themselves need not be in it.
    /// </summary>
    void Save(StateWriter state);

    /// <summary>
    /// Restores it, in a program just made; after that, <see cref="Push"/> continues to the same bits.
    /// </summary>
    void Load(StateReader state);
}

/// <summary>What the scheduler does: choose work units, and combine what workers computed.</summary>
public interface IScheduleProgram
{
    /// <summary>
    /// Adds the rows that <see cref="Schedule"/> and <see cref="Pull"/> of this round need; none by default.
    /// </summary>
    void DeclareReads(int round, ReadSet reads)
    {
    }

    /// <summary>Chooses the work units of a round. It sees exactly the pulls of rounds ≤ round − depth.</summary>
    void Schedule(int round, RowView rows, ScheduleOutput output);

    /// <summary>Combines one unit's results, in worker order, and commits by increments and puts.</summary>
    void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output);

    /// <summary>Writes local state, generator positions and items in flight included.</summary>
    void Save(StateWriter state);

    /// <summary>
    /// Restores it, in a program just made; after that, <see cref="Schedule"/> and <see cref="Pull"/> continue to the
    /// same bits.
    /// </summary>
    void Load(StateReader state);
}

/// <summary>A piece of work: <paramref name="Items"/> are the program's (variables, blocks, words).</summary>
/// <param name="Round">The round it belongs to.</param>
/// <param name="Index">Its place among the units of the round.</param>
/// <param name="Items">What to work on; empty for data-parallel programs, which take their next share of the
/// data.</param>
/// <param name="Count">How many units a data-parallel round is split into; 1 where rounds are scheduled.</param>
public readonly record struct WorkUnit(int Round, int Index, ReadOnlyMemory<int> Items, int Count = 1);

/// <summary>A named number about a model.</summary>
public readonly record struct Metric(string Name, double Value);

/// <summary>What a model is worth.</summary>
/// <param name="Objective">The program's objective: smaller is better.</param>
/// <param name="Gap">The program's measure of distance to the optimum that the stop rule's tolerance is compared with;
/// NaN if it has none.</param>
/// <param name="Metrics">More numbers, always the same names in the same order.</param>
public sealed record Evaluation(double Objective, double Gap, IReadOnlyList<Metric> Metrics)
{
    /// <summary>
    /// What the program's next evaluation is to know of this one besides: a cut keeps it, where the model is gone.
    /// </summary>
    public ReadOnlyMemory<double> Memory { get; init; }
}
