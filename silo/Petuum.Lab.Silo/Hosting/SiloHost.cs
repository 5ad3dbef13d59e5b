using System.Net;
using Orleans.Dashboard;
using Petuum.Lab.Silo.Configuration;
using Petuum.Lab.Silo.Observation;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>The process: a silo, and a small web server for those who watch it.</summary>
internal static class SiloHost
{
    /// <summary>The host, ready to be started.</summary>
    /// <exception cref="OptionException">A setting is wrong, or what it names cannot be used.</exception>
    public static async Task<WebApplication> BuildAsync(string[] arguments)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        SiloOptions options = OptionReader.Read(
            builder.Configuration, Environment.GetEnvironmentVariable, arguments);
        Resources found = await Resources.OpenAsync(options);
        Telemetry.AddLogs(builder.Logging, options);
        Telemetry.Add(builder.Services, options);
        builder.Services.AddSingleton(options);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.ShutdownTimeout;
            host.ServicesStartConcurrently = true;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(Addresses.Resolve(options.HttpAddress) ?? IPAddress.Loopback, options.HttpPort));
        builder.Host.UseOrleans(silo => SiloBuilding.Configure(silo, options, found));
        WebApplication application = builder.Build();
        Health.Map(application, options);
        application.MapPrometheusScrapingEndpoint();
        if (options.Dashboard)
        {
            application.MapOrleansDashboard("/dashboard");
        }

        return application;
    }
}
