using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Petuum.Lab.Grains;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Observation;

/// <summary>Metrics and traces, ours and those of Orleans, and logs.</summary>
internal static class Telemetry
{
    private const string Orleans = "Microsoft.Orleans";

    /// <summary>Metrics at /metrics; metrics and traces to an OTLP endpoint if one is given.</summary>
    public static void Add(IServiceCollection services, SiloOptions options)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            "petuum-silo", options.ServiceId, serviceInstanceId: $"{options.AdvertisedAddress}:{options.SiloPort}"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(MachineMeter.Name, Orleans).AddRuntimeInstrumentation().AddPrometheusExporter();
            if (options.Otlp.Length > 0)
            {
                metrics.AddOtlpExporter(otlp => otlp.Endpoint = new Uri(options.Otlp));
            }
        });
        if (options.Otlp.Length > 0)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(MachineMeter.Name, $"{Orleans}.*")
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare)))
                .AddOtlpExporter(otlp => otlp.Endpoint = new Uri(options.Otlp)));
        }
    }

    /// <summary>A line or a JSON object for each entry, on standard output.</summary>
    public static void AddLogs(ILoggingBuilder logging, SiloOptions options)
    {
        logging.ClearProviders();
        if (options.Log == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ");
                json.IncludeScopes = false;
            });
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                (text.SingleLine, text.UseUtcTimestamp, text.TimestampFormat) = (true, true, "HH:mm:ss.fff ");
            });
        }
    }
}
