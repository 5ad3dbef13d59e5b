using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Tests.Contract;

namespace Petuum.Lab.Grains.Tests;

/// <summary>The contract on one silo.</summary>
public sealed class OneSiloTests(OneSilo silos) : ClusterContract, IClassFixture<OneSilo>
{
    protected override ICluster CreateCluster(ulong seed) => silos.CreateCluster();
}

/// <summary>The contract on three silos, between which messages cross as bytes.</summary>
public sealed class ThreeSilosTests(ThreeSilos silos) : ClusterContract, IClassFixture<ThreeSilos>
{
    protected override ICluster CreateCluster(ulong seed) => silos.CreateCluster();
}
