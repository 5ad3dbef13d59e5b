using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Serialization;
using Orleans.Storage;
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

    /// <summary>Cuts of which something may be stored.</summary>
    [Id(4)]
    public List<CutId> Offered { get; set; } = [];

    /// <summary>Evaluations and notices, as far as they do not come again.</summary>
    [Id(5)]
    public NewsItem[] History { get; set; } = [];

    /// <summary>Epochs since a cut was whole.</summary>
    [Id(6)]
    public int Losses { get; set; }
}

/// <summary>The job. Every change of what is stored is a compare-and-swap: of two activations one gives up.</summary>
[Reentrant]
[KeepAlive]
[HashBasedPlacement]
internal sealed class JobGrain(
    [PersistentState("job", SiloBuilderExtensions.StorageName)] IPersistentState<JobRecord> record,
    IServiceProvider services) : Grain, IJobGrain
{
    private const string ModelName = "model";

    private static readonly TimeSpan WatchAtMost = TimeSpan.FromSeconds(5);

    /// <summary>Somebody may still be watching an ended job; who comes later reads what is stored.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly JobHistory _history = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CutStore _store = services.GetRequiredService<CutStore>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<JobGrain>>();
    private MachineHost? _host;
    private JobEpoch? _epoch;
    private Task? _supervision;

    private JobRecord Record => record.State;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _history.Restore(Record.History);
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
            await ListAsync("running");
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
    public async Task<Parcel> GetModelAsync()
    {
        byte[] stored = await _store.ReadAsync(this.GetPrimaryKeyString(), ModelName)
            ?? throw new InvalidOperationException("the job has left no model.");
        return services.GetRequiredService<Serializer>().Deserialize<Parcel>(stored)!;
    }

    /// <inheritdoc/>
    public Task CancelAsync()
    {
        _cancellation.Cancel();
        _epoch?.OnChanged();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> EnsureAsync(int epoch) => Task.FromResult(Record.Ending is null && Record.Epoch == epoch);

    /// <inheritdoc/>
    public Task ReleaseAsync()
    {
        if (Record.Ending is not null || Record.Job is null)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    private void Resume()
    {
        if (Record.Job is not null && Record.Ending is null)
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
                string where = Record.Cut is { } cut ? $"clock {cut.Clock}" : "the beginning";
                _history.Note($"the job goes on from {where}");
            }
        }
        catch (InconsistentStateException failure)
        {
            _logger.LogWarning(failure, "Another activation leads job {Job}; this one gives up", job.Id);
            DeactivateOnIdle();
        }
        catch (Exception failure)
        {
            _logger.LogError(failure, "Job {Job} failed", job.Id);
            await EndAsync(new JobEnding { Explanation = failure.Message }, null, []);
        }
    }

    /// <summary>One epoch; false if machines were lost.</summary>
    private async Task<bool> RunEpochAsync(JobDescription job)
    {
        PetuumOptions options = services.GetRequiredService<IOptions<PetuumOptions>>().Value;
        (Record.Epoch, Record.Losses) = (Record.Epoch + 1, Record.Losses + 1);
        await record.WriteStateAsync();
        _history.BeginEpoch(Record.Epoch);
        MachineKey self = new(job.Id, Record.Epoch, 0);
        JobRooms rooms = services.GetRequiredService<JobRooms>();
        try
        {
            JobRoom room = await rooms.EnterAsync(job, self.Epoch);
            JobMachine machine = new(room.Plan);
            JobEpoch epoch = await CreateEpochAsync(room, self, options);
            using Courier courier = new(GrainFactory, self, options, _logger);
            using MachineHost host = new(
                room, Endpoint.Job, new JobDriver(machine), courier, services.GetRequiredService<ComputePool>())
            {
                Store = (clock, state) => StoreAsync(new CutId(self.Epoch, clock).NameOf(Endpoint.Job), state),
                Changed = epoch.OnChanged,
            };
            if (Record.Cut is { } cut)
            {
                machine.Restore((await _store.ReadAsync(job.Id, cut.NameOf(Endpoint.Job)))!);
            }

            host.Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, Record.Cut?.Clock ?? 0));
            (_host, _epoch) = (host, epoch);
            EpochEnd end = await epoch.RunAsync(machine, host, _cancellation.Token);
            (_host, _epoch) = (null, null);
            if (end == EpochEnd.Lost && Record.Losses < options.LossesMax)
            {
                return false;
            }

            string explanation = end == EpochEnd.Lost
                ? $"silos were lost {Record.Losses} times without a cut in between"
                : epoch.Explanation;
            await EndAsync(EndingOf(end, machine, explanation, room.NowMicros), machine.Model, epoch.Machines);
            return true;
        }
        finally
        {
            rooms.Leave(job.Id, self.Epoch);
        }
    }

    private async Task<JobEpoch> CreateEpochAsync(JobRoom room, MachineKey self, PetuumOptions options)
    {
        Dictionary<SiloAddress, SiloStatus> silos =
            await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        JobEpoch? epoch = null;
        epoch = new JobEpoch(
            room, new MachineOrder(room.Job, Record.Cut), self, GrainFactory, options, _history, silos.Count, _logger)
        {
            CutOffered = clock =>
            {
                Record.Offered.Add(new CutId(self.Epoch, clock));
                return record.WriteStateAsync();
            },
            CutCompleted = clock => KeepCutAsync(new CutId(self.Epoch, clock), epoch!.Machines),
        };
        return epoch;
    }

    /// <summary>From now on a cut is what the job goes on from; what was stored for others is deleted.</summary>
    private async Task KeepCutAsync(CutId cut, IEnumerable<Endpoint> machines)
    {
        List<CutId> old = [.. Record.Offered.Where(other => other != cut)];
        (Record.Cut, Record.Offered, Record.Losses) = (cut, [cut], 0);
        Record.History = [.. _history.Lasting.Where(item => item.Evaluation is null || item.Clock < cut.Clock)];
        await record.WriteStateAsync();
        await ClearAsync(old, machines);
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

    /// <summary>Stores model and ending, and deletes the cuts.</summary>
    private async Task EndAsync(JobEnding ending, Model? model, IEnumerable<Endpoint> machines)
    {
        if (model is not null)
        {
            await StoreAsync(ModelName, Serialize(model, ending.Clock));
        }

        List<CutId> cuts = Record.Offered;
        (Record.Ending, Record.Offered, Record.Cut) = (ending, [], null);
        Record.History = _history.Lasting;
        await record.WriteStateAsync();
        _history.Wake();
        this.RegisterGrainTimer(_ => ReleaseAsync(), new GrainTimerCreationOptions(KeptFor, Timeout.InfiniteTimeSpan));
        await ListAsync(ending.Outcome?.ToString().ToLowerInvariant() ?? "failed");
        await ClearAsync(cuts, machines);
    }

    private byte[] Serialize(Model model, int clock)
    {
        List<RowBatch> batches = [];
        MessagePool pool = services.GetRequiredService<MessagePool>();
        foreach (TableDefinition table in model.Tables)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            for (int row = 0; row < table.Rows; row++)
            {
                model.AppendTo(batch, row);
            }

            batches.Add(batch);
        }

        Parcel parcel = new([new ShardSnapshot { Clock = clock, Batches = batches }]);
        byte[] bytes = services.GetRequiredService<Serializer>().SerializeToArray(parcel);
        parcel.ReleaseIfNotTaken();
        return bytes;
    }

    private Task StoreAsync(string name, ReadOnlyMemory<byte> bytes) =>
        _store.WriteAsync(this.GetPrimaryKeyString(), name, bytes);

    private async Task ClearAsync(IEnumerable<CutId> cuts, IEnumerable<Endpoint> machines)
    {
        foreach (CutId cut in cuts)
        {
            foreach (Endpoint machine in machines)
            {
                await _store.ClearAsync(this.GetPrimaryKeyString(), cut.NameOf(machine));
            }
        }
    }

    private Task ListAsync(string state) => GrainFactory.GetGrain<IJobListGrain>(0)
        .PutAsync(new JobLine(Record.Job!.Id, Record.Job.Name, state));
}
