using System.Net;
using Petuum.Lab.Silo.Configuration;
using StackExchange.Redis;

namespace Petuum.Lab.Silo.Database;

/// <summary>The Redis that members, jobs and cuts are kept in.</summary>
internal static class RedisServer
{
    /// <summary>Sees that it answers, if it is needed.</summary>
    /// <exception cref="OptionException">It cannot be used.</exception>
    public static async Task RequireAsync(SiloOptions options)
    {
        if (options.Clustering != ClusteringKind.Redis && options.Storage != StorageKind.Redis)
        {
            return;
        }

        ConfigurationOptions where = ConfigurationOptions.Parse(options.Redis);
        where.SetDefaultPorts();
        where.AbortOnConnectFail = true;
        try
        {
            await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(where);
            await redis.GetDatabase().PingAsync();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // Its advice is for programmers.
            string why = failure.Message.Split(" To allow this multiplexer")[0].TrimEnd('.');
            throw new OptionException(new OptionError(
                nameof(options.Redis),
                $"Redis at {string.Join(", ", where.EndPoints.Select(Text))} cannot be used: {why}",
                "see that it runs, and that host, port and password are right"));
        }
    }

    private static string Text(EndPoint endpoint) =>
        endpoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : $"{endpoint}";
}
