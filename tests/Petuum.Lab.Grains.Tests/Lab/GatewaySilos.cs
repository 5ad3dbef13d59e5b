using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Petuum.Lab.Experiments;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary>A silo in this process behind real ports, which makes its plans from specs.</summary>
public sealed class GatewaySilos : IAsyncLifetime, IDisposable
{
    private readonly IHost _silo;

    /// <summary>A silo that has not been started yet.</summary>
    public GatewaySilos()
    {
        int gateway = FreePort();
        Address = $"localhost:{gateway}";
        _silo = new HostBuilder()
            .UseOrleans((_, silo) => silo
                .UseLocalhostClustering(FreePort(), gateway)
                .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("petuum", "petuum"))
                .AddMemoryGrainStorage(SiloBuilderExtensions.StorageName)
                .AddPetuum(_ => new SpecJobSource(DataFolder)))
            .Build();
    }

    /// <summary>What clients connect to.</summary>
    public string Address { get; }

    /// <summary>Where the silo reads data.</summary>
    public string DataFolder { get; } = Directory.CreateTempSubdirectory("petuum-lab-silo-").FullName;

    /// <summary>A port that nobody listens to.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => _silo.StartAsync();

    /// <inheritdoc/>
    public Task DisposeAsync() => _silo.StopAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _silo.Dispose();
        Directory.Delete(DataFolder, recursive: true);
    }
}
