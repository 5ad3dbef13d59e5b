using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>The job, as it is stored: who activates the grain anew goes on from here.</summary>
[GenerateSerializer, Alias("petuum.job-record")]
public sealed class JobRecord
{
    /// <summary>What was submitted; null before.</summary>
    [Id(0)]
    public JobDescription? Job { get; set; }

    /// <summary>The present epoch.</summary>
    [Id(1)]
    public int Epoch { get; set; }

    /// <summary>The last cut that is whole; null: the beginning.</summary>
    [Id(2)]
    public CutId? Cut { get; set; }

    /// <summary>How it ended; null while it goes on.</summary>
    [Id(3)]
    public JobEnding? Ending { get; set; }
}

/// <summary>The job. Every change of what is stored is a compare-and-swap: of two activations one gives up.</summary>
[Reentrant]
[KeepAlive]
[HashBasedPlacement]
internal sealed class JobGrain(
    [PersistentState("job", SiloBuilderExtensions.StorageName)] IPersistentState<JobRecord> record,
    IServiceProvider services) : Grain, IJobGrain
{
    private static readonly TimeSpan WatchAtMost = TimeSpan.FromSeconds(5);

    private readonly JobHistory _history = new();
    private readonly CancellationTokenSource _cancellation = new();
    private MachineHost? _host;
    private JobEpoch? _epoch;
    private Task? _supervision;
    private Model? _model;

    private JobRecord Record => record.State;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Resume();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task SubmitAsync(JobDescription job)
    {
        if (Record.Job is null)
        {
            Record.Job = job;
            await record.WriteStateAsync();
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
        if (news.Items.Length == 0 && Record.Job is not null && Record.Ending is null)
        {
            await _history.ChangedAsync(WatchAtMost);
            news = _history.After(after);
        }

        return news with { Job = Record.Job, Ending = news.Items.Length == 0 ? Record.Ending : null };
    }

    /// <inheritdoc/>
    public Task<Parcel> GetModelAsync()
    {
        List<RowBatch> batches = [];
        MessagePool pool = services.GetRequiredService<MessagePool>();
        foreach (TableDefinition table in _model?.Tables ?? [])
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            for (int row = 0; row < table.Rows; row++)
            {
                _model!.AppendTo(batch, row);
            }

            batches.Add(batch);
        }

        ShardSnapshot snapshot = new() { Clock = Record.Ending?.Clock ?? 0, Batches = batches };
        return Task.FromResult(new Parcel([snapshot]));
    }

    /// <inheritdoc/>
    public Task CancelAsync()
    {
        _cancellation.Cancel();
        _epoch?.OnChanged();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task EnsureAsync() => Task.CompletedTask;

    private void Resume()
    {
        if (Record.Job is not null && Record.Ending is null)
        {
            _supervision ??= SuperviseAsync(Record.Job);
        }
    }

    private async Task SuperviseAsync(JobDescription job)
    {
        ILogger logger = services.GetRequiredService<ILogger<JobGrain>>();
        try
        {
            while (!await RunEpochAsync(job, logger))
            {
                _history.Note($"the job goes on from {(Record.Cut is { } cut ? $"clock {cut.Clock}" : "the beginning")}");
            }
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Job {Job} failed", job.Id);
            await EndAsync(new JobEnding { Explanation = failure.Message });
        }
    }

    /// <summary>One epoch; false if machines were lost.</summary>
    private async Task<bool> RunEpochAsync(JobDescription job, ILogger logger)
    {
        Record.Epoch++;
        await record.WriteStateAsync();
        MachineKey self = new(job.Id, Record.Epoch, 0);
        JobRooms rooms = services.GetRequiredService<JobRooms>();
        try
        {
            JobRoom room = await rooms.EnterAsync(job, self.Epoch);
            PetuumOptions options = services.GetRequiredService<IOptions<PetuumOptions>>().Value;
            ComputePool pool = services.GetRequiredService<ComputePool>();
            JobMachine machine = new(room.Plan);
            JobEpoch epoch = new(
                room, new MachineOrder(job, Record.Cut), self, GrainFactory, options, _history, logger);
            using Courier courier = new(GrainFactory, self, options, logger);
            using MachineHost host = new(room, Endpoint.Job, new JobDriver(machine), courier, pool)
            {
                Changed = epoch.OnChanged,
            };
            (_host, _epoch) = (host, epoch);
            host.Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, Clock: 0));
            EpochEnd end = await epoch.RunAsync(machine, host, _cancellation.Token);
            (_host, _epoch) = (null, null);
            if (end == EpochEnd.Lost)
            {
                return false;
            }

            await EndAsync(EndingOf(end, machine, epoch.Explanation, room.NowMicros), machine.Model);
            return true;
        }
        finally
        {
            rooms.Leave(job.Id, self.Epoch);
        }
    }

    private static JobEnding EndingOf(EpochEnd end, JobMachine machine, string explanation, long micros) => new()
    {
        Outcome = machine.Outcome ?? end switch
        {
            EpochEnd.Cancelled => JobOutcome.Cancelled,
            EpochEnd.Stuck => JobOutcome.Stuck,
            _ => null,
        },
        Clock = machine.Clock,
        Evaluation = machine.Evaluation is { } evaluation ? new EvaluationRecord(evaluation) : null,
        TimeMicros = micros,
        Explanation = end == EpochEnd.Cancelled ? "the run was cancelled." : explanation,
        HasModel = machine.Model is not null,
    };

    private async Task EndAsync(JobEnding ending, Model? model = null)
    {
        _model = model;
        Record.Ending = ending;
        await record.WriteStateAsync();
        _history.Wake();
    }
}
