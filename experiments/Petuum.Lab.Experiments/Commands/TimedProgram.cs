using System.Diagnostics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>A program whose pushes are timed; the same in everything else.</summary>
internal sealed class TimedProgram(IProgram inner) : IProgram
{
    /// <summary>Time spent in pushes.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Work units that they reported.</summary>
    public long Work { get; private set; }

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables => inner.Tables;

    /// <inheritdoc/>
    public bool IsModelParallel => inner.IsModelParallel;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        new TimedWorker(this, inner.CreateWorker(worker, workers, seed));

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous) => inner.Evaluate(model, previous);

    private sealed class TimedWorker(TimedProgram owner, IWorkerProgram inner) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) => inner.DeclareReads(unit, reads);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            long before = output.Work;
            long started = Stopwatch.GetTimestamp();
            inner.Push(unit, rows, output);
            owner.Elapsed += Stopwatch.GetElapsedTime(started);
            owner.Work += output.Work - before;
        }

        public void Save(StateWriter state) => inner.Save(state);

        public void Load(StateReader state) => inner.Load(state);
    }
}
