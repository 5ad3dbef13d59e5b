using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Petuum.Lab.Grains;

/// <summary>Mutual TLS for silos and clients of Orleans.</summary>
public static class TlsExtensions
{
    /// <summary>Encrypts all connections of a silo: to and from other silos, and from clients.</summary>
    /// <exception cref="TlsOptionsException">The certificates cannot be used.</exception>
    public static ISiloBuilder UsePetuumTls(this ISiloBuilder silo, PetuumTlsOptions options)
    {
        TlsIdentity identity = new(options, serves: true);
        return silo.Configure<SiloConnectionOptions>(connections =>
        {
            connections.ConfigureSiloInboundConnection(builder => builder.Use(Inbound(builder, identity)));
            connections.ConfigureGatewayInboundConnection(builder => builder.Use(Inbound(builder, identity)));
            connections.ConfigureSiloOutboundConnection(builder => builder.Use(Outbound(builder, identity)));
        });
    }

    /// <summary>Encrypts a client's connections to gateways.</summary>
    /// <exception cref="TlsOptionsException">The certificates cannot be used.</exception>
    public static IClientBuilder UsePetuumTls(this IClientBuilder client, PetuumTlsOptions options)
    {
        TlsIdentity identity = new(options, serves: false);
        return client.Configure<ClientConnectionOptions>(connections =>
            connections.ConfigureConnection(builder => builder.Use(Outbound(builder, identity))));
    }

    /// <summary>Reads the files once, to see that they can be used.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="serves">Whether others connect to us, as to a silo.</param>
    /// <exception cref="TlsOptionsException">They cannot.</exception>
    public static void RequireUsable(this PetuumTlsOptions options, bool serves) =>
        _ = new TlsIdentity(options, serves);

    private static Func<ConnectionDelegate, ConnectionDelegate> Inbound(
        IConnectionBuilder builder, TlsIdentity identity)
    {
        TlsMiddleware tls = new(identity, Logger(builder));
        return next => connection => tls.AcceptAsync(connection, next);
    }

    private static Func<ConnectionDelegate, ConnectionDelegate> Outbound(
        IConnectionBuilder builder, TlsIdentity identity)
    {
        TlsMiddleware tls = new(identity, Logger(builder));
        return next => connection => tls.ConnectAsync(connection, next);
    }

    private static ILogger Logger(IConnectionBuilder builder) =>
        builder.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Petuum.Lab.Tls");
}
