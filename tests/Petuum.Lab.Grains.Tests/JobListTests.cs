using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>The list of jobs is kept short, and what it drops leaves nothing in the storage.</summary>
public sealed class JobListTests(ForgetfulSilo silo) : IClassFixture<ForgetfulSilo>
{
    [Fact]
    public async Task OldestJob_IsForgotten_WithItsModel()
    {
        JobPlan plan = Toys.Plan(new EmptyProgram(), new Bsp(), workers: 2, clocks: 3);
        for (int job = 0; job < 3; job++)
        {
            await silo.CreateCluster(cutEvery: 1).RunAsync(plan, NullObserver.Instance, CancellationToken.None);
        }

        JobLine[] lines = await silo.Silos.Client.GetGrain<IJobListGrain>(0).GetAsync();
        string[] ids = [.. lines.Select(line => line.Id)];
        Assert.Equal(2, ids.Length);
        Assert.All(
            silo.Storage.Keys.Where(key => !key.StartsWith("joblist", StringComparison.Ordinal)),
            key => Assert.Contains(ids, id => key.Contains(id, StringComparison.Ordinal)));
    }
}
