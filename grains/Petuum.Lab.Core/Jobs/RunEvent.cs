namespace Petuum.Lab.Core.Jobs;

/// <summary>What happened; the comment names the payload, which is valid during the call only.</summary>
public enum RunEventKind
{
    /// <summary>The run begins.</summary>
    JobStarted,

    /// <summary>
    /// Worker (Source) starts round Clock: its reads are complete. Amount: the smallest completed clock it knows of.
    /// </summary>
    RoundStarted,

    /// <summary>Worker or scheduler (Source) must wait in round Clock; Payload: <see cref="WaitReason"/>.</summary>
    WaitStarted,

    /// <summary>The wait of Source is over.</summary>
    WaitEnded,

    /// <summary>Source reads in round Clock. Payload: <see cref="Programs.RowView"/>.</summary>
    RowsRead,

    /// <summary>Source computes for Amount work units in round Clock.</summary>
    ComputeStarted,

    /// <summary>
    /// Source has computed. Payload of a worker's: <see cref="Programs.PushOutput"/>, which it commits now.
    /// </summary>
    ComputeEnded,

    /// <summary>Worker (Source) has completed round Clock; Amount: samples it processed in it.</summary>
    RoundEnded,

    /// <summary>Source made an update for shard Peer in round Clock. Payload: <see cref="Messages.Update"/>.</summary>
    UpdateCreated,

    /// <summary>
    /// Shard (Source) applied an update of Peer; Amount: the shard's version after it. Payload:
    /// <see cref="Messages.Update"/>.
    /// </summary>
    UpdateApplied,

    /// <summary>The slowest writer known to shard (Source) has completed Clock rounds.</summary>
    ClockAdvanced,

    /// <summary>Shard (Source) parked a read of Peer until Clock.</summary>
    ReadParked,

    /// <summary>Shard (Source) sends rows to Peer. Payload: <see cref="Messages.RowsMessage"/>.</summary>
    RowsSent,

    /// <summary>
    /// Source has taken rows from shard Peer into its cache. Payload: <see cref="Messages.RowsMessage"/>.
    /// </summary>
    RowsReceived,

    /// <summary>
    /// The scheduler dispatched round Clock; Amount: items. Payload: <see cref="Programs.ScheduleOutput"/>.
    /// </summary>
    Scheduled,

    /// <summary>
    /// The scheduler pulled round Clock. Payload: <see cref="Programs.PullOutput"/>, which it commits now.
    /// </summary>
    Pulled,

    /// <summary>A message left Source for Peer; Amount: bytes. Payload: <see cref="Messages.Message"/>.</summary>
    MessageSent,

    /// <summary>
    /// A message from Peer arrived at Source; Amount: bytes. Payload: <see cref="Messages.Message"/>.
    /// </summary>
    MessageDelivered,

    /// <summary>The model of Clock was evaluated. Payload: <see cref="Programs.Evaluation"/>.</summary>
    Evaluated,

    /// <summary>The run ended. Payload: <see cref="JobResult"/>.</summary>
    JobEnded,
}

/// <summary>Why a machine waits.</summary>
public enum WaitReason
{
    /// <summary>For rows fresh enough, or for the start rule.</summary>
    Rows,

    /// <summary>For the scheduler to dispatch the round.</summary>
    Dispatch,

    /// <summary>For updates in transit to fall within the value bound.</summary>
    ValueBound,

    /// <summary>For partial results of the workers.</summary>
    Results,
}

/// <summary>Reasons as payloads of events, made once.</summary>
internal static class WaitReasons
{
    private static readonly object[] Payloads = [.. Enum.GetValues<WaitReason>().Select(reason => (object)reason)];

    /// <summary>The reason as an object; nothing is allocated.</summary>
    public static object PayloadOf(WaitReason reason) => Payloads[(int)reason];
}

/// <summary>Something that happened in a run.</summary>
/// <param name="Kind">What.</param>
/// <param name="Source">Where.</param>
/// <param name="Peer">The other machine, if there is one.</param>
/// <param name="Clock">The round or clock concerned.</param>
/// <param name="Amount">Bytes, work units, items or a version, by kind.</param>
/// <param name="Payload">The object concerned, by kind; valid during the call only.</param>
public readonly record struct RunEvent(
    RunEventKind Kind, Endpoint Source, Endpoint Peer, int Clock, long Amount = 0, object? Payload = null)
{
    /// <summary>When, in microseconds since the start: virtual or wall, by runtime.</summary>
    public long TimeMicros { get; init; }
}

/// <summary>Sees every event of a run, in order.</summary>
public interface IRunObserver
{
    /// <summary>
    /// Whether evaluations are all that it wants: runtimes may spare themselves the other events, of which there are
    /// thousands as many.
    /// </summary>
    bool WantsEvaluationsOnly => false;

    /// <summary>Called for each event; must not keep the payload.</summary>
    void On(in RunEvent happened);
}
