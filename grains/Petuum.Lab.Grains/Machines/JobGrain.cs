using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Storage;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>The job; of two activations that both believe in themselves one gives up when it writes.</summary>
[Reentrant]
[KeepAlive]
[HashBasedPlacement]
internal sealed class JobGrain(
    [PersistentState("job", SiloBuilderExtensions.StorageName)] IPersistentState<JobRecord> record,
    IServiceProvider services) : Grain, IJobGrain
{
    private static readonly TimeSpan WatchAtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly JobHistory _history = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<JobGrain>>();
    private JobLedger _ledger = null!;
    private MachineHost? _host;
    private JobEpoch? _epoch;
    private Task? _supervision;
    private Task? _told;
    private Task? _submission;
    private JobEnding? _ending;
    private JobFacts? _facts;
    private bool _hasLed;
    private bool _isLeaving;

    private JobRecord Record => record.State;

    private string LostTooOften =>
        $"the job began anew {Record.Losses} times without a cut in between, as machines were lost or the storage "
        + "did not work; have it cut more often, give silos more memory (who leads a job has all of its data), or "
        + "look at their storage.";

    /// <summary>Cancelled when the job is, as long as there is no cut whose model would be lost with it.</summary>
    private CancellationToken WhileNothingIsLost =>
        Record.Cut is null ? _cancellation.Token : CancellationToken.None;

    private int ActiveSilos =>
        services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ledger = new JobLedger(this.GetPrimaryKeyString(), record, services);
        _history.Restore(await _ledger.ReadHistoryAsync());
        _ending = Record.Ending;
        Resume();
        if (_supervision is null)
        {
            KeepForAWhile();
        }
    }

    /// <inheritdoc/>
    public async Task SubmitAsync(JobDescription job)
    {
        if (Record.Job is null || _submission is not null)
        {
            await (_submission ??= AcceptAsync(job));
        }

        if (_ending is null)
        {
            await _ledger.TryAsync(_ledger.ListAsync);
        }

        Resume();
    }

    /// <inheritdoc/>
    public Task<Receipt> DeliverAsync(int epoch, Parcel parcel) => Task.FromResult(
        _host is { } host && epoch == Record.Epoch ? host.Post(parcel) : Receipt.NoSuchMachine);

    /// <inheritdoc/>
    public async Task<JobNews> WatchAsync(long after)
    {
        JobNews news = _history.After(after);
        if (news.Items.Length == 0 && Record.Job is not null && _ending is null)
        {
            await _history.ChangedAsync(WatchAtMost);
            news = _history.After(after);
        }

        return news with { Job = Record.Job, Ending = news.Items.Length == 0 ? _ending : null };
    }

    /// <inheritdoc/>
    public Task<StoredBlock> GetModelAsync(int epoch, int block) => _ledger.ReadModelAsync(epoch, block);

    /// <inheritdoc/>
    public Task<JobFacts> GetFactsAsync(int epoch) => Task.FromResult(
        epoch == Record.Epoch && _facts is not null
            ? _facts
            : throw new InvalidOperationException($"epoch {epoch} of job {Record.Job?.Id} is over."));

    /// <inheritdoc/>
    public Task CancelAsync()
    {
        _cancellation.Cancel();
        _epoch?.Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> EnsureAsync(int epoch)
    {
        if (_ending is not null)
        {
            _told ??= TellAsync();
        }

        return Task.FromResult(_ending is null && Record.Epoch == epoch);
    }

    /// <inheritdoc/>
    public Task WakeAsync() => _ending is null ? Task.CompletedTask : _told = TellAsync();

    /// <inheritdoc/>
    public async Task<bool> ForgetAsync()
    {
        if (Record.Job is not null && _ending is null)
        {
            return false;
        }

        await _ledger.ForgetAsync();
        DeactivateOnIdle();
        return true;
    }

    /// <inheritdoc/>
    public Task ReleaseAsync()
    {
        if (_ending is not null || Record.Job is null)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    /// <summary>Stays until what nobody needs of the job is deleted: clients let it go before that.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        _epoch?.Leave();
        await (_told ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>A job that could not be stored has not been submitted: whoever did can try again.</summary>
    private async Task AcceptAsync(JobDescription job)
    {
        Record.Job = job;
        try
        {
            await _ledger.WriteAsync();
        }
        catch (Exception failure) when (failure is InconsistentStateException or JobStorageException)
        {
            Record.Job = null;
            DeactivateOnIdle();
            throw JobStorageException.ForClients(failure);
        }
    }

    private void Resume()
    {
        if (Record.Job is not null && _ending is null)
        {
            _supervision ??= SuperviseAsync(Record.Job);
        }
    }

    private async Task SuperviseAsync(JobDescription job)
    {
        try
        {
            while (!await RunEpochAsync(job))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(10_000, 100 << Math.Min(10, Record.Losses))));
            }

            await (_told = TellAsync());
        }
        catch (Exception failure) when (failure is InconsistentStateException or JobStorageException)
        {
            _logger.LogWarning(failure, "This activation of job {Job} gives up; another is to go on", job.Id);
            GiveUp(job);
        }
        catch (Exception failure) when (_isLeaving || failure is ObjectDisposedException)
        {
            _logger.LogInformation(failure, "Job {Job} goes on in another silo", job.Id);
        }
        catch (Exception failure) when (_ending is null)
        {
            _logger.LogError(failure, "Job {Job} failed", job.Id);
            if (await _ledger.TryAsync(() => EndAsync(new JobEnding { Explanation = failure.Message })))
            {
                await (_told = TellAsync());
            }
            else
            {
                GiveUp(job);
            }
        }
    }

    /// <summary>Leaves the job to another activation, later.</summary>
    private void GiveUp(JobDescription job)
    {
        JobWaker.WakeLater(services, job.Id);
        DeactivateOnIdle();
    }

    /// <summary>One epoch; false if another is to follow.</summary>
    private async Task<bool> RunEpochAsync(JobDescription job)
    {
        PetuumOptions options = services.GetRequiredService<IOptions<PetuumOptions>>().Value;
        if (Record.Losses >= options.LossesMax)
        {
            // Those who led it died of it, perhaps: it is not to take one silo after the other with it.
            await EndAsync(new JobEnding { Explanation = LostTooOften });
            return true;
        }

        MachineOrder order = await BeginEpochAsync(job);
        MachineKey self = new(job.Id, Record.Epoch, 0);
        JobRooms rooms = services.GetRequiredService<JobRooms>();
        JobEpoch? epoch = null;
        bool hasEnded = false;
        try
        {
            JobRoom room = await rooms.EnterAsync(order, self.Epoch).WaitAsync(WhileNothingIsLost);
            JobMachine machine = new(room.Plan);
            _facts = await Task.Run(() => room.TakeFacts(areNeeded: ActiveSilos > 1));
            epoch = CreateEpoch(room, order with { HasFacts = _facts is not null }, self, options);
            using Courier courier = new(GrainFactory, self, options, _logger);
            using MachineHost host = CreateHost(room, machine, courier, epoch);
            await _ledger.RestoreAsync(machine);
            host.Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, Record.Cut?.Clock ?? 0));
            (_host, _epoch) = (host, epoch);
            EpochEnd end = await epoch.RunAsync(machine, host, _cancellation.Token);
            (_host, _epoch, _facts) = (null, null, null);
            await Task.Run(host.Stop);
            string explanation = $"{(end == EpochEnd.Lost ? LostTooOften : "")} {epoch.Explanation}".Trim();
            JobEnding ending = end.ToEnding(machine, explanation, room.NowMicros);
            bool isOver = await ConcludeAsync(end, ending, machine.Model, Record.Losses >= options.LossesMax);
            hasEnded = !_isLeaving;
            return isOver;
        }
        catch (OperationCanceledException) when (epoch is null && WhileNothingIsLost.IsCancellationRequested)
        {
            await EndAsync(EpochEnds.CancelledBefore);
            return true;
        }
        finally
        {
            _facts = null;
            rooms.Leave(job.Id, self.Epoch);
            if (hasEnded)
            {
                await epoch!.StopAsync();
            }
        }
    }

    /// <summary>
    /// Stores how the job ended, with its model, if it did; false if another epoch is to go on. The machines' grains
    /// are there until then: should this activation be lost, they wake the job, and end themselves.
    /// </summary>
    private async Task<bool> ConcludeAsync(EpochEnd end, JobEnding ending, Model? model, bool isLast)
    {
        if (end == EpochEnd.Left || _isLeaving)
        {
            return true;
        }

        if (end == EpochEnd.Lost && !isLast)
        {
            return false;
        }

        try
        {
            bool isWanted = model is not null && ending.Outcome is not null;
            ending = isWanted ? await _ledger.StoreModelAsync(model!, ending) : ending;
        }
        catch (Exception failure)
            when (failure is not (InconsistentStateException or JobStorageException) && !_isLeaving)
        {
            _logger.LogWarning(failure, "The model of job {Job} could not be stored", Record.Job?.Id);
            string problem = $"the model could not be stored: {failure.Message}";
            _history.Note(problem);
            if (!isLast)
            {
                return false;
            }

            ending = new JobEnding { Explanation = $"{problem} (look at the silos' storage)" };
        }

        await EndAsync(ending);
        return true;
    }

    private async Task<MachineOrder> BeginEpochAsync(JobDescription job)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Record.Began ??= now;
        MachineOrder order = new(job, Record.Cut, (now - Record.Began.Value).Ticks / TimeSpan.TicksPerMicrosecond);
        (Record.Epoch, Record.Losses) = (Record.Epoch + 1, Record.Losses + 1);
        await _ledger.WriteAsync();
        _history.BeginEpoch(Record.Epoch);
        if (Record.Epoch > 1)
        {
            string who = _hasLed ? "the job" : "another silo took the job up and";
            _history.Note($"{who} goes on from {(Record.Cut is { } last ? $"clock {last.Clock}" : "the beginning")}");
        }

        _hasLed = true;
        return order;
    }

    private MachineHost CreateHost(JobRoom room, JobMachine machine, Courier courier, JobEpoch epoch) => new(
        room, Endpoint.Job, new JobDriver(machine), courier, services.GetRequiredService<ComputePool>())
    {
        Store = _ledger.StoreOfJob(Record.Epoch),
        NotStored = failure => _logger.LogWarning(failure, "The job's state was not stored"),
        Changed = () =>
        {
            if (machine.Outcome is not null)
            {
                epoch.Wake();
            }
        },
    };

    private JobEpoch CreateEpoch(JobRoom room, MachineOrder order, MachineKey self, PetuumOptions options)
    {
        ClusterMembershipOptions membership =
            services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;
        JobEpoch epoch = new(room, order, self, GrainFactory, options, _history, ActiveSilos, _logger)
        {
            SuspectAfter = membership.ProbeTimeout * membership.NumMissedProbesLimit,
            CutOffered = clock =>
            {
                Record.Offered.Add(new CutId(self.Epoch, clock));
                return _ledger.WriteAsync();
            },
            CutCompleted = clock => _ledger.KeepCutAsync(new CutId(self.Epoch, clock), _history.Lasting),
        };
        Record.Machines = [.. epoch.Machines.Select(CutId.PlainName)];
        return epoch;
    }

    private Task EndAsync(JobEnding ending) => _ledger.EndAsync(ending, _history.Lasting);

    /// <summary>
    /// Tells how the job ended, if it did, and deletes what nobody needs: again, where nobody knows whether that was
    /// done.
    /// </summary>
    private async Task TellAsync()
    {
        if (Record.Ending is not { } ending)
        {
            return;
        }

        _ending = ending;
        _history.Wake();
        KeepForAWhile();
        await _ledger.TryAsync(_ledger.ListAsync);
        await _ledger.TidyAsync();
    }

    /// <summary>Somebody may still be watching; who comes later reads what is stored.</summary>
    private void KeepForAWhile() => this.RegisterGrainTimer(
        _ => ReleaseAsync(), new GrainTimerCreationOptions(KeptFor, Timeout.InfiniteTimeSpan));
}
