using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Simulation;

/// <summary>
/// What every machine did since the run began, up to now; may be read at any time, observers' callbacks included.
/// </summary>
public sealed class Accounting
{
    internal Accounting(int workers, int shards)
    {
        Workers = [.. Enumerable.Range(0, workers).Select(_ => new MachineAccount(this))];
        Shards = [.. Enumerable.Range(0, shards).Select(_ => new MachineAccount(this))];
        Scheduler = new MachineAccount(this);
    }

    /// <summary>Virtual time: what the accounts cover.</summary>
    public long NowMicros { get; internal set; }

    /// <summary>By worker.</summary>
    public IReadOnlyList<MachineAccount> Workers { get; }

    /// <summary>By shard.</summary>
    public IReadOnlyList<MachineAccount> Shards { get; }

    /// <summary>The scheduler; all zero where there is none.</summary>
    public MachineAccount Scheduler { get; }

    /// <summary>The account of a worker, a shard or the scheduler.</summary>
    public MachineAccount this[Endpoint machine] => machine.Role switch
    {
        Role.Worker => Workers[machine.Index],
        Role.Shard => Shards[machine.Index],
        Role.Scheduler => Scheduler,
        _ => throw new InvariantException("the job is an observer: it has no account."),
    };

    /// <summary>Messages sent over the network by all machines.</summary>
    public long MessagesSent => Sum(account => account.MessagesSent);

    /// <summary>Bytes sent over the network by all machines.</summary>
    public long BytesSent => Sum(account => account.BytesSent);

    private long Sum(Func<MachineAccount, long> amount) => Workers.Sum(amount) + Shards.Sum(amount) + amount(Scheduler);
}

/// <summary>
/// What one machine did. Its time is either computing, or waiting for a reason, or idle: their sum is the run's time.
/// Shards compute nothing and never wait: theirs is idle.
/// </summary>
public sealed class MachineAccount
{
    private const int Idle = 0;
    private const int Computing = 1;
    private const int Waiting = 2;

    private readonly Accounting _owner;
    private readonly long[] _micros = new long[Waiting + 4];
    private int _activity = Idle;
    private long _sinceMicros;

    internal MachineAccount(Accounting owner) => _owner = owner;

    /// <summary>Messages sent over the network.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>Their bytes.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Messages received over the network, once for each time they arrived.</summary>
    public long MessagesReceived { get; private set; }

    /// <summary>Their bytes.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Messages sent to machines on the same host: not in the numbers above.</summary>
    public long LocalMessagesSent { get; private set; }

    /// <summary>Time that the host's card was busy sending for this machine.</summary>
    public long SendMicros => SendNanos / 1000;

    /// <summary>Time that the host's card was busy receiving for this machine.</summary>
    public long ReceiveMicros => ReceiveNanos / 1000;

    /// <summary>Time computing.</summary>
    public long ComputeMicros => Total(Computing);

    /// <summary>Time waiting, for all reasons.</summary>
    public long WaitMicrosTotal =>
        WaitMicros(WaitReason.Rows) + WaitMicros(WaitReason.Dispatch)
        + WaitMicros(WaitReason.ValueBound) + WaitMicros(WaitReason.Results);

    /// <summary>Time before the first and after the last round.</summary>
    public long IdleMicros => Total(Idle);

    /// <summary>Rounds completed.</summary>
    public long Rounds { get; private set; }

    /// <summary>Data samples processed in completed rounds.</summary>
    public long Samples { get; private set; }

    /// <summary>Reads that this shard had to park.</summary>
    public long ParkedReads { get; private set; }

    internal long SendNanos { get; private set; }

    internal long ReceiveNanos { get; private set; }

    /// <summary>Time waiting for one reason.</summary>
    public long WaitMicros(WaitReason reason) => Total(Waiting + (int)reason);

    internal void Sent(long bytes, long nanos) =>
        (MessagesSent, BytesSent, SendNanos) = (MessagesSent + 1, BytesSent + bytes, SendNanos + nanos);

    internal void SentLocally() => LocalMessagesSent++;

    internal void Received(long bytes, long nanos) =>
        (MessagesReceived, BytesReceived, ReceiveNanos) =
            (MessagesReceived + 1, BytesReceived + bytes, ReceiveNanos + nanos);

    /// <summary>Books a machine's event.</summary>
    internal void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.WaitStarted:
                Become(Waiting + (int)(WaitReason)happened.Payload!);
                break;
            case RunEventKind.ComputeStarted:
                Become(Computing);
                break;
            case RunEventKind.WaitEnded or RunEventKind.ComputeEnded:
                Become(Idle);
                break;
            case RunEventKind.RoundEnded:
                (Rounds, Samples) = (Rounds + 1, Samples + happened.Amount);
                break;
            case RunEventKind.ReadParked:
                ParkedReads++;
                break;
            default:
                break;
        }
    }

    private void Become(int activity)
    {
        _micros[_activity] += _owner.NowMicros - _sinceMicros;
        (_activity, _sinceMicros) = (activity, _owner.NowMicros);
    }

    private long Total(int activity) =>
        _micros[activity] + (activity == _activity ? _owner.NowMicros - _sinceMicros : 0);
}
