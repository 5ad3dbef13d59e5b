using System.Collections.Concurrent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>The storage fails while a job begins, goes on, or begins anew.</summary>
public sealed class OutageTests(ThreeSilos silos) : IClassFixture<ThreeSilos>, IDisposable
{
    private const int Clocks = 120;

    private static CountingProgram Program => new(
        new ScatterShape { Rows = 40, Columns = 3, Kind = RowKind.Dense, Sharding = Sharding.Hash, Tables = 2 });

    private static JobPlan Plan => Toys.Plan(Program, new Ssp(2), workers: 3, Clocks);

    public void Dispose() => silos.Storage.GoOn();

    /// <summary>For longer than one activation or machine tries to read: the job has not failed for that.</summary>
    [Theory]
    [InlineData("Job-0")]
    [InlineData("Shard-0")]
    [InlineData("Worker-1")]
    public async Task Job_GoesOnFromItsCut_WhereThatCannotBeReadForAWhile(string machine)
    {
        string id = await silos.SubmitAsync(Plan, cutEvery: 10);
        await TestSilos.UntilAsync(() => silos.RecordOf(id).State!.Cut is not null);
        int first = silos.RecordOf(id).State!.Epoch;
        silos.Storage.BeforeRead = grain =>
            IsOf(grain, machine) && silos.RecordOf(id).State!.Epoch == first + 2
                ? throw new IOException("the storage is down.")
                : Task.CompletedTask;
        await silos.OvertakeAsync(id, epochs: 1);
        JobRecord record = await silos.EndOfAsync(id);
        Assert.Equal((JobOutcome.Completed, Clocks), (record.Ending!.Outcome, record.Ending.Clock));
        Assert.True(record.Epoch > first + 2, $"epoch {record.Epoch} read what could not be read");
        Assert.DoesNotContain(record.History, item => item.Notice.Contains("the beginning", StringComparison.Ordinal));
        Assert.Equal(Program.Totals(Plan), Models.ToArrays(await silos.ModelOfAsync(id, Plan)));
    }

    /// <summary>Whoever submitted it may try again, and nothing is left of the first time.</summary>
    [Fact]
    public async Task Job_ThatCannotBeStored_HasNotBeenSubmitted()
    {
        int left = JobLedger.Trials;
        silos.Storage.BeforeWrite = grain =>
            grain.ToString().StartsWith("job/", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0
                ? throw new IOException("the storage is full.")
                : Task.CompletedTask;
        JobDescription submitted = silos.Announce(Plan, cutEvery: 10);
        IJobGrain job = silos.Silos.Client.GetGrain<IJobGrain>(submitted.Id);
        OrleansException failure = await Assert.ThrowsAsync<OrleansException>(() => job.SubmitAsync(submitted));
        Assert.Contains("the storage is full", failure.Message, StringComparison.Ordinal);
        Assert.Null((await job.WatchAsync(0)).Job);
        await job.SubmitAsync(submitted);
        Assert.Equal(JobOutcome.Completed, (await silos.EndOfAsync(submitted.Id)).Ending!.Outcome);
    }

    /// <summary>And what it waited for is done when it can be.</summary>
    [Fact]
    public async Task Client_IsToldWhyItWaits()
    {
        ConcurrentQueue<string> notices = new();
        silos.Storage.BeforeWrite = grain =>
            notices.IsEmpty && grain.ToString().StartsWith("job/", StringComparison.Ordinal)
                ? throw new IOException("the storage is full.")
                : Task.CompletedTask;
        JobResult result = await silos.CreateCluster(noticed: notices.Enqueue)
            .RunAsync(Plan, NullObserver.Instance, CancellationToken.None);
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        Assert.Contains("the storage is full", Assert.Single(notices), StringComparison.Ordinal);
    }

    /// <summary>Deleting a large state takes long, and is nothing that a job should wait for.</summary>
    [Fact]
    public async Task Job_GoesOn_WhileOldCutsAreDeleted()
    {
        TaskCompletionSource mayDelete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource isDeleting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.Storage.BeforeClear = _ =>
        {
            isDeleting.TrySetResult();
            return mayDelete.Task;
        };
        string id = await silos.SubmitAsync(Plan, cutEvery: 5);
        await isDeleting.Task.WaitAsync(TimeSpan.FromMinutes(1));
        int clock = silos.RecordOf(id).State!.Cut!.Clock;
        await TestSilos.UntilAsync(() => silos.RecordOf(id).State!.Cut!.Clock > clock + 20);
        Assert.NotNull((await silos.EndOfAsync(id)).Ending!.ModelEpoch);
        mayDelete.SetResult();
        await TestSilos.UntilAsync(() => !silos.Storage.Keys.Any(
            key => key.Contains($"{id}/", StringComparison.Ordinal)
                && !key.Contains("/model/", StringComparison.Ordinal)));
    }

    private static bool IsOf(GrainId grain, string machine) =>
        grain.ToString().Contains($"/{machine}/", StringComparison.Ordinal);
}
