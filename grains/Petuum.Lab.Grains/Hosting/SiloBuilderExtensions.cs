using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Storage;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>Makes silos and clients of Orleans silos and clients of Petuum.Lab.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>The name of the grain storage that jobs and cuts are kept in.</summary>
    public const string StorageName = "petuum";

    /// <summary>
    /// Adds the machines' grains; the silo needs a grain storage named <see cref="StorageName"/> besides.
    /// </summary>
    public static ISiloBuilder AddPetuum(this ISiloBuilder silo, Func<IServiceProvider, IJobSource> source) =>
        silo.AddPlacementDirector<SpreadPlacement, SpreadPlacementDirector>()
            .AddStartupTask(JobWaker.WakeAsync)
            .ConfigureServices(services =>
        {
            services.AddSingleton(source);

            // A snapshot of a large shard is one message; the default would close the connection on it.
            services.Configure<SiloMessagingOptions>(messaging => messaging.MaxMessageBodySize = int.MaxValue);

            // Storages write JSON otherwise, which does not know private parts.
            services.AddKeyedSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>(StorageName);
            services.TryAddSingleton(new MessagePool(isShared: true));
            services.AddSingleton<JobRooms>();
            services.AddSingleton<DelayLine>();
            services.AddSingleton<CutStore>();
            services.AddSingleton<ModelStore>();
            services.AddSingleton<ComputePool>();
            services.AddOptions<PetuumOptions>();
        });

    /// <summary>Adds what a client needs to submit jobs and to read models.</summary>
    public static IClientBuilder AddPetuum(this IClientBuilder client)
    {
        client.Services.TryAddSingleton(new MessagePool(isShared: true));
        client.Services.Configure<ClientMessagingOptions>(messaging => messaging.MaxMessageBodySize = int.MaxValue);
        return client;
    }
}
