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
        JobResult result = await RunAsync(plan);
        Assert.Equal(large.Totals(plan), Models.ToArrays(result.Model!));
        Assert.Contains(silo.Storage.Keys, key => key.EndsWith("/model/1", StringComparison.Ordinal));
        for (int job = 0; job < 2; job++)
        {
            await RunAsync(Toys.Plan(new EmptyProgram(), new Bsp(), workers: 2, clocks: 3));
        }

        JobLine[] lines = await silo.Silos.Client.GetGrain<IJobListGrain>(0).GetAsync();
        string[] ids = [.. lines.Select(line => line.Id)];
        Assert.Equal(2, ids.Length);
        Assert.All(
            silo.Storage.Keys.Where(key => !key.StartsWith("joblist", StringComparison.Ordinal)),
            key => Assert.Contains(ids, id => key.Contains(id, StringComparison.Ordinal)));
    }

    /// <summary>Rows that are not there are no rows of zeros.</summary>
    [Theory]
    [InlineData("/model/0")]
    [InlineData("/model/1")]
    public async Task Model_IsRefused_WhereABlockOfItIsGone(string block)
    {
        JobPlan plan = Toys.Plan(new CountingProgram(Large), new Bsp(), workers: 2, clocks: 3);
        string id = await silo.SubmitAsync(plan, cutEvery: 1);
        await TestSilos.UntilAsync(() => silo.RecordOf(id).State!.Ending is not null);
        Assert.Contains(id, await RefusalAsync(id, plan with { Program = new CountingProgram(Large with { Tables = 2 }) }));
        silo.Storage.Forget(key => key.Contains(id) && key.EndsWith(block, StringComparison.Ordinal));
        Assert.Equal($"'1/model' of job {id} is not in the storage any more.", await RefusalAsync(id, plan));
    }

    private async Task<string> RefusalAsync(string id, JobPlan plan) =>
        (await Assert.ThrowsAsync<MachineFailedException>(() => silo.ModelOfAsync(id, plan))).Message;

    private Task<JobResult> RunAsync(JobPlan plan) =>
        silo.CreateCluster(cutEvery: 1).RunAsync(plan, NullObserver.Instance, CancellationToken.None);
}
