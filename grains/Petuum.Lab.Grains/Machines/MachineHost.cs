using System.Collections.Concurrent;
using System.Diagnostics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>
/// Runs one machine: gives it its messages one at a time, sends what it wants sent, keeps what is to be reported. A
/// machine that computes runs on the silo's <see cref="ComputePool"/>; the others run within the grain's turns. None
/// runs while too much of what it has sent is in flight.
/// </summary>
internal sealed class MachineHost : Outbox, IDisposable
{
    private const int ItemsAtOnce = 32;

    private static readonly object Computed = new();

    private readonly JobRoom _room;
    private readonly Endpoint _self;
    private readonly Driver _driver;
    private readonly Courier _courier;
    private readonly ComputePool _pool;
    private readonly MachineMeter _meter;
    private readonly ConcurrentQueue<object> _work = new();
    private readonly List<(Endpoint To, List<Message> Messages)> _outgoing = [];
    private readonly EventBuffer? _events;
    private readonly CutBook _cuts = new();
    private readonly Lock _running = new();
    private readonly CancellationTokenSource _stopped = new();
    private MachineFailedException? _failure;
    private (int Clock, long Work)? _computing;
    private long _beganMicros;
    private long _handled;
    private long _bytesWaiting;
    private int _pending;
    private int _isReady;

    /// <summary>A host of a machine.</summary>
    public MachineHost(JobRoom room, Endpoint self, Driver driver, Courier courier, ComputePool pool)
    {
        (_room, _self, _driver, _courier, _pool) = (room, self, driver, courier, pool);
        _events = room.Job.ReportsEvents ? new EventBuffer() : null;
        _meter = new MachineMeter(room.Job.Id, self);
    }

    /// <summary>
    /// Stores the machine's state at a cut, whose pieces are taken as it gets to them; is told when nobody wants it.
    /// </summary>
    public required Func<int, IEnumerable<ReadOnlyMemory<byte>>, CancellationToken, Task> Store { get; init; }

    /// <summary>Whether what comes is handled by who brings it, where there is room for what comes of it.</summary>
    public bool RunsInTurns { get; init; }

    /// <summary>Called with why a state could not be stored; its cut never counts.</summary>
    public Action<Exception>? NotStored { get; init; }

    /// <summary>Called after the machine has handled something.</summary>
    public Action? Changed { get; init; }

    /// <summary>Done when no state is being stored, and none deleted that was stored too late.</summary>
    public Task Storing { get; private set; } = Task.CompletedTask;

    /// <summary>Why the machine cannot go on; null while it can.</summary>
    public MachineFailedException? Failure => Volatile.Read(ref _failure);

    /// <summary>Evaluations since they were last asked for.</summary>
    public NewsItem[] TakeEvaluations() => _events?.TakeEvaluations() ?? [];

    /// <summary>Lets the machine begin.</summary>
    public void Begin() => Post(this);

    /// <summary>
    /// Takes a parcel's messages. Shards and the job say when too many wait here to be handled: shards then wait for
    /// the job, and workers for shards. Workers and the scheduler never do, or they might wait for one another.
    /// </summary>
    public Receipt Post(Parcel parcel)
    {
        if (parcel.TryTake())
        {
            foreach (Message message in parcel.Messages)
            {
                Post((object)message);
            }
        }

        bool isFull = Interlocked.Read(ref _bytesWaiting) > _courier.BytesMax && _self.Role is Role.Shard or Role.Job;
        return isFull ? Receipt.AcceptedForLater : Receipt.Accepted;
    }

    /// <summary>Has the machine store its state at a clock; its reports say what became of it.</summary>
    public void OfferCut(int clock) => Post(new CutOffer(clock));

    /// <summary>The machine handles nothing any more when this returns; what it says then does not change.</summary>
    public void Stop()
    {
        _stopped.Cancel();
        lock (_running)
        {
            _courier.Dispose();
        }
    }

    /// <summary>How the machine is; events are reported once, cuts again and again.</summary>
    public MachineReport Report()
    {
        bool isIdle = Volatile.Read(ref _pending) == 0 && _courier.ParcelsInFlight == 0 && _running.TryEnter();
        try
        {
            return new MachineReport
            {
                IsPresent = true,
                IsReady = true,
                Clock = _driver.Clock,
                Handled = Interlocked.Read(ref _handled),
                IsIdle = isIdle,
                Failure = Failure?.Message ?? "",
                Wait = isIdle ? _driver.Wait : "",
                StoredCuts = _cuts.Stored,
                RefusedCuts = _cuts.Refused,
                StoreMicros = _cuts.LastMicros,
                Events = _events?.TakeEvents() ?? [],
            };
        }
        finally
        {
            if (isIdle)
            {
                _running.Exit();
            }
        }
    }

    /// <inheritdoc/>
    public override void Send(Message message)
    {
        CallSizes.RequireThatFits(message);
        Emit(new RunEvent(RunEventKind.MessageSent, message.From, message.To, 0, message.Bytes, message));
        if (_room.Setup.Network is { } network && message.To.Role != Role.Job
            && network.Send(message, _room.NowMicros) is { } arrival)
        {
            SendSlowly(message, network, arrival);
            return;
        }

        int open = _outgoing.FindIndex(parcel => parcel.To == message.To);
        if (open < 0)
        {
            _outgoing.Add((message.To, [message]));
        }
        else
        {
            _outgoing[open].Messages.Add(message);
        }
    }

    /// <inheritdoc/>
    public override void Compute(Endpoint machine, int clock, long work) => _computing = (clock, work);

    /// <inheritdoc/>
    public override void Save(Endpoint machine, int clock, CutState state) =>
        Storing = StoreAsync(clock, state, earlier: Storing);

