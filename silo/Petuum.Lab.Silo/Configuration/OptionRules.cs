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
                    key, $"'{value}' is no id", "letters, digits, '-' and '_', at most 150 of them");
            }
        }

        if (options.DataFolder.Length > 0 && !Directory.Exists(options.DataFolder))
        {
            yield return new OptionError(
                nameof(options.DataFolder), $"there is no folder '{options.DataFolder}'", "mount or make it");
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
                yield return new OptionError(key, $"{port} is no port", $"{least} to 65535");
            }
        }

        foreach ((string key, int port, _) in ports.Take(3).GroupBy(port => port.Port).SelectMany(same => same.Skip(1)))
        {
            yield return new OptionError(key, $"port {port} is used twice", "give each its own");
        }

        if (Addresses.Resolve(options.AdvertisedAddress) is not { } address)
        {
            yield return new OptionError(
                nameof(options.AdvertisedAddress),
                $"'{options.AdvertisedAddress}' is not an address that this machine can resolve",
                "an IP address, a host name, or 'auto' for the first one of this machine that is not loopback");
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
                nameof(options.HttpAddress), $"'{options.HttpAddress}' is no address", "127.0.0.1, or 0.0.0.0 for all");
        }

        if (options.Otlp.Length > 0
            && !(Uri.TryCreate(options.Otlp, UriKind.Absolute, out Uri? otlp) && otlp.Scheme is "http" or "https"))
        {
            yield return new OptionError(nameof(options.Otlp), $"'{options.Otlp}' is no URL", "http://HOST:4317");
        }
    }

    private static IEnumerable<OptionError> Stores(SiloOptions options)
    {
        bool needsPostgres = options.Clustering == ClusteringKind.AdoNet || options.Storage == StorageKind.AdoNet;
        bool needsRedis = options.Clustering == ClusteringKind.Redis || options.Storage == StorageKind.Redis;
        if (needsPostgres && Invalid(options.Postgres, text => new NpgsqlConnectionStringBuilder(text)) is { } postgres)
        {
            yield return new OptionError(
                nameof(options.Postgres), postgres, "Host=db;Username=petuum;Password=...;Database=petuum");
        }

        if (needsRedis && Invalid(options.Redis, ConfigurationOptions.Parse) is { } redis)
        {
            yield return new OptionError(nameof(options.Redis), redis, "HOST:6379,password=...");
        }

        if (options.CreateSchema && !needsPostgres)
        {
            yield return new OptionError(
                nameof(options.CreateSchema),
                "there is no database",
                "--clustering adonet or --storage adonet, or leave it");
        }

        if (options.Clustering == ClusteringKind.Localhost && !Addresses.IsLoopback(options.AdvertisedAddress))
        {
            yield return new OptionError(
                nameof(options.Clustering), "localhost is for silos on loopback", "--clustering adonet or redis");
        }

        if (options.Clustering != ClusteringKind.Localhost && options.PrimaryPort != 0)
        {
            yield return new OptionError(
                nameof(options.PrimaryPort), "only localhost clustering has a first silo", "leave it");
        }
    }

    private static IEnumerable<OptionError> Security(SiloOptions options)
    {
        bool hasCertificate = options.Tls.Certificate.Length > 0;
        if (hasCertificate && options.Tls.Authority.Length == 0)
        {
            yield return new OptionError(
                "Tls:Authority",
                "is not given, so that nobody's certificate could be trusted",
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
                    "give --tls-certificate tls.crt, too, or leave it");
            }
        }

        if (hasCertificate && options.Insecure)
        {
            yield return new OptionError(
                nameof(options.Insecure), "contradicts Tls:Certificate", "give one of them");
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
                yield return new OptionError(setting.Key, "must be longer than nothing", "for example 10s");
            }

            bool isCount = setting.Path.Count > 1 && value is int or long;
            if (isCount && Convert.ToInt64(value) < 1)
            {
                yield return new OptionError(setting.Key, "must be at least 1", "give a number from 1");
            }
        }

        if (options.TraceShare is not (>= 0 and <= 1))
        {
            yield return new OptionError(nameof(options.TraceShare), $"{options.TraceShare} is no share", "0 to 1");
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
