using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Grains;
using Petuum.Lab.Simulation;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>Silos in this process: observers see every event with its payload, delays are injected.</summary>
internal sealed class TestClusterSession : IRuntimeSession
{
    private readonly SharedJobs _jobs = new();
    private readonly InProcessTestCluster _silos;
    private readonly RuntimeRequest _request;
    private readonly ComputeShare _share = new();

    private TestClusterSession(RuntimeRequest request)
    {
        _request = request;
        InProcessTestClusterBuilder builder = new((short)(request.TestCluster ?? 1));
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host =>
        {
            host.Logging.ClearProviders();
            host.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        });
        builder.ConfigureSilo((_, silo) => silo
            .AddMemoryGrainStorage(Grains.SiloBuilderExtensions.StorageName)
            .AddPetuum(_ => _jobs));
        builder.ConfigureClient(client => client.AddPetuum());
        _silos = builder.Build();
    }

    /// <inheritdoc/>
    public bool IsRemote => false;

    /// <inheritdoc/>
    public double? TakeMathematicsShare() => _share.Take();

    /// <summary>Starts the silos.</summary>
    public static async Task<TestClusterSession> StartAsync(RuntimeRequest request, CancellationToken cancellation)
    {
        TestClusterSession session = new(request);
        try
        {
            await session._silos.DeployAsync(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ICluster CreateCluster(ComposedRun run) => new OrleansCluster(
        _silos.Client,
        (plan, observer) => _jobs.Submit(plan, observer, setup => Injection.Add(setup, run, _share), _request.CutEvery))
    {
        Noticed = _request.Notice,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _silos.DisposeAsync();
}

/// <summary>The spec's network, compute time and stragglers, in real time.</summary>
internal static class Injection
{
    /// <summary>Injects what a spec gives; nothing where it gives nothing.</summary>
    public static JobSetup Add(JobSetup setup, ComposedRun run, ComputeShare share)
    {
        ClusterSpec cluster = run.Case.Spec.Cluster;
        bool hasCompute = cluster.Compute != SpecDefaults.Compute;
        return setup with
        {
            Network = cluster.Network is null
                ? null
                : new InjectedNetwork(new EmulatedNetwork(setup.Plan, run.Simulation.Network, run.Simulation.Seed)),
            Compute = hasCompute || run.Simulation.Stragglers is not NoStragglers
                ? new ComputeTimes(run.Simulation, hasCompute, share).Micros
                : null,
        };
    }

    /// <summary>The simulator's network under messages of this process.</summary>
    private sealed class InjectedNetwork(EmulatedNetwork network) : IInjectedNetwork
    {
        public long? Send(Message message, long nowMicros) =>
            network.Send(message.From, message.To, message.Bytes, nowMicros);

        public long Receive(Message message, long nowMicros) =>
            network.Receive(message.To, message.Bytes, nowMicros);
    }

    /// <summary>
    /// What a unit takes: the model's time, or longer if the mathematics takes longer, as the straggler model has it.
    /// Time begins with the first unit, as in the simulator.
    /// </summary>
    private sealed class ComputeTimes(SimulationOptions simulation, bool hasCompute, ComputeShare share)
    {
        private long _beganMicros = -1;

        public long Micros(
            WorkerId worker, int clock, bool beginsRound, long work, long startMicros, long tookMicros)
        {
            Interlocked.CompareExchange(ref _beganMicros, startMicros, -1);
            long nominal = hasCompute ? simulation.Compute.NominalMicros(work, beginsRound) : 0;
            long start = Math.Max(0, startMicros - Interlocked.Read(ref _beganMicros));
            long micros = simulation.Stragglers.ComputeMicros(worker, clock, start, Math.Max(nominal, tookMicros));
            share.Add(tookMicros, Math.Max(micros, tookMicros));
            return micros;
        }
    }
}

/// <summary>How much of the compute time is mathematics. Thread-safe.</summary>
internal sealed class ComputeShare
{
    private long _mathematicsMicros;
    private long _micros;

    /// <summary>Adds a unit.</summary>
    public void Add(long mathematicsMicros, long micros)
    {
        Interlocked.Add(ref _mathematicsMicros, mathematicsMicros);
        Interlocked.Add(ref _micros, micros);
    }

    /// <summary>The share since the last call; null if there was no unit.</summary>
    public double? Take()
    {
        long mathematics = Interlocked.Exchange(ref _mathematicsMicros, 0);
        long all = Interlocked.Exchange(ref _micros, 0);
        return all > 0 ? (double)mathematics / all : null;
    }
}
