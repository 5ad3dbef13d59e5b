using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>
/// Managed communication in virtual time ([B] §4): a leaky bucket for each host, and for each machine with something to
/// send a timer that ticks once in the time that fills a bucket. A tick, and a worker's unit that does not end its
/// round, spend what the bucket holds. A timer stops when a full bucket could send nothing; the machine's next event
/// starts it again.
/// </summary>
internal sealed class EarlySending
{
    private readonly Topology _topology;
    private readonly EventQueue<SimulatedEvent> _queue;
    private readonly WorkerMachine[] _workers;
    private readonly TableShard[] _shards;
    private readonly Switchboard _outbox;
    private readonly Accounting _accounting;
    private readonly LeakyBucket[] _buckets;
    private readonly bool[] _isTicking;
    private readonly long _tickMicros;

    public EarlySending(
        JobPlan plan,
        Topology topology,
        EventQueue<SimulatedEvent> queue,
        WorkerMachine[] workers,
        TableShard[] shards,
        Switchboard outbox,
        Accounting accounting)
    {
        ManagedCommunication managed = plan.Communication!;
        (_topology, _queue, _workers, _shards) = (topology, queue, workers, shards);
        (_outbox, _accounting) = (outbox, accounting);
        _buckets = [.. Enumerable.Range(0, topology.Hosts)
            .Select(_ => new LeakyBucket(managed.BytesPerSecond, managed.BurstBytes))];
        _isTicking = new bool[topology.Machines];
        _tickMicros = Math.Max(1, (long)Math.Ceiling(managed.BurstBytes * 1e6 / managed.BytesPerSecond));
    }

    /// <summary>A host's machine sent some bytes over the network.</summary>
    public void OnSent(int host, long bytes) => _buckets[host].Drain(_accounting.NowMicros, bytes);

    /// <summary>A worker finished a unit that does not end its round.</summary>
    public void OnUnitEnded(int worker) => Spend(worker);

    /// <summary>A machine handled something: perhaps there is something to send now.</summary>
    public void OnHandled(int machine)
    {
        if (!_isTicking[machine] && HasSomething(machine))
        {
            Arm(machine);
        }
    }

    /// <summary>A machine's timer ticks.</summary>
    public void OnTick(int machine)
    {
        _isTicking[machine] = false;
        if (!HasSomething(machine))
        {
            return;
        }

        bool wasFull = _buckets[_topology.HostOf(machine)].IsFull(_accounting.NowMicros);
        bool hasSent = Spend(machine);
        if ((hasSent || !wasFull) && HasSomething(machine))
        {
            Arm(machine);
        }
    }

    private void Arm(int machine)
    {
        _isTicking[machine] = true;
        _queue.Add(_accounting.NowMicros + _tickMicros, new SimulatedEvent(SimulatedEventKind.Tick, machine));
    }

    private bool HasSomething(int machine) => machine < _workers.Length
        ? _workers[machine].HasPendingChanges
        : machine < _workers.Length + _shards.Length && _shards[machine - _workers.Length].HasChangedRows;

    private bool Spend(int machine)
    {
        long available = _buckets[_topology.HostOf(machine)].Available(_accounting.NowMicros);
        if (available <= 0)
        {
            return false;
        }

        return machine < _workers.Length
            ? _workers[machine].OnBandwidth(available, _outbox) > 0
            : _shards[machine - _workers.Length].OnBandwidth(available, _outbox) > 0;
    }
}
