using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Grains.Tests.Silo;

public sealed class HostTests
{
    [Fact]
    public async Task Health_IsReady_OnceTheSiloHasJoined()
    {
        await using RunningSilo silo = await RunningSilo.StartAsync("--cluster-id", "health");
        foreach (string path in new[] { "/health", "/health/ready", "/health/live" })
        {
            (HttpStatusCode status, string text) = await silo.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, status);
            using JsonDocument health = JsonDocument.Parse(text);
            Assert.True(health.RootElement.GetProperty("ready").GetBoolean());
            Assert.True(health.RootElement.GetProperty("live").GetBoolean());
            Assert.Equal("health", health.RootElement.GetProperty("cluster").GetString());
        }

        Assert.Equal(1, await silo.ActiveAsync());
    }

    [Fact]
    public async Task Metrics_AreOursAndThoseOfOrleans_InTheFormatOfPrometheus()
    {
        await using RunningSilo silo = await RunningSilo.StartAsync("--dashboard");
        using MachineMeter meter = new("job", new Core.WorkerId(3));
        meter.On(new Core.Jobs.RunEvent(
            Core.Jobs.RunEventKind.MessageSent, new Core.WorkerId(3), new Core.ShardId(0), 0, 1234));
        (HttpStatusCode status, string text) = await silo.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("petuum_bytes_sent_bytes_total", text, StringComparison.Ordinal);
        Assert.Contains("petuum_clock", text, StringComparison.Ordinal);
        Assert.Contains("worker=\"3\"", text, StringComparison.Ordinal);
        Assert.Contains("orleans_", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await silo.GetAsync("/dashboard/")).Status);
    }

    [Fact]
    public async Task Port_OfSomebodyElse_IsRefused()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        OptionException failure = await Assert.ThrowsAsync<OptionException>(
            () => RunningSilo.StartAsync("--gateway-port", $"{port}"));
        Assert.Equal("GatewayPort", Assert.Single(failure.Errors).Key);
    }

    [Fact]
    public async Task Silo_RunsTheGrainsOfPetuum()
    {
        await using RunningSilo silo = await RunningSilo.StartAsync();
        IGrainFactory grains = silo.Host.Services.GetRequiredService<IGrainFactory>();
        Assert.False((await grains.GetGrain<IWorkerGrain>("job/1/0").ReportAsync()).IsPresent);
    }
}
