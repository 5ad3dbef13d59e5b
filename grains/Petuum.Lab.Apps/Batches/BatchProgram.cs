using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>
/// What data-parallel programs on rows of features share: every worker has a range of rows, and takes a share of them
/// each clock.
/// </summary>
public abstract class BatchProgram : IProgram
{
    private readonly bool _isPart;

    /// <summary>A program over all rows, or where only one worker's are.</summary>
    private protected BatchProgram(RegressionData data, bool isPart = false)
    {
        Check(
            isPart || (data.Rows > 0 && data.Columns > 0),
            $"{data.Rows} rows of {data.Columns} features",
            "use data");
        (Data, _isPart) = (data, isPart);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <summary>What is learnt from.</summary>
    protected RegressionData Data { get; }

    /// <inheritdoc/>
    public abstract IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed);

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: the program is data-parallel.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException($"'{Name}' is data-parallel and has no scheduler.");

    /// <inheritdoc/>
    public abstract Evaluation Evaluate(Model model, Evaluation? previous);

    /// <summary>
    /// How far the objective fell since the evaluation before, relative to that; ∞ if it rose, 0 if it stayed, NaN at
    /// the first.
    /// </summary>
    internal static double RelativeFall(double objective, Evaluation? previous) =>
        previous is null ? double.NaN
        : objective == previous.Objective ? 0
        : objective > previous.Objective ? double.PositiveInfinity
        : (previous.Objective - objective) / previous.Objective;

    /// <summary>Refuses a rank for which some matrix would have more values than one array holds.</summary>
    /// <param name="rank">What was asked for.</param>
    /// <param name="longest">How many rows of that length the matrix has.</param>
    /// <param name="what">What they are.</param>
    /// <param name="more">Values of each row besides.</param>
    /// <exception cref="PlanException">One would.</exception>
    private protected static void CheckRank(int rank, int longest, string what, int more = 0) => Check(
        ((long)rank + more) * longest <= Array.MaxLength,
        $"rank {rank} with {longest} {what}, whose product is more than one array holds",
        $"use a rank of at most {(Array.MaxLength / Math.Max(1, longest)) - more}");

    /// <summary>Refuses a plan.</summary>
    /// <exception cref="PlanException">It does not hold.</exception>
    private protected static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }

    /// <summary>First values: those of a model to go on from, or the program's own.</summary>
    private protected static IRowInitializer? Start(Model? start, TableId table, IRowInitializer? own) =>
        start is null ? own : new ModelInitializer(start, table);

    /// <summary>The rows of a worker.</summary>
    private protected IndexRange RowsOf(WorkerId worker, int workers) =>
        Partition.ByCount(Data.Rows, _isPart ? DataPart.Whole : new DataPart(worker.Index, workers));
}
