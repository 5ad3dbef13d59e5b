using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains.Benchmarks;

/// <summary>What is measured.</summary>
public enum Direction
{
    /// <summary>Rows from shards to a worker.</summary>
    Reads,

    /// <summary>Increments from a worker to shards.</summary>
    Increments,
}

/// <summary>
/// Some workers go round a table of floats, some rows a clock, read or increment them and do nothing else; the others
/// do nothing at all.
/// </summary>
internal sealed class TrafficProgram(Traffic traffic) : IProgram
{
    private static readonly TableId Only = new(0);

    public string Name => "traffic";

    public IReadOnlyList<TableDefinition> Tables { get; } =
    [
        new(
            Only,
            "only",
            traffic.Rows,
            new RowShape(ElementType.Float, RowKind.Dense, Traffic.Columns),
            Sharding.Range),
    ];

    public bool IsModelParallel => false;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        new Worker(traffic, traffic.IsActive(worker.Index));

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    private sealed class Worker(Traffic traffic, bool isActive) : IWorkerProgram
    {
        private int _next;

        public void DeclareReads(in WorkUnit unit, ReadSet reads)
        {
            if (isActive && traffic.Direction == Direction.Reads)
            {
                reads.AddRange(Only, _next, traffic.RowsPerClock);
            }
        }

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            if (isActive && traffic.Direction == Direction.Increments)
            {
                output.IncrementRange<float>(Only, _next, traffic.RowsPerClock).Fill(1);
            }

            _next = (_next + traffic.RowsPerClock) % traffic.Rows;
        }

        public void Save(StateWriter state) => state.Write(_next);

        public void Load(StateReader state) => _next = state.Read<int>();
    }
}
