using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Serialization;
using Orleans.Storage;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>The job. Every change of what is stored is a compare-and-swap: of two activations one gives up.</summary>
[Reentrant]
[KeepAlive]
[HashBasedPlacement]
internal sealed class JobGrain(
    [PersistentState("job", SiloBuilderExtensions.StorageName)] IPersistentState<JobRecord> record,
    IServiceProvider services) : Grain, IJobGrain
{
    private static readonly TimeSpan WatchAtMost = TimeSpan.FromSeconds(5);
    private const int Trials = 6;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly JobHistory _history = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CutStore _store = services.GetRequiredService<CutStore>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<JobGrain>>();
    private MachineHost? _host;
    private JobEpoch? _epoch;
    private Task? _supervision;
    private JobEnding? _ending;
    private JobFacts? _facts;
    private bool _hasLed;
    private bool _isLeaving;

    private JobRecord Record => record.State;

    private string ModelName => $"{Record.ModelEpoch}/model";

    private int ActiveSilos =>
        services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _history.Restore(Record.History);
        _ending = Record.Ending;
        Resume();
        if (_supervision is null)
        {
            KeepForAWhile();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task SubmitAsync(JobDescription job)
    {
        if (Record.Job is null)
        {
            Record.Job = job;
            await WriteAsync();
        }

        if (_ending is null)
        {
            await TryAsync(() => ListAsync(JobLine.Running));
        }

        Resume();
    }

    /// <inheritdoc/>
    public Task<Receipt> DeliverAsync(int epoch, Parcel parcel)
    {
        if (_host is null || epoch != Record.Epoch)
        {
            return Task.FromResult(Receipt.NoSuchMachine);
        }

        _host.Post(parcel);
        return Task.FromResult(Receipt.Accepted);
    }

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
    public Task<StoredBlock> GetModelAsync(int block) =>
        _store.ReadAsync(this.GetPrimaryKeyString(), ModelName, block);

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
    public Task<bool> EnsureAsync(int epoch) => Task.FromResult(_ending is null && Record.Epoch == epoch);

    /// <inheritdoc/>
    public Task WakeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<bool> ForgetAsync()
    {
        if (Record.Job is not null && _ending is null)
        {
            return false;
        }

        await _store.ClearAsync(this.GetPrimaryKeyString(), ModelName);
        await ClearAsync(Record.Offered);
        await record.ClearStateAsync();
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

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        _epoch?.Leave();
        return Task.CompletedTask;
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
        }
        catch (InconsistentStateException failure)
        {
            _logger.LogWarning(failure, "Another activation leads job {Job}; this one gives up", job.Id);
            JobWaker.WakeLater(services, job.Id);
            DeactivateOnIdle();
        }
        catch (Exception failure) when (_isLeaving || failure is ObjectDisposedException)
        {
            _logger.LogInformation(failure, "Job {Job} goes on in another silo", job.Id);
        }
        catch (Exception failure) when (_ending is null)
        {
            _logger.LogError(failure, "Job {Job} failed", job.Id);
            await EndAsync(new JobEnding { Explanation = failure.Message }, null);
        }
    }

    /// <summary>One epoch; false if machines were lost.</summary>
    private async Task<bool> RunEpochAsync(JobDescription job)
    {
        PetuumOptions options = services.GetRequiredService<IOptions<PetuumOptions>>().Value;
        MachineOrder order = await BeginEpochAsync(job);
        MachineKey self = new(job.Id, Record.Epoch, 0);
        JobRooms rooms = services.GetRequiredService<JobRooms>();
        try
        {
            JobRoom room = await rooms.EnterAsync(order, self.Epoch);
            JobMachine machine = new(room.Plan);
            _facts = await Task.Run(() => room.TakeFacts(areNeeded: ActiveSilos > 1));
            JobEpoch epoch = CreateEpoch(room, order with { HasFacts = _facts is not null }, self, options);
            using Courier courier = new(GrainFactory, self, options, _logger);
            using MachineHost host = new(
                room, Endpoint.Job, new JobDriver(machine), courier, services.GetRequiredService<ComputePool>())
            {
                Store = (clock, state, unwanted) =>
                    _store.WriteAsync(job.Id, new CutId(self.Epoch, clock).NameOf(Endpoint.Job), state, unwanted),
                NotStored = failure => _logger.LogWarning(failure, "The job's state was not stored"),
                Changed = () => WakeIfOver(machine, epoch),
            };
            if (Record.Cut is { } cut)
            {
                await foreach (ReadOnlyMemory<byte> piece in _store.ReadAsync(job.Id, cut.NameOf(Endpoint.Job)))
                {
                    machine.Restore(piece);
                }
            }

            host.Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, Record.Cut?.Clock ?? 0));
            (_host, _epoch) = (host, epoch);
            EpochEnd end = await epoch.RunAsync(machine, host, _cancellation.Token);
            (_host, _epoch, _facts) = (null, null, null);
            await Task.Run(host.Stop);
            if (end == EpochEnd.Left || _isLeaving)
            {
                return true;
            }

            if (end == EpochEnd.Lost && Record.Losses < options.LossesMax)
            {
                return false;
            }

            string explanation = end == EpochEnd.Lost
                ? $"silos were lost {Record.Losses} times without a cut in between"
                : epoch.Explanation;
            await EndAsync(end.ToEnding(machine, explanation, room.NowMicros), machine.Model);
            return true;
        }
        finally
        {
            _facts = null;
            rooms.Leave(job.Id, self.Epoch);
        }
    }

    private async Task<MachineOrder> BeginEpochAsync(JobDescription job)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Record.Began ??= now;
        MachineOrder order = new(job, Record.Cut, (now - Record.Began.Value).Ticks / TimeSpan.TicksPerMicrosecond);
        (Record.Epoch, Record.Losses) = (Record.Epoch + 1, Record.Losses + 1);
        await WriteAsync();
        _history.BeginEpoch(Record.Epoch);
        if (Record.Epoch > 1)
        {
            string who = _hasLed ? "the job" : "another silo took the job up and";
            _history.Note($"{who} goes on from {(Record.Cut is { } last ? $"clock {last.Clock}" : "the beginning")}");
        }

        _hasLed = true;
        return order;
    }

    private static void WakeIfOver(JobMachine machine, JobEpoch epoch)
    {
        if (machine.Outcome is not null)
        {
            epoch.Wake();
        }
    }

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
                return WriteAsync();
            },
            CutCompleted = clock => KeepCutAsync(new CutId(self.Epoch, clock)),
        };
        Record.Machines = [.. epoch.Machines.Select(CutId.PlainName)];
        return epoch;
    }

    /// <summary>From now on a cut is what the job goes on from; what was stored for others is deleted.</summary>
    private async Task KeepCutAsync(CutId cut)
    {
        List<CutId> old = [.. Record.Offered.Where(other => other != cut)];
        (Record.Cut, Record.Losses) = (cut, 0);
        Record.History = [.. _history.Lasting.Where(item => item.Evaluation is null || item.Clock < cut.Clock)];
        await WriteAsync();
        if (await TryAsync(() => ClearAsync(old)))
        {
            Record.Offered.RemoveAll(old.Contains);
        }
    }

    /// <summary>Stores model and ending, tells of it, and deletes the cuts.</summary>
    private async Task EndAsync(JobEnding ending, Model? model)
    {
        if (model is not null)
        {
            await StoreAsync(model, ending.Clock);
        }

        (Record.Ending, Record.Cut, Record.History) = (ending, null, _history.Lasting);
        await WriteAsync();
        _ending = ending;
        _history.Wake();
        KeepForAWhile();
        await TryAsync(() => ListAsync(ending.Outcome?.ToString().ToLowerInvariant() ?? "failed"));
        if (await TryAsync(() => ClearAsync(Record.Offered)))
        {
            Record.Offered.Clear();
        }
    }

    /// <summary>Somebody may still be watching; who comes later reads what is stored.</summary>
    private void KeepForAWhile() => this.RegisterGrainTimer(
        _ => ReleaseAsync(), new GrainTimerCreationOptions(KeptFor, Timeout.InfiniteTimeSpan));

    /// <summary>
    /// Stores the record, trying for a while; an activation that another has overtaken gives up at once.
    /// </summary>
    private async Task WriteAsync()
    {
        for (int trial = 1; ; trial++)
        {
            try
            {
                await record.WriteStateAsync();
                return;
            }
            catch (Exception failure) when (failure is not InconsistentStateException && trial < Trials)
            {
                _logger.LogWarning(failure, "Job {Job} was not stored, trial {Trial}", Record.Job?.Id, trial);
            }

            await Task.Delay(TimeSpan.FromSeconds(trial));
        }
    }

    /// <summary>Does what a job can do without; false if it failed.</summary>
    private async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception failure)
        {
            _logger.LogWarning(failure, "Something about job {Job} was left undone", Record.Job?.Id);
            return false;
        }
    }

    /// <summary>
    /// Stores the model, whose name the record has before: should this silo die meanwhile, the next epoch finds what is
    /// to be deleted.
    /// </summary>
    private async Task StoreAsync(Model model, int clock)
    {
        string job = this.GetPrimaryKeyString();
        await TryAsync(() => _store.ClearAsync(job, ModelName));
        Record.ModelEpoch = Record.Epoch;
        await WriteAsync();
        ModelParcel parcels = new(services.GetRequiredService<Serializer>());
        await _store.WriteAsync(
            job, ModelName, parcels.PiecesOf(model, clock, services.GetRequiredService<MessagePool>()));
    }

    private Task ClearAsync(IEnumerable<CutId> cuts) =>
        _store.ClearAsync(this.GetPrimaryKeyString(), cuts.SelectMany(cut => Record.Machines.Select(cut.NameOf)));

    private Task ListAsync(string state) => GrainFactory.GetGrain<IJobListGrain>(0)
        .PutAsync(new JobLine(Record.Job!.Id, Record.Job.Name, state));
}
