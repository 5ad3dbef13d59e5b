using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Programs;

/// <summary>
/// Every unit reads every row and adds 1 to its first column; its work is <paramref name="work"/>, its samples are
/// the rows. So what each round must do and send is known without running it.
/// </summary>
/// <param name="rows">Rows of the one table.</param>
/// <param name="columns">Columns of each row.</param>
/// <param name="work">Work units of a unit.</param>
public sealed class TouchProgram(int rows, int columns, int work) : IProgram, IWorkerProgram
{
    /// <inheritdoc/>
    public string Name => "touch";

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; } =
        [new(new TableId(0), "touched", rows, new RowShape(ElementType.Double, RowKind.Dense, columns), Sharding.Hash)];

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("a data-parallel program has no scheduler.");

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous) =>
        new(-model.Dense<double>(new TableId(0), 0)[0], double.NaN, []);

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.AddRange(new TableId(0), 0, rows);

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            output.Increment<double>(new TableId(0), row)[0]++;
        }

        output.Report(work, samples: rows.Count);
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
