using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Programs;

/// <summary>
/// All that can depend on the past does: a worker draws on from one generator and keeps a sum of what it read, an
/// evaluation adds to the one before and to what that one remembers. Objectives grow until the run has diverged, if its
/// divergence factor is small.
/// </summary>
public sealed class HistoryProgram : IProgram
{
    private const int Rows = 5;

    private static readonly TableId Table = new(0);

    /// <inheritdoc/>
    public string Name => "history";

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; } =
        [new(Table, "past", Rows, new RowShape(ElementType.Double, RowKind.Dense, 1), Sharding.Hash)];

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        new Worker(seed.Split("history", worker.Index).CreateGenerator());

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            sum += Math.Abs(model.Dense<double>(Table, row)[0]);
        }

        double remembered = previous is null ? 0 : previous.Memory.Span[0];
        double last = previous is null ? 0 : previous.Metrics[0].Value;
        return new Evaluation(1 + sum + (previous?.Objective ?? 0), sum - last, [new Metric("last", sum + remembered)])
        {
            Memory = new[] { remembered + (0.1 * sum) },
        };
    }

    private sealed class Worker(Pcg32 generator) : IWorkerProgram
    {
        private double _seen;

        public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.AddRange(Table, 0, Rows);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            for (int row = 0; row < rows.Count; row++)
            {
                _seen = (0.9 * _seen) + rows.Dense<double>(row)[0];
            }

            double share = _seen / (1 + Math.Abs(_seen));
            output.Increment<double>(Table, generator.NextInt(Rows))[0] += generator.NextDouble(-1, 1) + share;
        }

        public void Save(StateWriter state)
        {
            state.Write(generator.State);
            state.Write(_seen);
        }

        public void Load(StateReader state)
        {
            generator.State = state.Read<ulong>();
            _seen = state.Read<double>();
        }
    }
}
