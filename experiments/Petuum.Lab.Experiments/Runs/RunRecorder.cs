using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using ResultMetric = Petuum.Lab.Analysis.Results.Metric;

namespace Petuum.Lab.Experiments.Runs;

/// <summary>
/// Collects what result folders hold: a line per evaluated clock with the books up to it, the members' times, the lags
/// of the workers' reads, and which rows still move.
/// </summary>
internal sealed class RunRecorder(JobPlan plan, IRunAccounts accounts, bool isSimulated) : IRunObserver
{
    /// <summary>The column of <see cref="Evaluation.Gap"/>.</summary>
    public const string GapName = "gap";

    private readonly List<ClockRecord> _clocks = [];
    private readonly LagCounts _lags = new(plan.Program.Tables);
    private readonly RowActivity _activity = new(plan.Program.Tables);
    private readonly int[] _completed = new int[plan.Workers];

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
            for (int worker = 0; worker < plan.Workers; worker++)
            {
                members.Add(accounts[new WorkerId(worker)].ToRecord(WorkerRecord.Worker, worker));
            }

            if (plan.Program.IsModelParallel)
            {
                members.Add(accounts[Endpoint.Scheduler].ToRecord(WorkerRecord.Scheduler, 0));
            }

            for (int shard = 0; shard < plan.Shards; shard++)
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
        for (int worker = 0; worker < plan.Workers; worker++)
        {
            workers += accounts[new WorkerId(worker)];
        }

        MemberAccount everyone = plan.Program.IsModelParallel ? workers + accounts[Endpoint.Scheduler] : workers;
        for (int shard = 0; shard < plan.Shards; shard++)
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
            case RunEventKind.RowsRead when happened.Source.Role == Role.Worker:
                _lags.Add((RowView)happened.Payload!, happened.Clock);
                break;
            case RunEventKind.UpdateCreated:
                _activity.Add((Update)happened.Payload!);
                break;
            case RunEventKind.RoundEnded:
                _completed[happened.Source.Index]++;
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
