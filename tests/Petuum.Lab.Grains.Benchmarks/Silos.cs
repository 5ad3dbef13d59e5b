using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Petuum.Lab.Grains.Benchmarks;

/// <summary>Silos of this benchmark, in this process and others, on loopback.</summary>
internal static class Silos
{
    private const int FirstPort = 21_111;
    private const int FirstGateway = 31_111;

    /// <summary>Starts a silo in this process; the first is what the others join.</summary>
    public static async Task<IHost> StartAsync(int index, TrafficSource source)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                FirstPort + index, FirstGateway + index, new IPEndPoint(IPAddress.Loopback, FirstPort))
            .Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = 3)
            .AddMemoryGrainStorage(SiloBuilderExtensions.StorageName)
            .AddPetuum(_ => source));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Runs a silo until its standard input ends.</summary>
    public static async Task ServeAsync(int index)
    {
        using IHost host = await StartAsync(index, new TrafficSource());
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
        }

        await host.StopAsync();
    }

    /// <summary>Starts a silo in a process of its own, and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public static Process Spawn(int index)
    {
        string program = Environment.ProcessPath!;
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Silos).Assembly.Location] : [];
        ProcessStartInfo start = new(program, [.. own, "silo", index.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Process process = Process.Start(start)!;
        string? line;
        do
        {
            line = process.StandardOutput.ReadLine();
        }
        while (line is not (null or "ready"));

        return line is null
            ? throw new InvalidOperationException($"silo {index} has ended before it was ready.")
            : process;
    }
}
