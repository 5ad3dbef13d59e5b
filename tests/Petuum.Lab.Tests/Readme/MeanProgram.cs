using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Readme;

/// <summary>The README's worker program, made whole.</summary>
internal sealed class MeanProgram(double[][] parts) : IProgram
{
    public string Name => "mean";

    public IReadOnlyList<TableDefinition> Tables { get; } =
    [
        new TableDefinition(
            new TableId(0), "mean", 1, new RowShape(ElementType.Double, RowKind.Dense, 1), Sharding.Range),
    ];

    public bool IsModelParallel => false;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new Mean(parts[worker.Index]);

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double mean = model.Dense<double>(new TableId(0), 0)[0];
        double squares = parts.SelectMany(part => part).Sum(value => (value - mean) * (value - mean));
        return new Evaluation(squares, double.NaN, []);
    }

    // README: begin
    private sealed class Mean(double[] mine) : IWorkerProgram   // workers pull one shared number towards their own data
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.Add(new TableId(0), row: 0);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            double error = mine[unit.Round % mine.Length] - rows.Dense<double>(0)[0];
            output.Increment<double>(new TableId(0), row: 0)[0] += 0.05 * error;
        }

        public void Save(StateWriter state) { }
        public void Load(StateReader state) { }
    }
    // README: end
}
