using Orleans.TestingHost;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>A job whose work is done has still to store what came of it. Nobody watches these.</summary>
public sealed class EndingTests(ThreeSilos silos) : IClassFixture<ThreeSilos>, IDisposable
{
    private const int Clocks = 40;

    private static CountingProgram Program => new(
        new ScatterShape { Rows = 40, Columns = 3, Kind = RowKind.Dense, Sharding = Sharding.Hash, Tables = 2 });

    private static JobPlan Plan(int clocks = Clocks) => Toys.Plan(Program, new Ssp(2), workers: 2, clocks);

    public void Dispose() => silos.Storage.GoOn();

    /// <summary>Its machines wake it, and who is to delete what it stored of the model knows of that.</summary>
    [Fact]
    public async Task Model_IsStoredOnce_WhereASiloDiesWhileItStoresIt()
    {
        TaskCompletionSource hasBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.Storage.AfterWrite = grain => IsModel(grain) && hasBegun.TrySetResult()
            ? Task.Delay(Timeout.InfiniteTimeSpan)
            : Task.CompletedTask;
        string id = await silos.SubmitAsync(Plan(), cutEvery: 5);
        await hasBegun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await silos.Silos.KillSiloAsync(await LeaderAsync(id));
        JobRecord record = await silos.EndOfAsync(id);
        await silos.Silos.StartAdditionalSiloAsync();
        Assert.True(record.Epoch > 1, "the death came too late to be noticed");
        await AssertOnlyModelAsync(id, record);
    }

    /// <summary>As when it is updated. Nothing is sent to the job meanwhile that would wake it.</summary>
    [Fact]
    public async Task Job_GoesOn_WhereItsSiloIsStopped()
    {
        JobPlan plan = Plan(clocks: 300) with { EvaluateEvery = 300 };
        string id = await silos.SubmitAsync(plan, cutEvery: 20);
        await TestSilos.UntilAsync(() => silos.RecordOf(id).State!.Cut is not null);
        await silos.Silos.StopSiloAsync(await LeaderAsync(id));
        JobRecord record = await silos.EndOfAsync(id);
        await silos.Silos.StartAdditionalSiloAsync();
        Assert.Equal((JobOutcome.Completed, 300), (record.Ending!.Outcome, record.Ending.Clock));
        Assert.True(record.Epoch > 1, "the silo was stopped too late to be noticed");
    }

    /// <summary>For longer than is tried, but not for good.</summary>
    [Fact]
    public async Task Model_IsStoredByTheNextEpoch_WhereItCannotBeStored()
    {
        silos.Storage.BeforeWrite = grain => grain.ToString().Contains("/1/model/", StringComparison.Ordinal)
            ? throw new IOException("the storage is full.")
            : Task.CompletedTask;
        string id = await silos.SubmitAsync(Plan(), cutEvery: 5);
        JobRecord record = await silos.EndOfAsync(id);
        Assert.Equal((JobOutcome.Completed, 2), (record.Ending!.Outcome, record.Ending.ModelEpoch));
        await AssertOnlyModelAsync(id, record);
    }

    /// <summary>Nothing can be written for as long as it is tried: the job has not failed for that.</summary>
    [Theory]
    [InlineData("/model/", "goes on from clock ")]
    [InlineData("/1/5/", "goes on from the beginning")]
    public async Task Job_GoesOn_WhereTheStorageWasDown(string since, string from)
    {
        int left = JobLedger.Trials;
        bool isDown = false;
        silos.Storage.BeforeWrite = grain =>
        {
            isDown |= grain.ToString().Contains(since, StringComparison.Ordinal);
            bool isRecord = grain.ToString().StartsWith("job/", StringComparison.Ordinal);
            return isDown && (isRecord ? Interlocked.Decrement(ref left) : Volatile.Read(ref left)) >= 0
                ? throw new IOException("the storage is down.")
                : Task.CompletedTask;
        };
        string id = await silos.SubmitAsync(Plan(), cutEvery: 5);
        JobRecord record = await silos.EndOfAsync(id);
        Assert.True(left < 0, $"{left} more failures were to come");
        Assert.Contains(record.History, item => item.Notice.Contains(from, StringComparison.Ordinal));
        Assert.Equal((JobOutcome.Completed, Clocks), (record.Ending!.Outcome, record.Ending.Clock));
        await AssertOnlyModelAsync(id, record);
    }

    /// <summary>Storing a large model takes a while; what they would send then is for nobody.</summary>
    [Fact]
    public async Task Machines_DoNothing_WhileTheModelIsStored()
    {
        TaskCompletionSource hasBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.Storage.BeforeWrite = grain => IsModel(grain) && hasBegun.TrySetResult()
            ? mayEnd.Task
            : Task.CompletedTask;
        int units = 0;
        using CancellationTokenSource cancellation = new();
        ICluster cluster = silos.CreateCluster(setup => setup with
        {
            Compute = (_, clock, _, _, _, took) =>
            {
                Interlocked.Increment(ref units);
                if (clock == 50)
                {
                    cancellation.Cancel();
                }

                return took + 1_000;
            },
        });
        Task<JobResult> run = cluster.RunAsync(
            Plan(clocks: 1_000_000), NullObserver.Instance, cancellation.Token);
        await hasBegun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(200);
        int before = Volatile.Read(ref units);
        await Task.Delay(500);
        Assert.Equal(before, Volatile.Read(ref units));
        mayEnd.SetResult();
        Assert.Equal(JobOutcome.Cancelled, (await run).Outcome);
    }

    private static bool IsModel(GrainId grain) => grain.ToString().Contains("/model/", StringComparison.Ordinal);

    private async Task<InProcessSiloHandle> LeaderAsync(string id)
    {
        SiloAddress? leader = await silos.Silos.Client.GetGrain<IManagementGrain>(0)
            .GetActivationAddress(silos.Silos.Client.GetGrain<IJobGrain>(id));
        return silos.Silos.Silos.Single(silo => silo.SiloAddress.Equals(leader));
    }

    /// <summary>The right one, and nothing else is left in the storage, but for the record.</summary>
    private async Task AssertOnlyModelAsync(string id, JobRecord record)
    {
        Assert.Equal(Program.Totals(Plan()), Models.ToArrays(await silos.ModelOfAsync(id, Plan())));
        string model = $"petuum-stored/{id}/{record.Ending!.ModelEpoch}/model/0";
        await TestSilos.UntilAsync(() => silos.Storage.Keys.All(
            key => key == model || !key.Contains($"{id}/", StringComparison.Ordinal)));
        Assert.Contains(model, silos.Storage.Keys);
    }
}
