using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// A program whose evaluations are told to someone; the same in everything else. Runtimes report nothing then, which
/// costs less than an observer who only wants these.
/// </summary>
internal sealed class WatchedProgram(IProgram inner, Action<Evaluation> evaluated) : IProgram
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables => inner.Tables;

    /// <inheritdoc/>
    public bool IsModelParallel => inner.IsModelParallel;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        inner.CreateWorker(worker, workers, seed);

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        Evaluation evaluation = inner.Evaluate(model, previous);
        evaluated(evaluation);
        return evaluation;
    }
}
