using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>The list of jobs is kept short, and what it drops leaves nothing in the storage.</summary>
public sealed class JobListTests(ForgetfulSilo silo) : IClassFixture<ForgetfulSilo>
{
    /// <summary>A model of more than one block.</summary>
    private static readonly ScatterShape Large =
        new() { Rows = 160_000, Columns = 30, Kind = RowKind.Dense, Sharding = Sharding.Range };

    [Fact]
    public async Task OldestJob_IsForgotten_WithItsModel()
    {
        CountingProgram large = new(Large);
        JobPlan plan = Toys.Plan(large, new Bsp(), workers: 2, clocks: 3);
        string id = await CompleteAsync(plan);
        Assert.Equal(large.Totals(plan), Models.ToArrays(await silo.ModelOfAsync(id, plan)));
        Assert.Contains(silo.Storage.Keys, key => key.EndsWith($"{id}/1/model/1", StringComparison.Ordinal));
        for (int job = 0; job < 2; job++)
        {
            await CompleteAsync(Small);
        }

        await UntilOnlyTwoAreKeptAsync();
        Assert.DoesNotContain(silo.Storage.Keys, key => key.Contains(id, StringComparison.Ordinal));
    }

    /// <summary>Large models take a while to delete, and who submits the next job does not wait for that.</summary>
    [Fact]
    public async Task Job_IsListed_WhileOthersAreForgotten()
    {
        string oldest = await CompleteAsync(Small);
        await CompleteAsync(Small);
        await UntilOnlyTwoAreKeptAsync();
        TaskCompletionSource isForgetting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource mayForget = new(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Storage.BeforeClear = grain =>
            grain.ToString().Contains(oldest, StringComparison.Ordinal) && isForgetting.TrySetResult()
                ? mayForget.Task
                : Task.CompletedTask;
        await CompleteAsync(Small);
        await isForgetting.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, (await LinesAsync()).Length);
        mayForget.SetResult();
        await UntilOnlyTwoAreKeptAsync();
        Assert.DoesNotContain(await LinesAsync(), line => line.Id == oldest);
    }

    /// <summary>Its end was not listed: the list's silo died just then.</summary>
    [Fact]
    public async Task Job_IsListedAsEnded_WhereItIsWoken()
    {
        string id = await CompleteAsync(Small);
        await silo.Silos.Client.GetGrain<IJobListGrain>(0).PutAsync(new JobLine(id, "small", JobLine.Running));
        await silo.Silos.Client.GetGrain<IJobGrain>(id).WakeAsync();
        Assert.Equal("completed", silo.StateOf(id));
    }

    /// <summary>Rows that are not there are no rows of zeros.</summary>
    [Theory]
    [InlineData("/model/0")]
    [InlineData("/model/1")]
    public async Task Model_IsRefused_WhereABlockOfItIsGone(string block)
    {
        JobPlan plan = Toys.Plan(new CountingProgram(Large), new Bsp(), workers: 2, clocks: 3);
        string id = await CompleteAsync(plan);
        JobPlan other = plan with { Program = new CountingProgram(Large with { Tables = 2 }) };
        Assert.Equal("the model has 160000 rows, not 320000; run it again.", await RefusalAsync(id, other));
        Assert.Equal(1, silo.Storage.Forget(
            key => key.Contains(id) && key.EndsWith(block, StringComparison.Ordinal)));
        Assert.StartsWith(
            $"'1/model' of job {id} is not in the storage any more: somebody deleted it, or",
            await RefusalAsync(id, plan),
            StringComparison.Ordinal);
    }

    private async Task<string> RefusalAsync(string id, JobPlan plan) =>
        (await Assert.ThrowsAsync<MachineFailedException>(() => silo.ModelOfAsync(id, plan))).Message;

    private static JobPlan Small => Toys.Plan(new EmptyProgram(), new Bsp(), workers: 2, clocks: 3);

    private async Task<string> CompleteAsync(JobPlan plan)
    {
        string id = await silo.SubmitAsync(plan, cutEvery: 1);
        await TestSilos.UntilAsync(() => silo.StateOf(id) == "completed");
        return id;
    }

    private Task UntilOnlyTwoAreKeptAsync() =>
        TestSilos.UntilAsync(() => LinesAsync().GetAwaiter().GetResult().Length == 2);

    private Task<JobLine[]> LinesAsync() => silo.Silos.Client.GetGrain<IJobListGrain>(0).GetAsync();
}
