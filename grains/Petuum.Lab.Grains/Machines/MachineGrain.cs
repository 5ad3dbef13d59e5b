using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Petuum.Lab.Core;

namespace Petuum.Lab.Grains;

/// <summary>What the grains of workers, shards and schedulers have in common.</summary>
[Reentrant]
[KeepAlive]
[SpreadPlacement]
internal abstract class MachineGrain(IServiceProvider services) : Grain, IMachineGrain
{
    private readonly ILogger _logger = services.GetRequiredService<ILogger<MachineGrain>>();
    private MachineHost? _host;
    private Task? _preparation;
    private string _failure = "";
    private string _obstacle = "";
    private long _askedAt;

    /// <inheritdoc/>
    public Task<Receipt> DeliverAsync(Parcel parcel)
    {
        if (_host is null)
        {
            EndIfUnknown();
            return Task.FromResult(Receipt.NoSuchMachine);
        }

        return Task.FromResult(_host.Post(parcel));
    }

    /// <inheritdoc/>
    public Task PrepareAsync(MachineOrder order)
    {
        if (_preparation is null)
        {
            _askedAt = Stopwatch.GetTimestamp();
            _preparation = PrepareInBackgroundAsync(order);
            TimeSpan period = Options.LeasePeriod / 2;
            this.RegisterGrainTimer(
                KeepLeaseAsync, new GrainTimerCreationOptions(period, period) { Interleave = true });
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task BeginAsync()
    {
        EndIfUnknown();
        _host?.Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OfferCutAsync(int clock)
    {
        EndIfUnknown();
        _host?.OfferCut(clock);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<MachineReport> ReportAsync()
    {
        EndIfUnknown();
        _askedAt = Stopwatch.GetTimestamp();
        return Task.FromResult(_host?.Report() ?? new MachineReport
        {
            IsPresent = _preparation is not null,
            Failure = _failure,
            Obstacle = _obstacle,
        });
    }

    /// <inheritdoc/>
    public Task HaltAsync()
    {
        EndIfUnknown();
        _host?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_preparation is not null)
        {
            await _preparation.WaitAsync(cancellationToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_host is not null)
            {
                _host.Dispose();
                await _host.Storing.WaitAsync(cancellationToken).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            MachineKey key = Key;
            services.GetRequiredService<JobRooms>().Leave(key.Job, key.Epoch);
        }
    }

    /// <summary>The machine itself; may take a while, not called within a turn.</summary>
    private protected abstract Driver CreateDriver(JobRoom room, int index);

    /// <summary>The machine's address.</summary>
    private protected abstract Endpoint AddressOf(int index);

    /// <summary>Whether the machine runs within the grain's turns, as far as it can; others run on the pool.</summary>
    private protected virtual bool RunsInTurns => false;

    private PetuumOptions Options => services.GetRequiredService<IOptions<PetuumOptions>>().Value;

    private MachineKey Key => MachineKey.Parse(this.GetPrimaryKeyString());

    /// <summary>Somebody asked for a machine that is not here: nothing is kept of the grain.</summary>
    private void EndIfUnknown()
    {
        if (_preparation is null)
        {
            DeactivateOnIdle();
        }
    }

    /// <summary>Wakes a job that does not ask any more, and ends with an epoch that is over.</summary>
    private async Task KeepLeaseAsync(CancellationToken cancellation)
    {
        MachineKey key = Key;
        if (Stopwatch.GetElapsedTime(_askedAt) > Options.LeasePeriod
            && !await GrainFactory.GetGrain<IJobGrain>(key.Job).EnsureAsync(key.Epoch))
        {
            DeactivateOnIdle();
        }
    }

    private async Task PrepareInBackgroundAsync(MachineOrder order)
    {
        MachineKey key = Key;
        try
        {
            JobRoom room = await services.GetRequiredService<JobRooms>().EnterAsync(order, key.Epoch);
            Driver driver = await Task.Run(() => CreateDriver(room, key.Index));
            CutStore store = services.GetRequiredService<CutStore>();
            Endpoint self = AddressOf(key.Index);
            if (order.Cut is { } cut)
            {
                await foreach (ReadOnlyMemory<byte> piece in store.ReadAsync(key.Job, cut.NameOf(self)))
                {
                    await Task.Run(() => driver.Restore(piece));
                }
            }

            Courier courier = new(
                GrainFactory,
                key,
                Options,
                services.GetRequiredService<ILogger<Courier>>());
            _host = new MachineHost(room, self, driver, courier, services.GetRequiredService<ComputePool>())
            {
                RunsInTurns = RunsInTurns,
                NotStored = failure => _logger.LogWarning(failure, "A state of {Machine} was not stored", self),
                Store = (clock, state, unwanted) =>
                    store.WriteAsync(key.Job, new CutId(key.Epoch, clock).NameOf(self), state, unwanted: unwanted),
            };
        }
        catch (JobStorageException failure)
        {
            _obstacle = $"{AddressOf(key.Index)} could not be made: {failure.Message}";
        }
        catch (Exception failure)
        {
            _failure = $"{AddressOf(key.Index)} failed before it began: {failure.Message}";
        }
    }
}

/// <summary>A shard; it runs within the grain's turns.</summary>
internal sealed class TableShardGrain(IServiceProvider services) : MachineGrain(services), ITableShardGrain
{
    private protected override bool RunsInTurns => true;

    private protected override Endpoint AddressOf(int index) => new ShardId(index);

    private protected override Driver CreateDriver(JobRoom room, int index) =>
        new ShardDriver(room, new ShardId(index));
}

/// <summary>A worker.</summary>
internal sealed class WorkerGrain(IServiceProvider services) : MachineGrain(services), IWorkerGrain
{
    private protected override Endpoint AddressOf(int index) => new WorkerId(index);

    private protected override Driver CreateDriver(JobRoom room, int index) =>
        new WorkerDriver(room, new WorkerId(index));
}

/// <summary>The scheduler.</summary>
internal sealed class SchedulerGrain(IServiceProvider services) : MachineGrain(services), ISchedulerGrain
{
    private protected override Endpoint AddressOf(int index) => Endpoint.Scheduler;

    private protected override Driver CreateDriver(JobRoom room, int index) => new SchedulerDriver(room);
}
