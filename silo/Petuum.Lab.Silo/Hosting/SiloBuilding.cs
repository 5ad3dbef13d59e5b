using System.Net;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;
using Petuum.Lab.Grains;
using Petuum.Lab.Silo.Configuration;
using StackExchange.Redis;
using SiloOptions = Petuum.Lab.Silo.Configuration.SiloOptions;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>Makes a silo from its options.</summary>
internal static class SiloBuilding
{
    /// <summary>The silo's part of the host.</summary>
    public static void Configure(ISiloBuilder silo, SiloOptions options, Resources found)
    {
        silo.Configure<ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = Addresses.Resolve(options.AdvertisedAddress)!;
            (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.GatewayPort);
        });
        if (options.Name.Length > 0)
        {
            silo.Configure<Orleans.Configuration.SiloOptions>(own => own.SiloName = options.Name);
        }

        AddClustering(silo, options, found.Database);
        AddStorage(silo, options, found.Database);
        AddMembership(silo, options.Membership);
        if (options.Tls.Certificate.Length > 0)
        {
            silo.UsePetuumTls(options.Tls.ToOptions());
        }

        silo.AddPetuum(_ => found.Jobs);
        silo.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options.Jobs));
        silo.AddActivityPropagation();
        if (options.Dashboard)
        {
            silo.AddDashboard();
        }
    }

    private static void AddClustering(ISiloBuilder silo, SiloOptions options, NpgsqlDataSource? database)
    {
        switch (options.Clustering)
        {
            case ClusteringKind.AdoNet:
                silo.UseAdoNetClustering(table =>
                {
                    table.Invariant = "Npgsql";
                    table.DataSource = database;
                });
                break;
            case ClusteringKind.Redis:
                silo.UseRedisClustering(redis =>
                    redis.ConfigurationOptions = ConfigurationOptions.Parse(options.Redis));
                break;
            default:
                int primary = options.PrimaryPort == 0 ? options.SiloPort : options.PrimaryPort;
                silo.UseDevelopmentClustering(new IPEndPoint(Addresses.Resolve(options.AdvertisedAddress)!, primary));
                break;
        }
    }

    private static void AddStorage(ISiloBuilder silo, SiloOptions options, NpgsqlDataSource? database)
    {
        const string name = Petuum.Lab.Grains.SiloBuilderExtensions.StorageName;
        switch (options.Storage)
        {
            case StorageKind.AdoNet:
                silo.AddAdoNetGrainStorage(name, builder => builder.Configure<OrleansGrainStorageSerializer>(
                    (table, serializer) =>
                    {
                        table.Invariant = "Npgsql";
                        table.DataSource = database;
                        table.GrainStorageSerializer = serializer;
                        table.DeleteStateOnClear = true;
                    }));
                break;
            case StorageKind.Redis:
                silo.AddRedisGrainStorage(name, builder => builder.Configure<OrleansGrainStorageSerializer>(
                    (redis, serializer) =>
                    {
                        redis.ConfigurationOptions = ConfigurationOptions.Parse(options.Redis);
                        redis.GrainStorageSerializer = serializer;
                        redis.DeleteStateOnClear = true;
                    }));
                break;
            default:
                silo.AddMemoryGrainStorage(name);
                break;
        }

        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
    }

    private static void AddMembership(ISiloBuilder silo, MembershipSection given) =>
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = given.ProbeTimeout;
            membership.NumMissedProbesLimit = given.MissedProbes;
            membership.NumVotesForDeathDeclaration = given.Votes;
            membership.NumProbedSilos = given.ProbedSilos;
            membership.TableRefreshTimeout = given.TableRefresh;
            membership.IAmAliveTablePublishTimeout = given.AlivePeriod;
            membership.MaxJoinAttemptTime = given.JoinTimeout;
        });
}
