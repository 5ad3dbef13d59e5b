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
    private readonly Cuts _cuts = new(plan, Endpoint.Job);
    private readonly SortedDictionary<int, List<ShardSnapshot>> _gathering = [];
    private double _firstSize;

    /// <summary>How the run ended; null while it goes on.</summary>
    public JobOutcome? Outcome { get; private set; }

    /// <summary>The clock of the last evaluated model; −1 before the first.</summary>
    public int Clock { get; private set; } = -1;

    /// <summary>The last evaluated model; null where the evaluation came with a restored state.</summary>
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

    /// <summary>
    /// Agrees to save its state at a cut: what it knew before it evaluated that clock or a later one. False if it has
    /// evaluated that already, or the run is over.
    /// </summary>
    public bool OfferCut(int clock, Outbox outbox)
    {
        if (Outcome is not null || clock <= Clock || !_cuts.Agree(clock))
        {
            return false;
        }

        SaveCuts(outbox);
        return true;
    }

    /// <summary>
    /// Goes on from a saved state: evaluates its clock, if that is one to evaluate, and later ones again, with the same
    /// results. To be called before anything else.
    /// </summary>
    /// <exception cref="InvariantException">The state is not one of this job's; says what differs.</exception>
    public void Restore(ReadOnlyMemory<byte> state)
    {
        Invariant.Require(Clock < 0 && _gathering.Count == 0, "the job was restored after it had begun.");
        StateReader reader = _cuts.Open(state, out _);
        Clock = reader.Read<int>();
        _firstSize = reader.Read<double>();
        double objective = reader.Read<double>();
        double gap = reader.Read<double>();
        double[] memory = reader.ReadArray<double>();
        List<Metric> metrics = [];
        for (int left = reader.Read<int>(); left > 0; left--)
        {
            metrics.Add(new Metric(reader.ReadText(), reader.Read<double>()));
        }

        _cuts.Close(reader);
        Evaluation = new Evaluation(objective, gap, metrics) { Memory = memory };
    }

    /// <summary>The cuts up to the next clock to evaluate: nothing that belongs before them is missing.</summary>
    private void SaveCuts(Outbox outbox)
    {
        int next = Math.Min(((Clock / plan.EvaluateEvery) + 1) * plan.EvaluateEvery, plan.Stop.MaxClocks);
        while (Evaluation is not null && _cuts.Next <= next)
        {
            int clock = _cuts.Next;
            _cuts.Take(clock);
            outbox.Save(Endpoint.Job, clock, CutState.Of(Save(clock, Evaluation)));
        }
    }

    private ReadOnlyMemory<byte> Save(int clock, Evaluation evaluation)
    {
        StateWriter writer = _cuts.Begin(clock);
        writer.Write(Clock);
        writer.Write(_firstSize);
        writer.Write(evaluation.Objective);
        writer.Write(evaluation.Gap);
        writer.WriteSpan(evaluation.Memory.Span);
        writer.Write(evaluation.Metrics.Count);
        foreach (Metric metric in evaluation.Metrics)
        {
            writer.WriteText(metric.Name);
            writer.Write(metric.Value);
        }

        return writer.Written;
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
        Model model = Model ?? new Model(plan.Program.Tables);
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
        if (Outcome is null)
        {
            SaveCuts(outbox);
        }
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
