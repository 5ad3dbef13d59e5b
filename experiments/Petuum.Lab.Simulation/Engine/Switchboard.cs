using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>The outbox of all machines: turns what they want into events, books it, and tells the observer.</summary>
internal sealed class Switchboard : Outbox
{
    private readonly SimulationOptions _options;
    private readonly Topology _topology;
    private readonly EventQueue<SimulatedEvent> _queue;
    private readonly Network _network;
    private readonly JobMachine _job;
    private readonly Accounting _accounting;
    private readonly IRunObserver? _observer;
    private readonly MachineAccount[] _accounts;
    private readonly int[] _hosts;
    private readonly int[] _lastRound;

    public Switchboard(
        SimulationOptions options,
        Topology topology,
        EventQueue<SimulatedEvent> queue,
        JobMachine job,
        Accounting accounting,
        IRunObserver? observer)
    {
        (_options, _topology, _queue, _job) = (options, topology, queue, job);
        (_accounting, _observer) = (accounting, observer);
        _network = new Network(options.Network, topology, options.Seed);
        _accounts =
        [
            .. Enumerable.Range(0, topology.Machines).Select(machine => accounting[topology.EndpointOf(machine)]),
        ];
        _hosts = [.. Enumerable.Range(0, topology.Machines).Select(topology.HostOf)];
        _lastRound = new int[topology.Machines];
        Array.Fill(_lastRound, -1);
    }

    /// <summary>What bytes sent drain; null without managed communication.</summary>
    public EarlySending? Early { get; set; }

    /// <inheritdoc/>
    public override void Send(Message message)
    {
        long bytes = message.Bytes;
        Report(RunEventKind.MessageSent, message.From, message.To, bytes, message);
        if (message.To.Role == Role.Job)
        {
            Report(RunEventKind.MessageDelivered, message.To, message.From, bytes, message);
            _job.Receive(message, this);
            return;
        }

        int from = _topology.MachineOf(message.From);
        int to = _topology.MachineOf(message.To);
        if (_hosts[from] == _hosts[to])
        {
            _accounts[from].SentLocally();
            _queue.Add(
                _accounting.NowMicros + NetworkModel.LocalMicros,
                new SimulatedEvent(SimulatedEventKind.Delivery, to, message, bytes));
            return;
        }

        long nanos = _options.Network.BusyNanos(bytes);
        _accounts[from].Sent(bytes, nanos);
        Early?.OnSent(_hosts[from], bytes);
        long arrival = _network.Send(_accounting.NowMicros, message.From, message.To, _hosts[from], nanos);
        _queue.Add(arrival, new SimulatedEvent(SimulatedEventKind.Arrival, to, message, bytes));
    }

    /// <inheritdoc/>
    public override void Compute(Endpoint machine, int clock, long work)
    {
        int index = _topology.MachineOf(machine);
        long now = _accounting.NowMicros;
        bool isWorker = machine.Role == Role.Worker;
        long micros = _options.Compute.NominalMicros(work, beginsRound: isWorker && _lastRound[index] != clock);
        _lastRound[index] = clock;
        if (isWorker)
        {
            micros = _options.Stragglers.ComputeMicros(new WorkerId(machine.Index), clock, now, micros);
            Invariant.Require(micros >= 0, $"{machine} would compute for {micros} µs in round {clock}.");
        }

        _queue.Add(now + micros, new SimulatedEvent(SimulatedEventKind.Computed, index));
    }

    /// <inheritdoc/>
    public override void Emit(in RunEvent happened)
    {
        if (happened.Source.Role != Role.Job)
        {
            _accounts[_topology.MachineOf(happened.Source)].On(happened);
        }

        _observer?.On(happened with { TimeMicros = _accounting.NowMicros });
    }

    /// <summary>A message reaches its receiver's card: delivered at once if the card is not busy with it.</summary>
    public bool Arrive(in SimulatedEvent arrival)
    {
        long nanos = _options.Network.BusyNanos(arrival.Bytes);
        _accounts[arrival.Machine].Received(arrival.Bytes, nanos);
        long done = _network.Receive(_accounting.NowMicros, _hosts[arrival.Machine], nanos);
        if (done == _accounting.NowMicros)
        {
            return true;
        }

        _queue.Add(done, arrival with { Kind = SimulatedEventKind.Delivery });
        return false;
    }

    /// <summary>A message is about to be handed to its receiver.</summary>
    public void ReportDelivery(in SimulatedEvent delivery) => Report(
        RunEventKind.MessageDelivered, delivery.Message!.To, delivery.Message.From, delivery.Bytes, delivery.Message);

    private void Report(RunEventKind kind, Endpoint source, Endpoint peer, long bytes, object payload) =>
        _observer?.On(new RunEvent(kind, source, peer, Clock: 0, bytes, payload)
        {
            TimeMicros = _accounting.NowMicros,
        });
}
