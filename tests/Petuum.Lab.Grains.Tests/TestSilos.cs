using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains.Tests;

/// <summary>Silos in this process, shared by the tests of a class.</summary>
public abstract class TestSilos : IAsyncLifetime
{
    private readonly SharedJobs _jobs = new();

    /// <summary>Silos that have not been started yet.</summary>
    protected TestSilos(short silos)
    {
        InProcessTestClusterBuilder builder = new(silos);
        builder.ConfigureSilo((_, silo) => silo
            .AddPetuum(_ => _jobs)
            .ConfigureServices(services => services
                .AddKeyedSingleton<IGrainStorage>(SiloBuilderExtensions.StorageName, Storage)
                .Configure<PetuumOptions>(options => options.LeasePeriod = TimeSpan.FromSeconds(2))));
        builder.ConfigureClient(client => client.AddPetuum());
        Silos = builder.Build();
    }

    /// <summary>Where jobs and cuts are kept.</summary>
    public LastingStorage Storage { get; } = new();

    /// <summary>The silos.</summary>
    public InProcessTestCluster Silos { get; }

    /// <summary>The runtime.</summary>
    public ICluster CreateCluster(Func<JobSetup, JobSetup>? inject = null, int? cutEvery = null) =>
        new OrleansCluster(Silos.Client, (plan, observer) => _jobs.Submit(plan, observer, inject, cutEvery));

    /// <inheritdoc/>
    public Task InitializeAsync() => Silos.DeployAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Silos.DisposeAsync();
}

/// <summary>One silo.</summary>
public sealed class OneSilo() : TestSilos(1);

/// <summary>Three silos.</summary>
public sealed class ThreeSilos() : TestSilos(3);
