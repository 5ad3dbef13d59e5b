using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Lasso;

/// <summary>A program whose parts are wrapped by the test.</summary>
internal sealed class WrappedProgram(
    IProgram inner,
    Func<Func<IWorkerProgram>, IWorkerProgram>? wrapWorker = null,
    Func<Func<IScheduleProgram>, IScheduleProgram>? wrapScheduler = null,
    Action<Model, Evaluation>? evaluated = null) : IProgram
{
    /// <summary>The workers that were made, by index.</summary>
    public SortedDictionary<int, IWorkerProgram> Workers { get; } = [];

    public string Name => inner.Name;

    public IReadOnlyList<TableDefinition> Tables => inner.Tables;

    public bool IsModelParallel => inner.IsModelParallel;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        IWorkerProgram Create() => inner.CreateWorker(worker, workers, seed);
        return Workers[worker.Index] = wrapWorker is null ? Create() : wrapWorker(Create);
    }

    public IScheduleProgram CreateScheduler(int workers, Seed seed)
    {
        IScheduleProgram Create() => inner.CreateScheduler(workers, seed);
        return wrapScheduler is null ? Create() : wrapScheduler(Create);
    }

    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        Evaluation evaluation = inner.Evaluate(model, previous);
        evaluated?.Invoke(model, evaluation);
        return evaluation;
    }
}

/// <summary>A worker that is replaced, before every push, by a new one that loads what the old one saved.</summary>
internal sealed class RestartingWorker(Func<IWorkerProgram> create) : IWorkerProgram
{
    private IWorkerProgram _present = create();

    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        Restart();
        _present.DeclareReads(unit, reads);
    }

    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        Restart();
        _present.Push(unit, rows, output);
    }

    public void Save(StateWriter state) => _present.Save(state);

    public void Load(StateReader state) => _present.Load(state);

    private void Restart()
    {
        StateWriter saved = new();
        _present.Save(saved);
        _present = create();
        StateReader reader = new(saved.ToArray());
        _present.Load(reader);
        Assert.True(reader.AtEnd);
    }
}

/// <summary>The same for a schedule program, before every schedule and pull.</summary>
internal sealed class RestartingScheduler(Func<IScheduleProgram> create) : IScheduleProgram
{
    private IScheduleProgram _present = create();

    public void DeclareReads(int round, ReadSet reads) => _present.DeclareReads(round, reads);

    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        Restart();
        _present.Schedule(round, rows, output);
    }

    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
    {
        Restart();
        _present.Pull(unit, results, rows, output);
    }

    public void Save(StateWriter state) => _present.Save(state);

    public void Load(StateReader state) => _present.Load(state);

    private void Restart()
    {
        StateWriter saved = new();
        _present.Save(saved);
        _present = create();
        StateReader reader = new(saved.ToArray());
        _present.Load(reader);
        Assert.True(reader.AtEnd);
    }
}
