using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// The job: puts shards' snapshots of a clock together, evaluates the model, and says when the run is over.
/// </summary>
public sealed class JobMachine(JobPlan plan)
{
    private readonly InOrderInbox _inbox = new();
    private readonly SortedDictionary<int, List<ShardSnapshot>> _gathering = [];
    private double _firstSize;

    /// <summary>How the run ended; null while it goes on.</summary>
    public JobOutcome? Outcome { get; private set; }

    /// <summary>The clock of the last evaluated model; −1 before the first.</summary>
    public int Clock { get; private set; } = -1;

    /// <summary>The last evaluated model.</summary>
    public Model? Model { get; private set; }

    /// <summary>Its evaluation.</summary>
    public Evaluation? Evaluation { get; private set; }

    /// <summary>Takes a shard's snapshot, in any order and any number of times.</summary>
    public void Receive(Message message, Outbox outbox)
    {
        Endpoint sender = message.From;
        for (Message? next = _inbox.Accept(message) ? message : null; next is not null; next = _inbox.TakeNext(sender))
        {
            On((ShardSnapshot)next, outbox);
        }
    }

    private void On(ShardSnapshot snapshot, Outbox outbox)
    {
        if (Outcome is not null)
        {
            snapshot.Release();
            return;
        }

        if (!_gathering.TryGetValue(snapshot.Clock, out List<ShardSnapshot>? parts))
        {
            parts = [];
            _gathering.Add(snapshot.Clock, parts);
        }

        parts.Add(snapshot);
        if (parts.Count == plan.Shards)
        {
            _gathering.Remove(snapshot.Clock);
            Evaluate(snapshot.Clock, parts, outbox);
        }
    }

    private void Evaluate(int clock, List<ShardSnapshot> parts, Outbox outbox)
    {
        Model model = new(plan.Program.Tables);
        foreach (ShardSnapshot part in parts)
        {
            foreach (RowBatch batch in part.Batches)
            {
                model.Put(batch);
            }

            part.Release();
        }

        (Clock, Model) = (clock, model);
        Evaluation = plan.Program.Evaluate(model, Evaluation);
        outbox.Emit(new RunEvent(RunEventKind.Evaluated, Endpoint.Job, Endpoint.Job, clock, Payload: Evaluation));
        Outcome = Judge(Evaluation);
        _firstSize = _firstSize == 0 ? Math.Abs(Evaluation.Objective) : _firstSize;
    }

    private JobOutcome? Judge(Evaluation evaluation)
    {
        StopRule stop = plan.Stop;
        if (!double.IsFinite(evaluation.Objective)
            || (_firstSize > 0 && evaluation.Objective > stop.DivergenceFactor * _firstSize))
        {
            return JobOutcome.Diverged;
        }

        if (evaluation.Gap <= stop.Tolerance || evaluation.Objective <= stop.TargetObjective)
        {
            return JobOutcome.Converged;
        }

        if (Clock < stop.MaxClocks)
        {
            return null;
        }

        return stop.Tolerance is null && stop.TargetObjective is null ? JobOutcome.Completed : JobOutcome.NotConverged;
    }
}
