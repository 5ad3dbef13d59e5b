using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>Events for observers in other processes, until the next report.</summary>
internal sealed class EventBuffer
{
    private readonly Lock _gate = new();
    private readonly List<EventRecord> _events = [];
    private readonly List<NewsItem> _evaluations = [];

    /// <summary>Keeps an event, if it means something without its payload, and evaluations with theirs.</summary>
    public void Add(in RunEvent happened)
    {
        bool isKept = happened.Kind is RunEventKind.JobStarted or RunEventKind.RoundStarted
            or RunEventKind.WaitStarted or RunEventKind.WaitEnded or RunEventKind.RowsRead
            or RunEventKind.ComputeEnded or RunEventKind.RoundEnded
            or RunEventKind.MessageSent or RunEventKind.MessageDelivered;
        if (!isKept && happened.Payload is not Evaluation)
        {
            return;
        }

        EventRecord record = new(happened);
        lock (_gate)
        {
            if (happened.Payload is Evaluation evaluation)
            {
                _evaluations.Add(new NewsItem { Event = record, Evaluation = new EvaluationRecord(evaluation) });
            }
            else
            {
                _events.Add(record);
            }
        }
    }

    /// <summary>The events that were kept; there are none then.</summary>
    public EventRecord[] TakeEvents() => Take(_events);

    /// <summary>The evaluations that were kept; there are none then.</summary>
    public NewsItem[] TakeEvaluations() => Take(_evaluations);

    private T[] Take<T>(List<T> kept)
    {
        lock (_gate)
        {
            T[] taken = [.. kept];
            kept.Clear();
            return taken;
        }
    }
}
