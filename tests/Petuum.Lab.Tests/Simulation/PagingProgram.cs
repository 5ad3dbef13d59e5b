using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>Every unit reads a row that no unit has read before, known ahead, and works for 100 units.</summary>
internal sealed class PagingProgram : IProgram, IWorkerProgram
{
    private static readonly TableId Pages = new(0);

    public string Name => "paging";

    public IReadOnlyList<TableDefinition> Tables { get; } =
        [new(Pages, "pages", 1000, new RowShape(ElementType.Int, RowKind.Dense, 1), Sharding.Hash)];

    public bool IsModelParallel => false;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    public void DeclareReads(in WorkUnit unit, ReadSet reads) =>
        reads.Add(Pages, (unit.Round * unit.Count) + unit.Index);

    public void DeclareAhead(in WorkUnit unit, ReadSet reads) => DeclareReads(unit, reads);

    public void Push(in WorkUnit unit, RowView rows, PushOutput output) => output.Report(work: 100, samples: 1);

    public void Save(StateWriter state)
    {
    }

    public void Load(StateReader state)
    {
    }
}
