using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>Numbers machines (workers, shards, the scheduler), hosts and directed channels, each from 0.</summary>
internal sealed class Topology(JobPlan plan, ShardPlacement placement)
{
    private readonly int _workers = plan.Workers;
    private readonly int _shards = plan.Shards;

    /// <summary>Number of machines, the scheduler included.</summary>
    public int Machines => _workers + _shards + 1;

    /// <summary>Number of hosts; some may be without a machine.</summary>
    public int Hosts => Machines;

    /// <summary>
    /// Number of directed channels: between each worker or the scheduler and each shard, and each worker and the
    /// scheduler.
    /// </summary>
    public int Channels => 2 * (_workers + 1) * (_shards + 1);

    /// <summary>The number of a machine; the job has none.</summary>
    public int MachineOf(Endpoint machine) => machine.Role switch
    {
        Role.Worker => machine.Index,
        Role.Shard => _workers + machine.Index,
        _ => _workers + _shards,
    };

    /// <summary>The address of a machine.</summary>
    public Endpoint EndpointOf(int machine) =>
        machine < _workers ? new WorkerId(machine)
        : machine < _workers + _shards ? new ShardId(machine - _workers)
        : Endpoint.Scheduler;

    /// <summary>The host that a machine runs on.</summary>
    public int HostOf(int machine) =>
        placement == ShardPlacement.OnWorkers && machine >= _workers && machine < _workers + _shards
            ? (machine - _workers) % _workers
            : machine;

    /// <summary>The number of a directed channel.</summary>
    public int ChannelOf(Endpoint from, Endpoint to)
    {
        bool isUp = to.Role == Role.Shard || (from.Role == Role.Worker && to.Role == Role.Scheduler);
        (Endpoint client, Endpoint server) = isUp ? (from, to) : (to, from);
        int column = server.Role == Role.Shard ? server.Index : _shards;
        int row = client.Role == Role.Worker ? client.Index : _workers;
        return (((row * (_shards + 1)) + column) * 2) + (isUp ? 1 : 0);
    }
}
