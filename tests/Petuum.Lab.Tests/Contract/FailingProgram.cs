using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Contract;

/// <summary>Worker 1 throws in round 7.</summary>
internal sealed class FailingProgram : IProgram
{
    public string Name => "failing";

    public IReadOnlyList<TableDefinition> Tables { get; } =
        [new(new TableId(0), "one", 1, new RowShape(ElementType.Int, RowKind.Dense, 1), Sharding.Hash)];

    public bool IsModelParallel => false;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new Worker(worker);

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    private sealed class Worker(WorkerId self) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.Add(new TableId(0), 0);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            if (self.Index == 1 && unit.Round == 7)
            {
                throw new FormatException($"{self} gives up in round {unit.Round}");
            }

            output.Increment<int>(new TableId(0), 0)[0]++;
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}
