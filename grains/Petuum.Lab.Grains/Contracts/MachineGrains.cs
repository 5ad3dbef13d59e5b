using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains;

/// <summary>What became of a parcel.</summary>
public enum Receipt
{
    /// <summary>The machine has it, now or since an earlier try.</summary>
    Accepted,

    /// <summary>There is no such machine here: it was lost, or its run is over.</summary>
    NoSuchMachine,

    /// <summary>
    /// The machine has it, but much to handle before: the sender counts it as in flight until the machine accepts a
    /// parcel without messages.
    /// </summary>
    AcceptedForLater,
}

/// <summary>
/// A machine of Core behind a grain. A call becomes a message, the machine is asked, and what it wants sent is sent; no
/// call waits for another machine, so none times out however long a straggler takes.
/// </summary>
public interface IMachineGrain : IGrainWithStringKey
{
    /// <summary>Takes messages for the machine. That this returns is their acknowledgement.</summary>
    Task<Receipt> DeliverAsync(Parcel parcel);

    /// <summary>
    /// Begins to make the machine, from its state at a cut if the order names one; its reports say when it is ready. It
    /// does nothing yet.
    /// </summary>
    Task PrepareAsync(MachineOrder order);

    /// <summary>Lets the machine begin.</summary>
    Task BeginAsync();

    /// <summary>Has the machine store its state at a clock; its reports say what became of it.</summary>
    Task OfferCutAsync(int clock);

    /// <summary>How the machine is, and what has happened since the last report.</summary>
    [ResponseTimeout("00:00:10")]
    Task<MachineReport> ReportAsync();

    /// <summary>
    /// The machine does nothing any more, but its grain stays, and wakes a job that is lost before its end is stored.
    /// </summary>
    [ResponseTimeout("00:00:05")]
    Task HaltAsync();

    /// <summary>Ends the machine; nothing of it is left.</summary>
    [ResponseTimeout("00:00:05")]
    Task StopAsync();
}

/// <summary>A shard.</summary>
public interface ITableShardGrain : IMachineGrain;

/// <summary>A worker.</summary>
public interface IWorkerGrain : IMachineGrain;

/// <summary>The scheduler.</summary>
public interface ISchedulerGrain : IMachineGrain;

/// <summary>What a machine is made from.</summary>
/// <param name="Job">The job.</param>
/// <param name="Cut">The cut to go on from; null: the beginning.</param>
/// <param name="SpentMicros">How long the job had run when this epoch began, in microseconds.</param>
/// <param name="HasFacts">Whether the job knows what silos that read parts of the data need to know.</param>
[GenerateSerializer, Immutable, Alias("petuum.order")]
public sealed record MachineOrder(
    [property: Id(0)] JobDescription Job,
    [property: Id(1)] CutId? Cut,
    [property: Id(2)] long SpentMicros,
    [property: Id(3)] bool HasFacts = false);

/// <summary>A consistent cut that was stored.</summary>
/// <param name="Epoch">The epoch whose machines stored it.</param>
/// <param name="Clock">The clock it is at.</param>
[GenerateSerializer, Immutable, Alias("petuum.cut")]
public sealed record CutId([property: Id(0)] int Epoch, [property: Id(1)] int Clock)
{
    /// <summary>What a machine's state at this cut is stored as.</summary>
    internal string NameOf(Core.Endpoint machine) => NameOf(PlainName(machine));

    /// <summary>A machine's name in the storage.</summary>
    internal static string PlainName(Core.Endpoint machine) => $"{machine.Role}-{machine.Index}";

    /// <summary>What the state of a machine of this name is stored as.</summary>
    internal string NameOf(string machine) => $"{Epoch}/{Clock}/{machine}";
}

/// <summary>How a machine is.</summary>
[GenerateSerializer, Immutable, Alias("petuum.report")]
public sealed record MachineReport
{
    /// <summary>False if the grain has no machine: it was lost with its silo.</summary>
    [Id(0)]
    public bool IsPresent { get; init; }

    /// <summary>True if it could begin.</summary>
    [Id(9)]
    public bool IsReady { get; init; }

    /// <summary>Rounds it has completed, or that all have as far as a shard knows.</summary>
    [Id(1)]
    public int Clock { get; init; }

    /// <summary>Messages it has handled.</summary>
    [Id(3)]
    public long Handled { get; init; }

    /// <summary>True if it neither computes nor has messages to handle.</summary>
    [Id(4)]
    public bool IsIdle { get; init; }

    /// <summary>Why it cannot go on; empty while it can.</summary>
    [Id(5)]
    public string Failure { get; init; } = "";

    /// <summary>Why it could not be made at present, which another epoch's may be; empty otherwise.</summary>
    [Id(12)]
    public string Obstacle { get; init; } = "";

    /// <summary>What it waits for, in a sentence; empty if for nothing.</summary>
    [Id(6)]
    public string Wait { get; init; } = "";

    /// <summary>The clocks of the latest cuts that it has stored.</summary>
    [Id(7)]
    public int[] StoredCuts { get; init; } = [];

    /// <summary>The clocks of the latest cuts that it was past, or could not store.</summary>
    [Id(10)]
    public int[] RefusedCuts { get; init; } = [];

    /// <summary>How long storing the last one took, in microseconds.</summary>
    [Id(11)]
    public long StoreMicros { get; init; }

    /// <summary>What has happened since the last report.</summary>
    [Id(8)]
    public EventRecord[] Events { get; init; } = [];
}

/// <summary>A <see cref="RunEvent"/> without its payload, for observers elsewhere.</summary>
[GenerateSerializer, Immutable, Alias("petuum.event")]
public readonly record struct EventRecord
{
    /// <summary>A record of an event.</summary>
    public EventRecord(in RunEvent happened) =>
        (Kind, SourceRole, Source, PeerRole, Peer, Clock, Amount, TimeMicros) = (
            (byte)happened.Kind, (byte)happened.Source.Role, happened.Source.Index,
            (byte)happened.Peer.Role, happened.Peer.Index, happened.Clock, happened.Amount, happened.TimeMicros);

    [Id(0)]
    private byte Kind { get; init; }

    [Id(1)]
    private byte SourceRole { get; init; }

    [Id(2)]
    private int Source { get; init; }

    [Id(3)]
    private byte PeerRole { get; init; }

    [Id(4)]
    private int Peer { get; init; }

    [Id(5)]
    private int Clock { get; init; }

    [Id(6)]
    private long Amount { get; init; }

    /// <summary>When it happened, since the run began.</summary>
    [Id(7)]
    public long TimeMicros { get; private init; }

    /// <summary>The event.</summary>
    public RunEvent ToEvent() => new(
        (RunEventKind)Kind,
        new Core.Endpoint((Core.Role)SourceRole, Source),
        new Core.Endpoint((Core.Role)PeerRole, Peer),
        Clock,
        Amount)
    { TimeMicros = TimeMicros };
}
