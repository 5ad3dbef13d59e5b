using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// A <see cref="LassoProgram"/> where only a worker's rows are: it has no scheduler and cannot evaluate.
/// </summary>
/// <param name="part">These rows of X and y.</param>
public sealed class LassoPart(RegressionData part) : IProgram
{
    /// <inheritdoc/>
    public string Name => LassoProgram.ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; } = LassoProgram.TablesFor(part.Columns, first: null);

    /// <inheritdoc/>
    public bool IsModelParallel => true;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        LassoProgram.WorkerOf(part, isWarm: false);

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: it is made where all the data are.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("a schedule by the correlation of columns needs all rows.");

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: the data are elsewhere.</exception>
    public Evaluation Evaluate(Model model, Evaluation? previous) =>
        throw new InvariantException("the objective needs all rows.");
}
