using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Orleans.TestingHost;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains.Tests;

/// <summary>Silos in this process, shared by the tests of a class.</summary>
public abstract class TestSilos : IAsyncLifetime
{
    private readonly SharedJobs _jobs = new();

    /// <summary>Silos that have not been started yet.</summary>
    protected TestSilos(short silos, Action<PetuumOptions>? configure = null, IJobSource? source = null)
    {
        InProcessTestClusterBuilder builder = new(silos);
        builder.ConfigureSilo((_, silo) => silo
            .AddPetuum(_ => source ?? _jobs)
            .ConfigureServices(services => services
                .AddKeyedSingleton<IGrainStorage>(SiloBuilderExtensions.StorageName, Storage)
                .AddSingleton(new CutStore(Storage, NullLogger<CutStore>.Instance)
                {
                    Pause = TimeSpan.FromMilliseconds(20),
                })
                .Configure<PetuumOptions>(options =>
                {
                    options.LeasePeriod = TimeSpan.FromSeconds(2);
                    configure?.Invoke(options);
                })));
        builder.ConfigureClient(client => client.AddPetuum());
        Silos = builder.Build();
    }

    /// <summary>Where jobs and cuts are kept.</summary>
    public LastingStorage Storage { get; } = new();

    /// <summary>The silos.</summary>
    public InProcessTestCluster Silos { get; }

    /// <summary>The runtime.</summary>
    public ICluster CreateCluster(
        Func<JobSetup, JobSetup>? inject = null, int? cutEvery = null, Action<string>? noticed = null) =>
        new OrleansCluster(Silos.Client, (plan, observer) => _jobs.Submit(plan, observer, inject, cutEvery))
        {
            Noticed = noticed,
        };

    /// <summary>Submits a job that nobody watches, whose units take milliseconds; returns its id.</summary>
    public async Task<string> SubmitAsync(JobPlan plan, int cutEvery)
    {
        JobDescription job = Announce(plan, cutEvery);
        await Silos.Client.GetGrain<IJobGrain>(job.Id).SubmitAsync(job);
        return job.Id;
    }

    /// <summary>Such a job, which is not submitted yet.</summary>
    public JobDescription Announce(JobPlan plan, int cutEvery) => _jobs.Submit(
        plan,
        NullObserver.Instance,
        setup => setup with { Compute = (_, _, _, _, _, took) => took + 3_000 },
        cutEvery).Job;

    /// <summary>A job's record, as it is stored.</summary>
    public GrainState<JobRecord> RecordOf(string id)
    {
        GrainState<JobRecord> record = new(new JobRecord());
        Storage.ReadStateAsync("job", Silos.Client.GetGrain<IJobGrain>(id).GetGrainId(), record)
            .GetAwaiter().GetResult();
        return record;
    }

    /// <summary>A job's record, when it has ended.</summary>
    public async Task<JobRecord> EndOfAsync(string id)
    {
        await UntilAsync(() => RecordOf(id).State!.Ending is not null);
        return RecordOf(id).State!;
    }

    /// <summary>
    /// Writes a job's record, as after a partition an activation on the other side would after some epochs; the record.
    /// </summary>
    public async Task<JobRecord> OvertakeAsync(string id, int epochs)
    {
        GrainState<JobRecord> record = RecordOf(id);
        record.State!.Epoch += epochs;
        await Storage.WriteStateAsync("job", Silos.Client.GetGrain<IJobGrain>(id).GetGrainId(), record);
        return record.State;
    }

    /// <summary>The model of a job that has ended.</summary>
    public Task<Model> ModelOfAsync(string id, JobPlan plan) =>
        OrleansCluster.GetModelAsync(
            Silos.Client, Silos.Client.GetGrain<IJobGrain>(id), RecordOf(id).State!.Ending!.ModelEpoch!.Value, plan);

    /// <summary>What the list of jobs says of one, without asking any grain.</summary>
    public string StateOf(string id)
    {
        GrainState<JobListRecord> list = new(new JobListRecord());
        Storage.ReadStateAsync("jobs", GrainId.Create("joblist", "0"), list).GetAwaiter().GetResult();
        return list.State!.Lines.Single(line => line.Id == id).State;
    }

    /// <summary>Waits for something, a minute at most.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        for (int trial = 0; !isSo(); trial++)
        {
            Assert.True(trial < 1200, "a minute has passed in vain");
            await Task.Delay(50);
        }
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Silos.DeployAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Silos.DisposeAsync();
}

/// <summary>One silo.</summary>
public sealed class OneSilo() : TestSilos(1);

/// <summary>One silo that keeps two jobs.</summary>
public sealed class ForgetfulSilo() : TestSilos(1, options => options.JobsKept = 2);

/// <summary>Three silos.</summary>
public sealed class ThreeSilos() : TestSilos(3);
