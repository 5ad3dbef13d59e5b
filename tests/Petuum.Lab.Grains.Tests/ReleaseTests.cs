using Microsoft.Extensions.DependencyInjection;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Contract;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>
/// What is left of a job when it is over: its record and its model in the storage, and nothing in the silos.
/// </summary>
public sealed class ReleaseTests(ThreeSilos silos) : IClassFixture<ThreeSilos>
{
    [Fact]
    public async Task Nothing_IsLeft_OfAFinishedJob()
    {
        JobPlan plan = Plan(clocks: 30);
        await silos.CreateCluster(cutEvery: 5).RunAsync(plan, NullObserver.Instance, CancellationToken.None);
        await AssertEmptyAsync();
    }

    [Fact]
    public async Task Nothing_IsLeft_OfACancelledJob()
    {
        using CancellationTokenSource source = new();
        EventRecorder watcher = new(happened =>
        {
            if (happened.Kind == RunEventKind.Evaluated && happened.Clock == 20)
            {
                source.Cancel();
            }

            return false;
        });
        JobPlan plan = Plan(clocks: 10_000_000);
        JobResult result = await silos.CreateCluster(cutEvery: 5).RunAsync(plan, watcher, source.Token);
        Assert.Equal(JobOutcome.Cancelled, result.Outcome);
        await AssertEmptyAsync();
    }

    /// <summary>Clients hear of the end before cuts are deleted; the job's grain goes when they are.</summary>
    [Fact]
    public async Task Nothing_IsLeft_WhenGrainsAreGone_AndTheStorageDeletesSlowly()
    {
        silos.Storage.BeforeClear = _ => Task.Delay(TimeSpan.FromMilliseconds(200));
        try
        {
            await silos.CreateCluster(cutEvery: 5).RunAsync(
                Plan(clocks: 30), NullObserver.Instance, CancellationToken.None);
            await AssertEmptyAsync();
        }
        finally
        {
            silos.Storage.GoOn();
        }
    }

    [Fact]
    public async Task Nothing_IsLeft_OfAFailedJob()
    {
        JobPlan plan = Toys.Plan(new FailingProgram(), new Ssp(1), workers: 3, clocks: 20);
        await Assert.ThrowsAsync<MachineFailedException>(
            () => silos.CreateCluster().RunAsync(plan, NullObserver.Instance, CancellationToken.None));
        await AssertEmptyAsync();
    }

    /// <summary>As where its silo was lost when the job had ended.</summary>
    [Fact]
    public async Task Nothing_IsLeft_OfAMachineThatIsNotThere()
    {
        Func<IMachineGrain, Task>[] calls =
        [
            machine => machine.BeginAsync(), machine => machine.OfferCutAsync(3), machine => machine.HaltAsync(),
            machine => machine.ReportAsync(), machine => machine.DeliverAsync(new Parcel([])),
        ];
        for (int call = 0; call < calls.Length; call++)
        {
            await calls[call](silos.Silos.Client.GetGrain<IWorkerGrain>(new MachineKey("gone", 1, call).ToString()));
        }

        await AssertEmptyAsync();
    }

    [Fact]
    public async Task Shards_AreSpreadEvenly_AndWorkersBesideThem()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        EventRecorder watcher = new(happened => happened.Clock == 3 && reached.TrySetResult());
        using CancellationTokenSource source = new();
        JobPlan plan = Plan(clocks: 10_000_000) with { Workers = 6, Shards = 6 };
        Task<JobResult> run = silos.CreateCluster().RunAsync(plan, watcher, source.Token);
        await reached.Task;
        Assert.Contains(await GrainsAsync(), grain => grain.StartsWith("job/", StringComparison.Ordinal));
        List<IGrouping<SiloAddress, (SiloAddress Silo, string Type, int Index)>> bySilo =
            [.. (await MachinesAsync()).GroupBy(machine => machine.Silo)];
        Assert.Equal(3, bySilo.Count);
        foreach (IGrouping<SiloAddress, (SiloAddress Silo, string Type, int Index)> machines in bySilo)
        {
            int[] shards = [.. from machine in machines where machine.Type == "tableshard" select machine.Index];
            int[] workers = [.. from machine in machines where machine.Type == "worker" select machine.Index];
            Assert.Equal(2, shards.Length);
            Assert.Equal(shards.Order(), workers.Order());
        }

        await source.CancelAsync();
        await run;
    }

    private static JobPlan Plan(int clocks) =>
        Toys.Plan(new TouchProgram(8, 2, work: 5), new Essp(1), workers: 4, clocks: clocks) with { Shards = 3 };

    /// <summary>Grains end soon after they are told to; waits a little for them.</summary>
    private async Task AssertEmptyAsync()
    {
        for (int trial = 0; trial < 50 && (await GrainsAsync()).Count > 0; trial++)
        {
            await Task.Delay(100);
        }

        Assert.Empty(await GrainsAsync());
        foreach (IServiceProvider silo in silos.Silos.Silos.Select(silo => silo.ServiceProvider))
        {
            Assert.Equal(0, silo.GetRequiredService<JobRooms>().Count);
        }

        Assert.DoesNotContain(silos.Storage.Keys, key => key.Contains("Worker-") || key.Contains("Shard-"));
    }

    private async Task<List<string>> GrainsAsync() =>
    [
        .. (await Management.GetDetailedGrainStatistics())
            .Where(grain => TypeOf(grain) is "worker" or "tableshard" or "scheduler" or "job")
            .Select(grain => grain.GrainId.ToString()),
    ];

    private async Task<List<(SiloAddress Silo, string Type, int Index)>> MachinesAsync() =>
    [
        .. (await Management.GetDetailedGrainStatistics())
            .Where(grain => TypeOf(grain) is "worker" or "tableshard")
            .Select(grain => (
                grain.SiloAddress, TypeOf(grain), MachineKey.Parse(grain.GrainId.Key.ToString()!).Index)),
    ];

    private static string TypeOf(DetailedGrainStatistic grain) => grain.GrainId.Type.ToString()!;

    private IManagementGrain Management => silos.Silos.Client.GetGrain<IManagementGrain>(0);
}
