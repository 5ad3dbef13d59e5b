using System.Net;
using Npgsql;
using StackExchange.Redis;

namespace Petuum.Lab.Silo.Configuration;

/// <summary>What must hold of the options besides their types.</summary>
internal static class OptionRules
{
    /// <summary>All that does not hold.</summary>
    public static IEnumerable<OptionError> Check(SiloOptions options) =>
    [
        .. Names(options), .. Endpoints(options), .. Stores(options), .. Security(options), .. Numbers(options),
    ];

    private static IEnumerable<OptionError> Names(SiloOptions options)
    {
        (string Key, string Value)[] names =
            [(nameof(options.ClusterId), options.ClusterId), (nameof(options.ServiceId), options.ServiceId)];
        foreach ((string key, string value) in names)
        {
            if (value.Length is 0 or > 150
                || !value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            {
                yield return new OptionError(
                    key, $"'{value}' is not a valid id", "use letters, digits, '-' and '_', at most 150 of them");
            }
        }

        if (options.DataFolder.Length > 0 && !Directory.Exists(options.DataFolder))
        {
            yield return new OptionError(
                nameof(options.DataFolder), $"there is no folder '{options.DataFolder}'", "create or mount it");
        }
    }

    private static IEnumerable<OptionError> Endpoints(SiloOptions options)
    {
        (string Key, int Port, int Least)[] ports =
        [
            (nameof(options.SiloPort), options.SiloPort, 1), (nameof(options.GatewayPort), options.GatewayPort, 1),
            (nameof(options.HttpPort), options.HttpPort, 1), (nameof(options.PrimaryPort), options.PrimaryPort, 0),
        ];
        foreach ((string key, int port, int least) in ports)
        {
            if (port < least || port > 65535)
            {
                yield return new OptionError(
                    key, $"{port} is not a port number", $"use a number from {least} to 65535");
            }
        }

        foreach ((string key, int port, _) in ports.Take(3).GroupBy(port => port.Port).SelectMany(same => same.Skip(1)))
        {
            yield return new OptionError(key, $"port {port} is used twice", "give every port its own number");
        }

        if (Addresses.Resolve(options.AdvertisedAddress) is not { } address)
        {
            yield return new OptionError(
                nameof(options.AdvertisedAddress),
                $"'{options.AdvertisedAddress}' is not an address that this machine can resolve",
                "use an IP address, a host name, or 'auto' for this machine's first address that is not loopback");
        }
        else if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            yield return new OptionError(
                nameof(options.AdvertisedAddress),
                "nobody can connect to 0.0.0.0",
                "give the address others use, or 'auto'");
        }

        if (Addresses.Resolve(options.HttpAddress) is null)
        {
            yield return new OptionError(
                nameof(options.HttpAddress), $"'{options.HttpAddress}' is not an address",
                "use 127.0.0.1, or 0.0.0.0 for all addresses of this machine");
        }

        if (options.Otlp.Length > 0
            && !(Uri.TryCreate(options.Otlp, UriKind.Absolute, out Uri? otlp) && otlp.Scheme is "http" or "https"))
        {
            yield return new OptionError(
                nameof(options.Otlp), $"'{options.Otlp}' is not a URL", "use one like http://HOST:4317");
        }
    }

    private static IEnumerable<OptionError> Stores(SiloOptions options)
    {
        bool needsPostgres = options.Clustering == ClusteringKind.AdoNet || options.Storage == StorageKind.AdoNet;
        bool needsRedis = options.Clustering == ClusteringKind.Redis || options.Storage == StorageKind.Redis;
        if (needsPostgres && Invalid(options.Postgres, text => new NpgsqlConnectionStringBuilder(text)) is { } postgres)
        {
            yield return new OptionError(
                nameof(options.Postgres), postgres,
                "use one like Host=db;Username=petuum;Password=...;Database=petuum");
        }

        if (needsRedis && Invalid(options.Redis, ConfigurationOptions.Parse) is { } redis)
        {
            yield return new OptionError(nameof(options.Redis), redis, "use one like HOST:6379,password=...");
        }

        if (options.CreateSchema && !needsPostgres)
        {
            yield return new OptionError(
                nameof(options.CreateSchema),
                "it has no effect without a database",
                "give --clustering adonet or --storage adonet, or leave it out");
        }

        if (options.Clustering == ClusteringKind.Localhost && !Addresses.IsLoopback(options.AdvertisedAddress))
        {
            yield return new OptionError(
                nameof(options.Clustering), "localhost works only for silos on loopback",
                "use --clustering adonet or redis");
        }

        if (options.Clustering != ClusteringKind.Localhost && options.PrimaryPort != 0)
        {
            yield return new OptionError(
                nameof(options.PrimaryPort), "only localhost clustering has a first silo", "leave it out");
        }
    }

    private static IEnumerable<OptionError> Security(SiloOptions options)
    {
        bool hasCertificate = options.Tls.Certificate.Length > 0;
        if (hasCertificate && options.Tls.Authority.Length == 0)
        {
            yield return new OptionError(
                "Tls:Authority",
                "is not given, so no certificate could be trusted",
                "name the PEM file of those who sign the cluster's certificates; "
                + "silo/Petuum.Lab.Silo/deploy/certificates.sh makes one, and a certificate, to try things out");
        }

        foreach (Setting setting in hasCertificate ? [] : OptionTable.All)
        {
            if (setting.Path.Count > 1 && setting.Path[0].Name == nameof(options.Tls)
                && setting.Get(options) is string { Length: > 0 })
            {
                yield return new OptionError(
                    setting.Key,
                    "has no effect without Tls:Certificate: connections would not be encrypted",
                    "give --tls-certificate tls.crt, too, or leave it out");
            }
        }

        if (hasCertificate && options.Insecure)
        {
            yield return new OptionError(
                nameof(options.Insecure), "contradicts Tls:Certificate", "give only one of them");
        }

        if (!hasCertificate && !options.Insecure && !Addresses.IsLoopback(options.AdvertisedAddress))
        {
            yield return new OptionError(
                "Tls:Certificate",
                $"{options.AdvertisedAddress} is not on loopback, and no certificate is given",
                "--tls-certificate tls.crt --tls-key tls.key --tls-authority ca.crt; or say --insecure where nobody "
                + "but the cluster can reach the ports");
        }
    }

    private static IEnumerable<OptionError> Numbers(SiloOptions options)
    {
        foreach (Setting setting in OptionTable.All)
        {
            object? value = setting.Get(options);
            if (value is TimeSpan time && time <= TimeSpan.Zero)
            {
                yield return new OptionError(setting.Key, "must be more than 0", "use a time like 10s");
            }

            bool isCount = setting.Path.Count > 1 && value is int or long;
            if (isCount && Convert.ToInt64(value) < 1)
            {
                yield return new OptionError(setting.Key, "must be at least 1", "use 1 or more");
            }
        }

        if (options.TraceShare is not (>= 0 and <= 1))
        {
            yield return new OptionError(
                nameof(options.TraceShare), $"{options.TraceShare} is not a share", "use a number from 0 to 1");
        }
    }

    private static string? Invalid(string text, Func<string, object> parse)
    {
        try
        {
            return text.Length == 0 ? "is not given" : parse(text) is null ? "is empty" : null;
        }
        catch (ArgumentException failure)
        {
            return $"is no connection string: {failure.Message}";
        }
    }
}
