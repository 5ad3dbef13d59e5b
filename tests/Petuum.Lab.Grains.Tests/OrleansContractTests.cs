using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Contract;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>The contract on one silo.</summary>
public sealed class OneSiloTests(OneSilo silos) : ClusterContract, IClassFixture<OneSilo>
{
    /// <summary>Each of the tables alone would do.</summary>
    [Fact]
    public async Task ShardsThatDoNotFitIntoACall_AreRefused()
    {
        ScatterShape large = new()
        {
            Rows = 360_000_000,
            Columns = 2,
            Kind = RowKind.Dense,
            Sharding = Sharding.Range,
            Tables = 2,
        };
        PlanException refused = await Assert.ThrowsAsync<PlanException>(() => silos.CreateCluster().RunAsync(
            Toys.Plan(new CountingProgram(large), new Bsp(), workers: 2, clocks: 3),
            NullObserver.Instance,
            CancellationToken.None));
        Assert.Contains("a shard with 4320000000 bytes of all tables", refused.Problem, StringComparison.Ordinal);
        Assert.Equal("use at least 5 shards", refused.Remedy);
    }

    protected override ICluster CreateCluster(ulong seed) => silos.CreateCluster();
}

/// <summary>The contract on three silos, between which messages cross as bytes.</summary>
public sealed class ThreeSilosTests(ThreeSilos silos) : ClusterContract, IClassFixture<ThreeSilos>
{
    protected override ICluster CreateCluster(ulong seed) => silos.CreateCluster();
}