    /// <inheritdoc/>
    public override void Emit(in RunEvent happened)
    {
        RunEvent now = happened with { TimeMicros = _room.NowMicros };
        _room.Emit(now);
        _events?.Add(now);
        _meter.On(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Cancel();
        _meter.Dispose();
        _courier.Dispose();
    }

    private void Post(object item)
    {
        Interlocked.Increment(ref _pending);
        Interlocked.Add(ref _bytesWaiting, BytesOf(item));
        _work.Enqueue(item);
        if (RunsInTurns && !_courier.IsFull && Interlocked.Exchange(ref _isReady, 1) == 0)
        {
            Run();
        }
        else
        {
            Offer();
        }
    }

    private static long BytesOf(object item) => item is Message message ? CallSizes.OfMessage(message) : 0;

    /// <summary>Has the pool run the machine, unless that is to happen already.</summary>
    private void Offer()
    {
        if (!_work.IsEmpty && Interlocked.Exchange(ref _isReady, 1) == 0)
        {
            _courier.WhenNotFull(() => _pool.Enqueue(Run));
        }
    }

    /// <summary>Some items, then it is others' turn.</summary>
    private void Run()
    {
        for (int item = 0; item < ItemsAtOnce && !_courier.IsFull && _work.TryDequeue(out object? next); item++)
        {
            Handle(next);
        }

        // A full fence: what was posted before is seen, or who posted it sees this.
        Interlocked.Exchange(ref _isReady, 0);
        Offer();
    }

    /// <summary>One message, the end of a computation, or the beginning.</summary>
    private void Handle(object item)
    {
        long bytes = BytesOf(item);
        lock (_running)
        {
            HandleAlone(item);
        }

        Interlocked.Add(ref _bytesWaiting, -bytes);
        Interlocked.Decrement(ref _pending);
    }

    private void HandleAlone(object item)
    {
        try
        {
            if (_failure is null && !_stopped.IsCancellationRequested)
            {
                Give(item);
                Changed?.Invoke();
            }
            else
            {
                (item as Message)?.Release();
            }

            Flush();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void Fail(Exception failure)
    {
        _failure = new MachineFailedException($"{_driver.Name} failed: {failure.Message}", failure);
        _room.Setup.Failed?.Invoke(_failure);
        Changed?.Invoke();
    }

    private void Give(object item)
    {
        _beganMicros = _room.NowMicros;
        switch (item)
        {
            case Message message:
                Emit(new RunEvent(
                    RunEventKind.MessageDelivered, message.To, message.From, 0, message.Bytes, message));
                Interlocked.Increment(ref _handled);
                _driver.Receive(message, this);
                break;
            case CutOffer offer:
                if (!_driver.OfferCut(offer.Clock, this))
                {
                    _cuts.Refuse(offer.Clock);
                }

                break;
            case MachineHost:
                _driver.Start(this);
                break;
            default:
                _driver.OnComputed(this);
                break;
        }

        FinishComputing();
    }

    /// <summary>
    /// What was computed is committed when it is time, after the messages that have come meanwhile.
    /// </summary>
    private void FinishComputing()
    {
        if (_computing is not { } computing)
        {
            return;
        }

        _computing = null;
        long took = _room.NowMicros - _beganMicros;
        long total = _self.Role == Role.Worker && _room.Setup.Compute is { } compute
            ? compute(
                new WorkerId(_self.Index), computing.Clock, _driver.BeginsRound, computing.Work, _beganMicros, took)
            : took;
        if (total <= took)
        {
            Post(Computed);
            return;
        }

        Later(total - took, () => Post(Computed));
    }

    /// <summary>
    /// One cut after the other: when one is whole, nobody is storing an earlier one any more. It is done beside the
    /// machine's turns, so that only taking a piece keeps it from handling something.
    /// </summary>
    private async Task StoreAsync(int clock, CutState state, Task earlier)
    {
        await earlier;
        long began = Stopwatch.GetTimestamp();
        try
        {
            IEnumerable<ReadOnlyMemory<byte>> pieces = state.Whole is { } whole ? [whole] : PiecesOf(state);
            await Task.Run(() => Store(clock, pieces, _stopped.Token));
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            _meter.OnCutStored(took);
            _cuts.Store(clock, took);
        }
        catch (Exception failure)
        {
            _cuts.Refuse(clock);
            if (!_stopped.IsCancellationRequested)
            {
                NotStored?.Invoke(failure);
            }
        }

        if (state.Whole is null)
        {
            lock (_running)
            {
                state.Dispose();
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> PiecesOf(CutState state)
    {
        while (TryTake(state, out ReadOnlyMemory<byte> piece))
        {
            yield return piece;
        }
    }

    /// <summary>The next piece, while the machine handles nothing.</summary>
    private bool TryTake(CutState state, out ReadOnlyMemory<byte> piece)
    {
        lock (_running)
        {
            return _stopped.IsCancellationRequested
                ? throw new OperationCanceledException($"{_self} has ended while its state was being stored.")
                : state.TryTake(out piece);
        }
    }

    private void SendSlowly(Message message, IInjectedNetwork network, long arrival) =>
        Later(arrival - _room.NowMicros, () =>
        {
            long delivery = network.Receive(message, _room.NowMicros);
            Later(delivery - _room.NowMicros, () => _courier.Ship(message.To, new Parcel([message])));
        });

    private void Later(long micros, Action act)
    {
        Interlocked.Increment(ref _pending);
        _room.Delays.After(micros, act + (() => Interlocked.Decrement(ref _pending)), Fail);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        foreach ((Endpoint to, List<Message> messages) in _outgoing)
        {
            foreach (Parcel parcel in CallSizes.Split(messages))
            {
                _courier.Ship(to, parcel);
            }
        }

        _outgoing.Clear();
    }

    private sealed record CutOffer(int Clock);
}
