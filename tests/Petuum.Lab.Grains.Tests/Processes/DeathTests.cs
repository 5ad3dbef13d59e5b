using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Grains.Tests.Silo;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Programs;
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
    private IHost? _client;

    [PostgresTheory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Jobs_FinishWithTheRightModel_WhateverSiloDies(int silos)
    {
        for (int index = 0; index < silos; index++)
        {
            _silos.Add(await SiloProcess.StartAsync(index, _cluster, PostgresFactAttribute.Connection));
        }

        for (int seed = 1; seed <= Deaths; seed++)
        {
            Random chance = new(seed);
            int index = chance.Next(silos);
            int clock = chance.Next(5, CountingSource.Clocks * 3 / 4);
            (JobResult result, int goneOnFrom) = await RunAsync(seed % 2 == 0 ? "sum" : "count", (ulong)seed, clock, () =>
            {
                _silos[index].Kill();
                return Task.CompletedTask;
            });
            output.WriteLine($"seed {seed}: silo {index} died at clock {clock}; gone on from {goneOnFrom}");
            _silos[index].Dispose();
            _silos[index] = await SiloProcess.StartAsync(index, _cluster, PostgresFactAttribute.Connection);
        }
    }

    /// <summary>Runs a job; at a clock something happens. Checks the model.</summary>
    private async Task<(JobResult Result, int GoneOnFrom)> RunAsync(
        string kind, ulong seed, int clock, Func<Task> happen)
    {
        IClusterClient client = await ConnectAsync();
        JobPlan plan = CountingSource.Plan(kind, seed);
        int from = 0;
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Watcher watcher = new(happened =>
        {
            from = happened.Kind == RunEventKind.JobStarted ? happened.Clock : from;
            if (happened.Kind == RunEventKind.RoundEnded && happened.Clock >= clock)
            {
                reached.TrySetResult();
            }
        });
        OrleansCluster cluster = new(client, (_, _) => new SubmittedJob(new JobDescription
        {
            Id = Guid.NewGuid().ToString("N"),
            Text = $"{kind} {seed}",
            ReportsEvents = true,
            CutEvery = 20,
        })) { Noticed = notice => output.WriteLine($"  {notice}") };
        Task<JobResult> run = cluster.RunAsync(plan, watcher, CancellationToken.None);
        await Task.WhenAny(reached.Task, run);
        await happen();
        JobResult result = await run.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Equal((JobOutcome.Completed, CountingSource.Clocks), (result.Outcome, result.Clock));
        if (plan.Program is CountingProgram counting)
        {
            Assert.Equal(counting.Totals(plan), Models.ToArrays(result.Model!));
        }
        else
        {
            Assert.Equal(Models.ToBytes(SequentialBsp.Run(plan)), Models.ToBytes(result.Model!));
        }

        return (result, from);
    }

    private async Task<IClusterClient> ConnectAsync()
    {
        if (_client is null)
        {
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.UseOrleansClient(orleans => orleans
                .UseStaticClustering([.. _silos.Select(silo => silo.Gateway)])
                .Configure<ClusterOptions>(own => (own.ClusterId, own.ServiceId) = (_cluster, _cluster))
                .AddPetuum());
            _client = builder.Build();
            await _client.StartAsync();
        }

        return _client.Services.GetRequiredService<IClusterClient>();
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        _silos.ForEach(silo => silo.Dispose());
    }

    private sealed class Watcher(Action<RunEvent> see) : IRunObserver
    {
        public void On(in RunEvent happened) => see(happened);
    }
}
