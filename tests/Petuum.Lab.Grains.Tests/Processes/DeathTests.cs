using System.Globalization;
using Petuum.Lab.Grains.Tests.Silo;
using Xunit.Abstractions;

namespace Petuum.Lab.Grains.Tests.Processes;

/// <summary>
/// Silos in processes of their own, with PostgreSQL, die by SIGKILL at random clocks: every job finishes, and its model
/// is what it would have been. PETUUM_DEATHS says how many die (2).
/// </summary>
public sealed class DeathTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Deaths = int.Parse(
        Environment.GetEnvironmentVariable("PETUUM_DEATHS") ?? "2", CultureInfo.InvariantCulture);

    private readonly string _cluster = $"death-{Guid.NewGuid():N}";
    private readonly List<SiloProcess> _silos = [];

    [PostgresTheory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Jobs_FinishWithTheRightModel_WhateverSiloDies(int silos)
    {
        for (int index = 0; index < silos; index++)
        {
            _silos.Add(await SiloProcess.StartAsync(index, _cluster, PostgresFactAttribute.Connection));
        }

        await using RemoteJobs jobs = new(_cluster, _silos, output);
        for (int seed = 1; seed <= Deaths; seed++)
        {
            Random chance = new(seed);
            int index = chance.Next(silos);
            int clock = chance.Next(5, CountingSource.Clocks * 3 / 4);
            (_, int goneOnFrom) = await jobs.RunAsync(seed % 2 == 0 ? "sum" : "count", (ulong)seed, clock, () =>
            {
                _silos[index].Kill();
                return Task.CompletedTask;
            });
            output.WriteLine($"seed {seed}: silo {index} died at clock {clock}; gone on from {goneOnFrom}");
            _silos[index].Dispose();
            _silos[index] = await SiloProcess.StartAsync(index, _cluster, PostgresFactAttribute.Connection);
        }
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _silos.ForEach(silo => silo.Dispose());
        return Task.CompletedTask;
    }
}
