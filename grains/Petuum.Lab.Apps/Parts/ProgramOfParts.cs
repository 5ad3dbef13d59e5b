using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.Parts;

/// <summary>
/// A program where the data are not: tables and scheduler of one without samples, each worker's of one that has its
/// part. It cannot evaluate.
/// </summary>
/// <param name="facts">The program without samples.</param>
/// <param name="partOf">The program over a worker's part; may take as long as reading that does.</param>
/// <param name="whole">
/// The program over all the data, for a scheduler that needs them; null if it does not. May take as long, too.
/// </param>
public sealed class ProgramOfParts(IProgram facts, Func<WorkerId, IProgram> partOf, Func<IProgram>? whole) : IProgram
{
    /// <inheritdoc/>
    public string Name => facts.Name;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables => facts.Tables;

    /// <inheritdoc/>
    public bool IsModelParallel => facts.IsModelParallel;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        partOf(worker).CreateWorker(worker, workers, seed);

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        (whole?.Invoke() ?? facts).CreateScheduler(workers, seed);

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: the data are elsewhere.</exception>
    public Evaluation Evaluate(Model model, Evaluation? previous) =>
        throw new InvariantException($"'{Name}' is evaluated where all the data are, and here is a part of them.");
}
