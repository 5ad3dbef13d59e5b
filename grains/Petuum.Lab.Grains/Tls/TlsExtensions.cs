using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Petuum.Lab.Grains;

/// <summary>
/// Mutual TLS for silos and clients of Orleans: its own middleware, with the certificates and the trust of
/// <see cref="PetuumTlsOptions"/>.
/// </summary>
public static class TlsExtensions
{
    /// <summary>Encrypts all connections of a silo: to and from other silos, and from clients.</summary>
    /// <exception cref="TlsOptionsException">The certificates cannot be used.</exception>
    public static ISiloBuilder UsePetuumTls(this ISiloBuilder silo, PetuumTlsOptions options)
    {
        TlsIdentity identity = new(options, serves: true);
        return silo
            .Configure<SiloConnectionOptions>(connections =>
            {
                connections.ConfigureSiloInboundConnection(NameTheRefused);
                connections.ConfigureGatewayInboundConnection(NameTheRefused);
            })
            .UseTls(identity.Apply);
    }

    /// <summary>Encrypts a client's connections to gateways.</summary>
    /// <exception cref="TlsOptionsException">The certificates cannot be used.</exception>
    public static IClientBuilder UsePetuumTls(this IClientBuilder client, PetuumTlsOptions options) =>
        client.UseTls(new TlsIdentity(options, serves: false).Apply);

    /// <summary>Reads the files once, to see that they can be used.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="serves">Whether others connect to us, as to a silo.</param>
    /// <exception cref="TlsOptionsException">They cannot.</exception>
    public static void RequireUsable(this PetuumTlsOptions options, bool serves) =>
        _ = new TlsIdentity(options, serves);

    /// <summary>Orleans logs why a handshake failed, but not whose.</summary>
    internal static void NameTheRefused(IConnectionBuilder builder)
    {
        ILogger logger =
            builder.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Petuum.Lab.Tls");
        builder.Use(next => async connection =>
        {
            await next(connection);
            if (connection.Features.Get<ITlsApplicationProtocolFeature>() is null)
            {
                logger.LogWarning("Refused a connection from {Remote}", connection.RemoteEndPoint);
            }
        });
    }
}
