using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation.Engine;

namespace Petuum.Lab.Simulation;

/// <summary>
/// The simulator's network for messages in real time: says when, others wait. Thread-safe; the same plan, model and
/// seed draw the same latencies for each channel, in the order of its messages.
/// </summary>
public sealed class EmulatedNetwork
{
    private readonly Lock _gate = new();
    private readonly NetworkModel _model;
    private readonly Topology _topology;
    private readonly Network _network;

    /// <summary>A network whose cards are idle.</summary>
    /// <param name="plan">The plan whose machines it connects.</param>
    /// <param name="model">The network.</param>
    /// <param name="seed">The root of its chance: <see cref="SimulationOptions.Seed"/>.</param>
    public EmulatedNetwork(JobPlan plan, NetworkModel model, Seed seed)
    {
        _model = model;
        _topology = new Topology(plan, model.Placement);
        _network = new Network(model, _topology, seed);
    }

    /// <summary>
    /// When a message sent now reaches the receiver's card, in microseconds; null if both machines are on one host, so
    /// that it is delivered at once. Neither may be the job.
    /// </summary>
    public long? Send(Endpoint from, Endpoint to, long bytes, long nowMicros)
    {
        int host = HostOf(from);
        if (host == HostOf(to))
        {
            return null;
        }

        lock (_gate)
        {
            return _network.Send(nowMicros, from, to, host, _model.BusyNanos(bytes));
        }
    }

    /// <summary>When a message that reaches the receiver's card now is delivered, in microseconds.</summary>
    public long Receive(Endpoint to, long bytes, long nowMicros)
    {
        lock (_gate)
        {
            return _network.Receive(nowMicros, HostOf(to), _model.BusyNanos(bytes));
        }
    }

    private int HostOf(Endpoint machine) => _topology.HostOf(_topology.MachineOf(machine));
}
