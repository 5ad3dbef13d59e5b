using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>
/// Store and forward: a message waits for its sender's card, occupies it, is on its way for the latency, waits for the
/// receiver's card, occupies that, and is delivered. Cards count nanoseconds, so that small messages on fast networks
/// are not rounded up each by itself; events are at whole microseconds, rounded up.
/// </summary>
internal sealed class Network
{
    private readonly NetworkModel _model;
    private readonly Topology _topology;
    private readonly Seed _seed;
    private readonly long[] _sendingUntilNanos;
    private readonly long[] _receivingUntilNanos;
    private readonly Pcg32?[] _draws;
    private readonly long[] _lastArrivalMicros;

    public Network(NetworkModel model, Topology topology, Seed seed)
    {
        (_model, _topology, _seed) = (model, topology, seed);
        _sendingUntilNanos = new long[topology.Hosts];
        _receivingUntilNanos = new long[topology.Hosts];
        bool isConstant = model.Latency is ConstantLatency;
        _draws = isConstant ? [] : new Pcg32?[topology.Channels];
        _lastArrivalMicros = isConstant || !model.Ordered ? [] : new long[topology.Channels];
    }

    /// <summary>When a message sent now reaches the receiver's card.</summary>
    public long Send(long nowMicros, Endpoint from, Endpoint to, int host, long busyNanos)
    {
        long sent = Occupy(ref _sendingUntilNanos[host], nowMicros, busyNanos);
        if (_model.Latency is ConstantLatency constant)
        {
            return sent + constant.Micros;
        }

        int channel = _topology.ChannelOf(from, to);
        Pcg32 draws = _draws[channel] ??= CreateGenerator(from, to);
        long arrival = sent + _model.Latency.DrawMicros(draws);
        if (_model.Ordered)
        {
            arrival = Math.Max(arrival, _lastArrivalMicros[channel]);
            _lastArrivalMicros[channel] = arrival;
        }

        return arrival;
    }

    /// <summary>When a message that reaches the receiver's card now is delivered.</summary>
    public long Receive(long nowMicros, int host, long busyNanos) =>
        Occupy(ref _receivingUntilNanos[host], nowMicros, busyNanos);

    private static long Occupy(ref long untilNanos, long nowMicros, long busyNanos)
    {
        untilNanos = Math.Max(untilNanos, nowMicros * 1000) + busyNanos;
        return (untilNanos + 999) / 1000;
    }

    private Pcg32 CreateGenerator(Endpoint from, Endpoint to) =>
        _seed.Split("network, from", Code(from)).Split("to", Code(to)).CreateGenerator();

    private static long Code(Endpoint machine) => ((long)machine.Role << 32) + machine.Index;
}
