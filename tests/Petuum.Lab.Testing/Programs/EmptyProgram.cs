using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Programs;

/// <summary>
/// Reads nothing, computes nothing, changes nothing: only clocks tick. What is measured with it is the runtime.
/// </summary>
public sealed class EmptyProgram : IProgram, IWorkerProgram
{
    /// <inheritdoc/>
    public string Name => "empty";

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; } =
        [new(new TableId(0), "nothing", Rows: 1, new RowShape(ElementType.Int, RowKind.Dense, 1), Sharding.Hash)];

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("nothing is scheduled.");

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }
}
