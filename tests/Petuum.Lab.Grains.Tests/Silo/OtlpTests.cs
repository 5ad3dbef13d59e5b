using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Endpoint = Petuum.Lab.Core.Endpoint;

namespace Petuum.Lab.Grains.Tests.Silo;

/// <summary>What a silo sends to a collector of OpenTelemetry.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Collector_GetsMetricsAndTraces()
    {
        await using Collector collector = await Collector.StartAsync();
        await using (RunningSilo silo = await RunningSilo.StartAsync("--otlp", collector.Address, "--trace-share", "1"))
        {
            using MachineMeter meter = new("told", new WorkerId(2));
            Endpoint self = new WorkerId(2);
            meter.On(At(0, RunEventKind.RoundStarted, self));
            meter.On(At(5_000, RunEventKind.MessageSent, self) with { Amount = 77 });
            meter.On(At(9_000, RunEventKind.RoundEnded, self) with { Clock = 1 });
        }

        Assert.Contains("petuum.bytes.sent", collector["MetricsService"], StringComparison.Ordinal);
        Assert.Contains("petuum-silo", collector["MetricsService"], StringComparison.Ordinal);
        Assert.Contains("told", collector["TraceService"], StringComparison.Ordinal);
    }

    private static RunEvent At(long micros, RunEventKind kind, Endpoint self) =>
        new(kind, self, self, Clock: 0) { TimeMicros = micros };

    /// <summary>A collector's door: gRPC without encryption, every export accepted.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _host;
        private readonly ConcurrentQueue<(string Path, string Text)> _received = [];

        private Collector()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, door => door.Protocols = HttpProtocols.Http2));
            _host = builder.Build();
            _host.Run(AcceptAsync);
        }

        public string Address => _host.Urls.Single();

        /// <summary>All that one of its services was sent; names in it are plain text.</summary>
        public string this[string service] =>
            string.Concat(_received.Where(sent => sent.Path.Contains(service, StringComparison.Ordinal))
                .Select(sent => sent.Text));

        public static async Task<Collector> StartAsync()
        {
            Collector collector = new();
            await collector._host.StartAsync();
            return collector;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }

        private async Task AcceptAsync(HttpContext call)
        {
            using MemoryStream body = new();
            await call.Request.Body.CopyToAsync(body);
            _received.Enqueue((call.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            call.Response.ContentType = "application/grpc";
            await call.Response.Body.WriteAsync(new byte[5]);
            call.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
