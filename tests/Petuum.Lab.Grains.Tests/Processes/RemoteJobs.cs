using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Programs;
using Xunit.Abstractions;

namespace Petuum.Lab.Grains.Tests.Processes;

/// <summary>Runs jobs on silos that are processes of their own, while something happens to these.</summary>
internal sealed class RemoteJobs(string cluster, IReadOnlyList<SiloProcess> silos, ITestOutputHelper output)
    : IAsyncDisposable
{
    private IHost? _client;

    /// <summary>Runs a job; at a clock something happens. Checks the model.</summary>
    public async Task<(JobResult Result, int GoneOnFrom)> RunAsync(
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
        OrleansCluster runtime = new(client, (_, _) => new SubmittedJob(new JobDescription
        {
            Id = Guid.NewGuid().ToString("N"),
            Text = $"{kind} {seed}",
            ReportsEvents = true,
            CutEvery = 20,
        }))
        { Noticed = notice => output.WriteLine($"  {notice}") };
        Task<JobResult> run = runtime.RunAsync(plan, watcher, CancellationToken.None);
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
                .UseStaticClustering([.. silos.Select(silo => silo.Gateway)])
                .Configure<ClusterOptions>(own => (own.ClusterId, own.ServiceId) = (cluster, cluster))
                .AddPetuum());
            _client = builder.Build();
            await _client.StartAsync();
        }

        return _client.Services.GetRequiredService<IClusterClient>();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }
    }

    private sealed class Watcher(Action<RunEvent> see) : IRunObserver
    {
        public void On(in RunEvent happened) => see(happened);
    }
}
