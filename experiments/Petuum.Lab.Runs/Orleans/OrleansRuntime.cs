using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Grains;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>Silos: some in this process, or a running cluster's.</summary>
internal sealed class OrleansRuntime : IRuntime
{
    /// <inheritdoc/>
    public async Task<IRuntimeSession> OpenAsync(RuntimeRequest request, CancellationToken cancellation) =>
        request.Gateway is null
            ? await TestClusterSession.StartAsync(request, cancellation)
            : new GatewaySession(await GatewayClient.ConnectAsync(request, cancellation), request);

    /// <inheritdoc/>
    public async Task<IJobDirectory> ConnectAsync(RuntimeRequest request, CancellationToken cancellation) =>
        new JobDirectory(await GatewayClient.ConnectAsync(request, cancellation), request);
}

/// <summary>Runs on a running cluster.</summary>
internal sealed class GatewaySession(GatewayClient client, RuntimeRequest request) : IRuntimeSession
{
    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public ICluster CreateCluster(ComposedRun run) => run.GoesOn
        ? throw new SpecException(
            "--from", 0, "silos of other processes cannot read the model to go on from", "use --test-cluster")
        : new GatewayCluster(client, request, run);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client.DisposeAsync();
}

/// <summary>A running cluster, for one run; its silos make the plan from the spec.</summary>
internal sealed class GatewayCluster(GatewayClient client, RuntimeRequest request, ComposedRun run) : ICluster
{
    /// <inheritdoc/>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached any more.</exception>
    public async Task<JobResult> RunAsync(JobPlan plan, IRunObserver observer, CancellationToken cancellation)
    {
        JobDescription job = JobText.Describe(run) with { CutEvery = request.CutEvery };
        request.Notice($"job {job.Id}; 'lab attach {job.Id} {request.ClientOptions}' follows it from elsewhere");
        OrleansCluster cluster = new(client.Orleans, (_, _) => new SubmittedJob(job)) { Noticed = request.Notice };
        try
        {
            return await cluster.RunAsync(plan, observer, cancellation);
        }
        catch (Exception failure) when (GatewayClient.IsUnreachable(failure))
        {
            RuntimeRequest anywhere = request with { Gateway = "HOST:PORT" };
            throw new RuntimeUnavailableException(
                $"--gateway {request.Gateway}",
                $"the cluster does not answer any more: {failure.Message}",
                $"job {job.Id} may go on: 'lab attach {job.Id} {anywhere.ClientOptions}' with a silo that lives",
                failure);
        }
    }
}

/// <summary>The jobs of a running cluster.</summary>
internal sealed class JobDirectory(GatewayClient client, RuntimeRequest request) : IJobDirectory
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<JobEntry>> ListAsync(CancellationToken cancellation) => AskAsync(async () =>
    {
        JobLine[] lines = await client.Orleans.GetGrain<IJobListGrain>(0).GetAsync().WaitAsync(cancellation);
        return (IReadOnlyList<JobEntry>)[.. lines.Select(line => new JobEntry(line.Id, line.Name, line.State))];
    });

    /// <inheritdoc/>
    public Task<string?> SpecOfAsync(string id, CancellationToken cancellation) => AskAsync(async () =>
    {
        IJobGrain job = client.Orleans.GetGrain<IJobGrain>(id);
        JobNews news = await job.WatchAsync(0).WaitAsync(cancellation);
        if (news.Job is null)
        {
            await job.ReleaseAsync();
        }

        return news.Job?.Text;
    });

    /// <inheritdoc/>
    public Task<JobResult> FollowAsync(string id, IRunObserver observer, CancellationToken cancellation) =>
        AskAsync(() => new OrleansCluster(
            client.Orleans, (_, _) => throw new InvalidOperationException("jobs are only followed here."))
        {
            Noticed = request.Notice,
        }.AttachAsync(id, observer, cancellation));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client.DisposeAsync();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (GatewayClient.IsUnreachable(failure))
        {
            throw GatewayClient.Unreachable(request, failure);
        }
    }
}
