using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Endpoint = Petuum.Lab.Core.Endpoint;

namespace Petuum.Lab.Grains;

/// <summary>
/// The machines of Core as grains of an Orleans cluster. With Clocked and staleness 0 the model is the same to the bit
/// as on any other runtime.
/// </summary>
/// <param name="client">A client of the cluster.</param>
/// <param name="describe">What the silos make the plan from.</param>
public sealed class OrleansCluster(IClusterClient client, Func<JobPlan, IRunObserver, SubmittedJob> describe) : ICluster
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Called with sentences for people, of machines lost and jobs that go on.</summary>
    public Action<string>? Noticed { get; init; }

    /// <summary>Submits a plan and waits for its end; the job goes on if this process dies.</summary>
    /// <exception cref="PlanException">The plan cannot run here; says why and the remedy.</exception>
    /// <exception cref="MachineFailedException">A program or an observer threw, or the cluster failed.</exception>
    public async Task<JobResult> RunAsync(JobPlan plan, IRunObserver observer, CancellationToken cancellation)
    {
        plan.Validated().RequireNoGlobalKnowledge();
        CallSizes.RequireThatFit(plan.Program.Tables, plan.Shards);
        if (cancellation.IsCancellationRequested)
        {
            return new JobResult(JobOutcome.Cancelled, -1, null, null, 0, "the run was cancelled before it began.");
        }

        using SubmittedJob submitted = describe(plan, observer);
        IJobGrain job = client.GetGrain<IJobGrain>(submitted.Job.Id);
        await TryAsync(() => job.SubmitAsync(submitted.Job), Noticed);
        await using CancellationTokenRegistration registration =
            cancellation.UnsafeRegister(_ => job.CancelAsync().Ignore(), null);
        JobEnding ending = await WatchAsync(job, observer, cancellation);
        Model? model = ending.ModelEpoch is { } epoch ? await GetModelAsync(client, job, epoch, plan) : null;
        await TryAsync(job.ReleaseAsync);
        if (ending.Outcome is not { } outcome)
        {
            throw submitted.Failure ?? Failed(ending.Explanation);
        }

        JobResult result = new(
            outcome, ending.Clock, model, ending.Evaluation?.ToEvaluation(), ending.TimeMicros, ending.Explanation);
        observer.On(new RunEvent(RunEventKind.JobEnded, Endpoint.Job, Endpoint.Job, ending.Clock, Payload: result)
        {
            TimeMicros = ending.TimeMicros,
        });
        return result;
    }

    /// <summary>
    /// Follows a job that was submitted before, from its beginning to its end; the result has no model.
    /// </summary>
    /// <exception cref="MachineFailedException">A program threw, or the cluster failed.</exception>
    /// <exception cref="OperationCanceledException">It is no longer to be followed; the job goes on.</exception>
    public async Task<JobResult> AttachAsync(string id, IRunObserver observer, CancellationToken cancellation)
    {
        JobEnding ending = await WatchAsync(
            client.GetGrain<IJobGrain>(id), observer, CancellationToken.None, leave: cancellation)
            .WaitAsync(cancellation);
        return ending.Outcome is { } outcome
            ? new JobResult(
                outcome, ending.Clock, null, ending.Evaluation?.ToEvaluation(), ending.TimeMicros, ending.Explanation)
            : throw Failed(ending.Explanation);
    }

    /// <summary>The final model of a job that has one.</summary>
    /// <exception cref="MachineFailedException">It is not there, or not all of it.</exception>
    internal static async Task<Model> GetModelAsync(IClusterClient client, IJobGrain job, int epoch, JobPlan plan)
    {
        Model model = new(plan.Program.Tables);
        ModelParcel parcels = new(client.ServiceProvider.GetRequiredService<Serializer>());
        PieceReader pieces = new();
        long rows = 0;
        for (int at = 0; !pieces.IsDone; at++)
        {
            StoredBlock block = await TryAsync(() => job.GetModelAsync(epoch, at));
            try
            {
                rows += parcels.Put(pieces.PiecesOf(block), model);
            }
            catch (Exception failure)
            {
                throw new MachineFailedException($"block {at} of the model is not what was stored.", failure);
            }
        }

        long expected = plan.Program.Tables.Sum(table => (long)table.Rows);
        return rows == expected ? model : throw Failed($"the model has {rows} rows, not {expected}; run it again.");
    }

    private static MachineFailedException Failed(string problem) =>
        new(problem, new InvalidOperationException(problem));

    /// <summary>Follows a job, or leaves it; cancels it, again if need be, as who was told may have died.</summary>
    private async Task<JobEnding> WatchAsync(
        IJobGrain job, IRunObserver observer, CancellationToken cancellation, CancellationToken leave = default)
    {
        int evaluated = -1;
        for (long position = 0; ;)
        {
            JobNews news = await TryAsync(() => job.WatchAsync(position), Noticed);
            leave.ThrowIfCancellationRequested();
            if (news.Job is null)
            {
                throw Failed(
                    $"the cluster knows nothing of job {job.GetPrimaryKeyString()}: it was forgotten after others, or "
                    + "its record was in the memory of a silo that is gone; use adonet or redis as the silos' "
                    + "storage.");
            }

            if (cancellation.IsCancellationRequested && news.Ending is null)
            {
                await TryAsync(job.CancelAsync);
            }

            position = news.Position;
            Array.ForEach(news.Items, item => Notify(item.Notice));
            foreach (NewsItem item in news.Items.Where(item => item.Notice.Length == 0))
            {
                // After a failure clocks are evaluated again that were already.
                if (item.Evaluation is null || item.Clock > evaluated)
                {
                    evaluated = item.Evaluation is null ? evaluated : item.Clock;
                    observer.On(item.Event.ToEvent() with { Payload = item.Evaluation?.ToEvaluation() });
                }
            }

            if (news.Ending is { } ending)
            {
                return ending;
            }
        }
    }

    /// <summary>
    /// A silo that dies takes calls with it; after a while others answer them. Says so once, if that takes long.
    /// </summary>
    private static async Task<T> TryAsync<T>(Func<Task<T>> call, Action<string>? notice = null)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await call();
            }
            catch (Exception failure)
                when (failure is OrleansException or TimeoutException && waited.Elapsed < Patience)
            {
                if (notice is not null && waited.Elapsed > Silence)
                {
                    notice($"no answer from the cluster yet, which is asked for {Patience.TotalMinutes} minutes: "
                        + failure.Message);
                    notice = null;
                }

                await Task.Delay(Pause);
            }
            catch (InvalidOperationException failure)
            {
                throw new MachineFailedException(failure.Message, failure);
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                throw new MachineFailedException($"the cluster does not answer: {failure.Message}", failure);
            }
        }
    }

    private static Task TryAsync(Func<Task> call, Action<string>? notice = null) => TryAsync(
        async () =>
        {
            await call();
            return true;
        },
        notice);

    private void Notify(string notice)
    {
        if (notice.Length > 0)
        {
            Noticed?.Invoke(notice);
        }
    }
}

/// <summary>A job that was handed to a cluster; disposed of when it has ended.</summary>
/// <param name="job">What was submitted.</param>
/// <param name="release">Called at the end.</param>
public sealed class SubmittedJob(JobDescription job, Action? release = null) : IDisposable
{
    /// <summary>What was submitted.</summary>
    public JobDescription Job => job;

    /// <summary>What a machine in this process threw.</summary>
    public MachineFailedException? Failure { get; set; }

    /// <inheritdoc/>
    public void Dispose() => release?.Invoke();
}
