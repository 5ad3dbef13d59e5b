using System.Diagnostics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Benchmarks;

/// <summary>A program whose pushes are timed, each worker's of each round.</summary>
internal sealed class TimedPushes(IProgram inner) : IProgram
{
    private readonly SortedDictionary<int, long[]> _ticks = [];

    public string Name => inner.Name;

    public IReadOnlyList<TableDefinition> Tables => inner.Tables;

    public bool IsModelParallel => inner.IsModelParallel;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        new Worker(inner.CreateWorker(worker, workers, seed), worker, workers, _ticks);

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

    public Evaluation Evaluate(Model model, Evaluation? previous) => inner.Evaluate(model, previous);

    /// <summary>The slowest worker's pushes of each round, summed.</summary>
    public double CriticalSeconds() => _ticks.Values.Sum(round => round.Max()) / (double)Stopwatch.Frequency;

    private sealed class Worker(
        IWorkerProgram inner, WorkerId self, int workers, SortedDictionary<int, long[]> ticks) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) => inner.DeclareReads(unit, reads);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            long start = Stopwatch.GetTimestamp();
            inner.Push(unit, rows, output);
            long spent = Stopwatch.GetTimestamp() - start;
            if (!ticks.TryGetValue(unit.Round, out long[]? round))
            {
                round = new long[workers];
                ticks.Add(unit.Round, round);
            }

            round[self.Index] += spent;
        }

        public void Save(StateWriter state) => inner.Save(state);

        public void Load(StateReader state) => inner.Load(state);
    }
}
