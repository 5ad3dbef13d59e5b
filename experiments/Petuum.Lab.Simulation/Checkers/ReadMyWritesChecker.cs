using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// A reader sees its own changes under every policy: each row that is read equals, to the bit, the last copy received
/// with all own
/// changes on top that the copy did not contain, in the order they were made; but for gradients of which shards make
/// steps, which only come back in copies. What was sent is what was committed.
/// </summary>
public sealed class ReadMyWritesChecker : Checker
{
    private readonly ReaderMirror[] _readers;

    /// <summary>A checker of one run.</summary>
    public ReadMyWritesChecker(JobPlan plan)
        : base(plan)
    {
        SentChanges.Spares spares = new(plan.Program.Tables);
        _readers = [.. Enumerable.Range(0, plan.Workers + 1).Select(_ => new ReaderMirror(plan, spares))];
    }

    /// <inheritdoc/>
    public override string Name => "read my writes";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.ComputeEnded when happened.Payload is PushOutput push:
                _readers[WriterOf(happened.Source)].Commit(push);
                break;
            case RunEventKind.Pulled:
                _readers[WriterOf(happened.Source)].Commit((PullOutput)happened.Payload!);
                break;
            case RunEventKind.UpdateCreated:
                CheckCreated(happened, (Update)happened.Payload!);
                break;
            case RunEventKind.UpdateApplied:
                _readers[WriterOf(happened.Peer)].NoteApplied(happened.Source.Index);
                break;
            case RunEventKind.RowsSent:
                _readers[WriterOf(happened.Peer)].NoteSent(happened.Source.Index);
                break;
            case RunEventKind.RowsReceived:
                _readers[WriterOf(happened.Source)].Receive((RowsMessage)happened.Payload!);
                break;
            case RunEventKind.RowsRead:
                CheckRead(happened, (RowView)happened.Payload!);
                break;
            default:
                break;
        }
    }

    internal override bool Wants(RunEventKind kind) => kind is RunEventKind.ComputeEnded or RunEventKind.Pulled
        or RunEventKind.UpdateCreated or RunEventKind.UpdateApplied or RunEventKind.RowsSent
        or RunEventKind.RowsReceived or RunEventKind.RowsRead;

    private void CheckCreated(in RunEvent happened, Update update)
    {
        if (_readers[WriterOf(happened.Source)].Send(update) is { } problem)
        {
            Fail(
                happened,
                $"{happened.Source} in round {happened.Clock} sends {NameOf(problem.Table, problem.Row)} to "
                + $"{update.To}: {problem.What}.");
        }
    }

    private void CheckRead(in RunEvent happened, RowView view)
    {
        ReaderMirror reader = _readers[WriterOf(happened.Source)];
        for (int index = 0; index < view.Count; index++)
        {
            if (reader.Difference(view, index) is { } difference)
            {
                (TableId table, int row) = view.Read(index);
                Fail(
                    happened,
                    $"{happened.Source} in round {happened.Clock} read {NameOf(table, row)} as "
                    + $"{view.ProvenanceOf(index)}: {difference}.");
            }
        }

        Checks += view.Count;
    }
}
