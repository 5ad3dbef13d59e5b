using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary>Silos in this process behind real ports, which make their plans from specs.</summary>
public class GatewaySilos : IAsyncLifetime, IDisposable
{
    private readonly List<IHost> _silos = [];
    private readonly List<CountedSource> _sources = [];

    /// <summary>A silo that has not been started yet.</summary>
    public GatewaySilos()
        : this(1)
    {
    }

    /// <summary>Silos that have not been started yet, with a folder of data each.</summary>
    protected GatewaySilos(int silos)
    {
        int gateway = FreePort();
        Address = $"localhost:{gateway}";
        IPEndPoint first = new(IPAddress.Loopback, FreePort());
        for (int silo = 0; silo < silos; silo++)
        {
            string folder = Directory.CreateTempSubdirectory("petuum-lab-silo-").FullName;
            DataFolders.Add(folder);
            CountedSource source = new(new SpecJobSource(folder));
            _sources.Add(source);
            (int own, int door) = silo == 0 ? (first.Port, gateway) : (FreePort(), FreePort());
            _silos.Add(new HostBuilder()
                .UseOrleans((_, builder) => builder
                    .UseLocalhostClustering(own, door, first)
                    .Configure<ClusterOptions>(ids => (ids.ClusterId, ids.ServiceId) = ("petuum", "petuum"))
                    .AddMemoryGrainStorage(SiloBuilderExtensions.StorageName)
                    .AddPetuum(_ => source))
                .Build());
        }
    }

    /// <summary>What clients connect to.</summary>
    public string Address { get; }

    /// <summary>Where the first silo reads data.</summary>
    public string DataFolder => DataFolders[0];

    /// <summary>Where each silo reads data.</summary>
    public IList<string> DataFolders { get; } = [];

    /// <summary>How often silos have opened jobs with all their data, and with parts of them.</summary>
    public (int Whole, int Parts) Opened =>
        (_sources.Sum(source => source.Whole), _sources.Sum(source => source.Parts));

    /// <summary>A port that nobody listens to.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        foreach (IHost silo in _silos)
        {
            await silo.StartAsync();
        }
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.WhenAll(_silos.Select(silo => silo.StopAsync()));

    /// <inheritdoc/>
    public void Dispose()
    {
        _silos.ForEach(silo => silo.Dispose());
        foreach (string folder in DataFolders)
        {
            Directory.Delete(folder, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    private sealed class CountedSource(IJobSource source) : IJobSource
    {
        private int _whole;
        private int _parts;

        public int Whole => Volatile.Read(ref _whole);

        public int Parts => Volatile.Read(ref _parts);

        public JobSetup Open(JobDescription job)
        {
            Interlocked.Increment(ref _whole);
            return source.Open(job);
        }

        public JobSetup OpenPart(JobDescription job, ReadOnlyMemory<byte> facts)
        {
            Interlocked.Increment(ref _parts);
            return source.OpenPart(job, facts);
        }
    }
}
