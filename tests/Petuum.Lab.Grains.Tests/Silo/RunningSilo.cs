using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Petuum.Lab.Silo.Hosting;

namespace Petuum.Lab.Grains.Tests.Silo;

/// <summary>A silo as the process runs it, in this process, on free ports of loopback.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private readonly HttpClient _http;

    private RunningSilo(WebApplication host, int httpPort)
    {
        Host = host;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
    }

    /// <summary>The host.</summary>
    public WebApplication Host { get; }

    /// <summary>Starts a silo; it has joined its cluster then.</summary>
    public static async Task<RunningSilo> StartAsync(params string[] arguments)
    {
        int[] ports = FreePorts(3);
        WebApplication host = await SiloHost.BuildAsync(
        [
            "--silo-port", $"{ports[0]}", "--gateway-port", $"{ports[1]}", "--http-port", $"{ports[2]}", .. arguments,
        ]);
        await host.StartAsync();
        return new RunningSilo(host, ports[2]);
    }

    /// <summary>The status and the text of an answer.</summary>
    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _http.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>How many silos /health says are active.</summary>
    public async Task<int> ActiveAsync()
    {
        using JsonDocument health = JsonDocument.Parse((await GetAsync("/health")).Text);
        return health.RootElement.GetProperty("members").EnumerateObject().Count(silo => silo.Value.GetString() == "Active");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
