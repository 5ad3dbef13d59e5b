using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using ResultMetric = Petuum.Lab.Analysis.Results.Metric;

namespace Petuum.Lab.Runs;

/// <summary>
/// Collects what result folders hold: a line per evaluated clock with the books up to it, the members' times, the lags
/// of the workers' reads, and which rows still move. Events from other processes come without their payload: of such a
/// run there are neither lags nor rows.
/// </summary>
/// <param name="shape">The machines and tables.</param>
/// <param name="accounts">The books.</param>
/// <param name="isSimulated">Whether times are virtual.</param>
internal sealed class RunRecorder(RunShape shape, IRunAccounts accounts, bool isSimulated) : IRunObserver
{
    /// <summary>The column of <see cref="Evaluation.Gap"/>.</summary>
    public const string GapName = "gap";

    private readonly List<ClockRecord> _clocks = [];
    private readonly LagCounts _lags = new(shape.Tables);
    private readonly RowActivity _activity = new(shape.Tables);
    private readonly int[] _completed = new int[shape.Workers];

    /// <summary>The evaluated clocks so far.</summary>
    public IReadOnlyList<ClockRecord> Clocks => _clocks;

    /// <summary>The lags so far.</summary>
    public IReadOnlyList<LagRecord> Lags => _lags.ToRecords();

    /// <summary>Called at each evaluation, for progress.</summary>
    public Action<ClockRecord>? Evaluated { get; init; }

    /// <summary>Rounds that every worker has completed.</summary>
    public int CompletedByAll => _completed.Min();

    /// <summary>The curves, when the run is over.</summary>
    public IReadOnlyList<SeriesRecord> Series => _activity.ToRecords(CompletedByAll);

    /// <summary>The workers, the scheduler if there is one, and the shards.</summary>
    public IReadOnlyList<WorkerRecord> Members
    {
        get
        {
            List<WorkerRecord> members = [];
            for (int worker = 0; worker < shape.Workers; worker++)
            {
                members.Add(accounts[new WorkerId(worker)].ToRecord(WorkerRecord.Worker, worker));
            }

            if (shape.HasScheduler)
            {
                members.Add(accounts[Endpoint.Scheduler].ToRecord(WorkerRecord.Scheduler, 0));
            }

            for (int shard = 0; shard < shape.Shards; shard++)
            {
                members.Add(accounts[new ShardId(shard)].ToRecord(WorkerRecord.Shard, shard));
            }

            return members;
        }
    }

    /// <summary>The books of the workers, and of everyone.</summary>
    public (MemberAccount Workers, MemberAccount Everyone) Totals()
    {
        MemberAccount workers = default;
        for (int worker = 0; worker < shape.Workers; worker++)
        {
            workers += accounts[new WorkerId(worker)];
        }

        MemberAccount everyone = shape.HasScheduler ? workers + accounts[Endpoint.Scheduler] : workers;
        for (int shard = 0; shard < shape.Shards; shard++)
        {
            everyone += accounts[new ShardId(shard)];
        }

        return (workers, everyone);
    }

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.RowsRead when happened is { Source.Role: Role.Worker, Payload: RowView rows }:
                _lags.Add(rows, happened.Clock);
                break;
            case RunEventKind.UpdateCreated when happened.Payload is Update update:
                _activity.Add(update);
                break;
            case RunEventKind.RoundEnded:
                // After a failure rounds are run again that were completed already.
                ref int completed = ref _completed[happened.Source.Index];
                completed = Math.Max(completed, happened.Clock + 1);
                break;
            case RunEventKind.Evaluated:
                Record(happened, (Evaluation)happened.Payload!);
                break;
            default:
                break;
        }
    }

    private void Record(in RunEvent happened, Evaluation evaluation)
    {
        (MemberAccount workers, MemberAccount everyone) = Totals();
        double seconds = MemberAccount.Seconds(happened.TimeMicros);
        ClockRecord record = new()
        {
            Clock = happened.Clock,
            DataProcessed = workers.Samples,
            VirtualSeconds = isSimulated ? seconds : null,
            WallSeconds = isSimulated ? null : seconds,
            BytesSent = everyone.BytesSent,
            Messages = everyone.MessagesSent,
            Objective = evaluation.Objective,
            ComputeSeconds = MemberAccount.Seconds(workers.ComputeMicros),
            WaitSeconds = MemberAccount.Seconds(workers.WaitMicros),
            SendSeconds = MemberAccount.Seconds(workers.SendMicros),
            Metrics = Convert(evaluation),
        };
        _clocks.Add(record);
        Evaluated?.Invoke(record);
    }

    /// <summary>The program's metrics, and its gap where it has one.</summary>
    private static List<ResultMetric> Convert(Evaluation evaluation)
    {
        List<ResultMetric> metrics =
        [
            .. evaluation.Metrics.Select(metric => new ResultMetric(metric.Name, metric.Value)),
        ];
        if (!double.IsNaN(evaluation.Gap) && !metrics.Exists(metric => metric.Name == GapName))
        {
            metrics.Add(new ResultMetric(GapName, evaluation.Gap));
        }

        return metrics;
    }
}

/// <summary>What takes part in a run.</summary>
/// <param name="Workers">Number of workers.</param>
/// <param name="Shards">Number of shards.</param>
/// <param name="HasScheduler">Whether there is a scheduler.</param>
/// <param name="Tables">The tables; empty if they are not known here.</param>
internal sealed record RunShape(int Workers, int Shards, bool HasScheduler, IReadOnlyList<TableDefinition> Tables)
{
    /// <summary>What a plan needs.</summary>
    public static RunShape Of(JobPlan plan) =>
        new(plan.Workers, plan.Shards, plan.Program.IsModelParallel, plan.Program.Tables);
}
