using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>
/// Adds to one row of each of two tables, which may have different policies; reads them too, in the first rounds.
/// </summary>
internal sealed class TwoTables(int readRounds = int.MaxValue) : IProgram, IWorkerProgram
{
    private static readonly RowShape Shape = new(ElementType.Int, RowKind.Dense, 1);

    public string Name => "two tables";

    public IReadOnlyList<TableDefinition> Tables { get; } =
    [
        new(new TableId(0), "first", 2, Shape, Sharding.Hash),
        new(new TableId(1), "second", 2, Shape, Sharding.Hash),
    ];

    public bool IsModelParallel => false;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        if (unit.Round < readRounds)
        {
            reads.Add(new TableId(0), 0);
            reads.Add(new TableId(1), 1);
        }
    }

    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        output.Increment<int>(new TableId(0), 0)[0]++;
        output.Increment<int>(new TableId(1), 1)[0]++;
        output.Report(work: 1, samples: 1);
    }

    public void Save(StateWriter state)
    {
    }

    public void Load(StateReader state)
    {
    }
}
