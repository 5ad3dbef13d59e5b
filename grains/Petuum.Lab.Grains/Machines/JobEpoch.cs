using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;

namespace Petuum.Lab.Grains;

/// <summary>
/// One life of a job's machines, from making them to ending them: asks them how they are, again and again, passes on
/// what they report, has them store their states, and notices when one is lost, has failed, or when all wait.
/// </summary>
internal sealed class JobEpoch
{
    private static readonly TimeSpan StopAtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);

    private readonly MachineKey _self;
    private readonly MachineOrder _order;
    private readonly PetuumOptions _options;
    private readonly JobHistory _history;
    private readonly ILogger _logger;
    private readonly List<(Endpoint Machine, IMachineGrain Grain)> _members;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly HashSet<Endpoint> _suspected = [];
    private readonly Dictionary<Endpoint, TimeSpan> _silentSince = [];
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly CutPlanner _cuts;
    private MachineReport[] _quiet = [];
    private volatile bool _isLeft;

    /// <summary>An epoch of <paramref name="silos"/> silos.</summary>
    public JobEpoch(
        JobRoom room, MachineOrder order, MachineKey self, IGrainFactory grains, PetuumOptions options,
        JobHistory history, int silos, ILogger logger)
    {
        (_order, _self, _options, _history, _logger) = (order, self, options, history, logger);
        _members = Members(room.Plan, self, grains);
        _cuts = new CutPlanner(
            room.Plan, order.Job.CutEvery, _members.Count + 1, silos, options.MeanTimeToFailure)
        {
            Start = order.Cut?.Clock ?? 0,
        };
    }

    /// <summary>
    /// A machine that has been silent for so long is suspected: as long as the membership lets a silo be silent.
    /// </summary>
    public required TimeSpan SuspectAfter { get; init; }

    /// <summary>Called before a cut is offered, with its clock.</summary>
    public required Func<int, Task> CutOffered { get; init; }

    /// <summary>Called when a cut is whole, with its clock.</summary>
    public required Func<int, Task> CutCompleted { get; init; }

    /// <summary>Why it failed or is stuck, or could not begin; empty otherwise.</summary>
    public string Explanation { get; private set; } = "";

    /// <summary>This silo ends.</summary>
    public void Leave()
    {
        _isLeft = true;
        Wake();
    }

    /// <summary>Something happened that the epoch should look at before long.</summary>
    public void Wake()
    {
        lock (_changed)
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }

    /// <summary>Runs the epoch. Its machines do nothing any more then, but are still to be told to end.</summary>
    public async Task<EpochEnd> RunAsync(JobMachine job, MachineHost host, CancellationToken cancellation)
    {
        EpochEnd? end = EpochEnd.Lost;
        try
        {
            await ForAllAsync(member => member.PrepareAsync(_order));
            end = await UntilReadyAsync(host, cancellation);
            if (end is null)
            {
                await OfferCutAsync(host, _order.Cut?.Clock ?? 0);
                await ForAllAsync(member => member.BeginAsync(), shards: true);
                await ForAllAsync(member => member.BeginAsync(), shards: false);
                end = await UntilOverAsync(job, host, cancellation);
            }

            (end, Explanation) = host.Failure is { } failure ? (EpochEnd.Failed, failure.Message) : (end, Explanation);
        }
        catch (Exception failure) when (IsUnreachable(failure))
        {
            _history.Note($"a machine could not be reached: {failure.Message}");
            end = EpochEnd.Lost;
        }

        if (end != EpochEnd.Left)
        {
            await TellAllAsync(member => member.HaltAsync());
        }

        return end ?? EpochEnd.Finished;
    }

    /// <summary>Tells the machines to end; waits a little for those that do not answer.</summary>
    public Task StopAsync() => TellAllAsync(member => member.StopAsync());

    /// <summary>The names of what the machines have stored at a clock, the job's own included.</summary>
    public IEnumerable<Endpoint> Machines => _members.Select(member => member.Machine).Append(Endpoint.Job);

    private static List<(Endpoint Machine, IMachineGrain Grain)> Members(
        JobPlan plan, MachineKey self, IGrainFactory grains)
    {
        List<(Endpoint Machine, IMachineGrain Grain)> members = [];
        for (int shard = 0; shard < plan.Shards; shard++)
        {
            string key = (self with { Index = shard }).ToString();
            members.Add((new ShardId(shard), grains.GetGrain<ITableShardGrain>(key)));
        }

        for (int worker = 0; worker < plan.Workers; worker++)
        {
            string key = (self with { Index = worker }).ToString();
            members.Add((new WorkerId(worker), grains.GetGrain<IWorkerGrain>(key)));
        }

        if (plan.Program.IsModelParallel)
        {
            string key = (self with { Index = 0 }).ToString();
            members.Add((Endpoint.Scheduler, grains.GetGrain<ISchedulerGrain>(key)));
        }

        return members;
    }

    /// <summary>Asks all until all can begin, null, or until the epoch has ended.</summary>
    private async Task<EpochEnd?> UntilReadyAsync(MachineHost host, CancellationToken cancellation)
    {
        for (TimeSpan pause = FirstPause; ; pause = await PauseAsync(pause))
        {
            (MachineReport?[] answers, MachineReport own) = await AskAsync(host);
            EpochEnd? end = cancellation.IsCancellationRequested ? EpochEnd.Cancelled : EndOf(answers, own);
            if (end is not null || Array.TrueForAll(answers, answer => answer is { IsReady: true }))
            {
                return end;
            }
        }
    }

    /// <summary>Asks all until the job is over, null, or until the epoch has ended for another reason.</summary>
    private async Task<EpochEnd?> UntilOverAsync(JobMachine job, MachineHost host, CancellationToken cancellation)
    {
        for (TimeSpan pause = FirstPause; ; pause = await PauseAsync(pause))
        {
            // Looked at before the machines are asked: what led to it is in their reports then.
            bool isOver = job.Outcome is not null || host.Failure is not null;
            (MachineReport?[] answers, MachineReport own) = await AskAsync(host);
            EpochEnd? end = cancellation.IsCancellationRequested ? EpochEnd.Cancelled : EndOf(answers, own);
            if (isOver || end is not null)
            {
                return isOver ? null : end;
            }

            await KeepCutsAsync(answers, own, host);
        }
    }

    private async Task<TimeSpan> PauseAsync(TimeSpan pause)
    {
        await _changed.WaitAsync(pause, CancellationToken.None);
        return pause * 2 < _options.HeartbeatPeriod ? pause * 2 : _options.HeartbeatPeriod;
    }

    /// <summary>Everybody's reports, whose events are passed on; null for who does not answer.</summary>
    private async Task<(MachineReport?[] Answers, MachineReport Own)> AskAsync(MachineHost host)
    {
        NewsItem[] evaluations = host.TakeEvaluations();
        MachineReport?[] answers = await Task.WhenAll(_members.Select(ReportAsync));
        MachineReport own = host.Report();
        NewsItem[] items =
        [
            .. answers.Append(own).OfType<MachineReport>()
                .SelectMany(report => report.Events)
                .Select(happened => new NewsItem { Event = happened }),
            .. evaluations,
        ];
        if (items.Length > 0)
        {
            _history.Add(items.OrderBy(item => item.Event.TimeMicros));
        }

        return (answers, own);
    }

    /// <summary>Notes what was stored, and offers the next cut when it is time.</summary>
    private async Task KeepCutsAsync(MachineReport?[] answers, MachineReport own, MachineHost host)
    {
        int? outstanding = _cuts.Outstanding;
        bool isWhole = _cuts.Heard(Endpoint.Job, own, _time.Elapsed);
        for (int member = 0; member < answers.Length; member++)
        {
            isWhole |= answers[member] is { } report && _cuts.Heard(_members[member].Machine, report, _time.Elapsed);
        }

        if (isWhole)
        {
            await CutCompleted(outstanding!.Value);
        }

        await OfferCutAsync(host, answers.Max(report => report?.Clock ?? 0));
    }

    private async Task OfferCutAsync(MachineHost host, int reached)
    {
        if (_cuts.Next(reached, _time.Elapsed) is { } clock)
        {
            await CutOffered(clock);
            host.OfferCut(clock);
            await Task.WhenAll(_members.Select(member => member.Grain.OfferCutAsync(clock)));
        }
    }

    private EpochEnd? EndOf(MachineReport?[] answers, MachineReport own)
    {
        if (_isLeft)
        {
            return EpochEnd.Left;
        }

        MachineReport[] reports = [.. answers.OfType<MachineReport>(), own];
        if (Array.Find(reports, report => report.Failure.Length > 0) is { } failed)
        {
            Explanation = failed.Failure;
            return EpochEnd.Failed;
        }

        if (Array.Find(reports, report => report.Obstacle.Length > 0) is { } hindered)
        {
            Explanation = $"The last time {hindered.Obstacle}";
            _history.Note(hindered.Obstacle);
            return EpochEnd.Lost;
        }

        if (Array.Exists(reports, report => !report.IsPresent))
        {
            _history.Note("machines were lost with their silo");
            return EpochEnd.Lost;
        }

        bool isQuiet = reports.Length > answers.Length
            && Array.TrueForAll(reports, report => report is { IsReady: true, IsIdle: true });

        // Twice the same: nothing was under way between the one and the other.
        bool isStuck = isQuiet && _quiet.Length == reports.Length && own.Handled > 0
            && _quiet.Zip(reports).All(pair => pair.First.Handled == pair.Second.Handled);
        _quiet = isQuiet ? reports : [];
        if (!isStuck)
        {
            return null;
        }

        IEnumerable<string> waits = reports.Select(report => report.Wait).Where(wait => wait.Length > 0);
        Explanation = $"no message is under way and no machine computes;\n{string.Join(";\n", waits)}.";
        return EpochEnd.Stuck;
    }

    /// <summary>
    /// A machine's report; null if it does not answer. One that goes on like that is suspected, not slow: at once if
    /// its silo is known to be gone.
    /// </summary>
    private async Task<MachineReport?> ReportAsync((Endpoint Machine, IMachineGrain Grain) member)
    {
        TimeSpan asked = _time.Elapsed;
        try
        {
            MachineReport report = await member.Grain.ReportAsync();
            _silentSince.Remove(member.Machine);
            if (_suspected.Remove(member.Machine) && report.IsPresent)
            {
                _history.Note($"{member.Machine} answers again");
            }

            return report;
        }
        catch (Exception failure) when (IsUnreachable(failure))
        {
            _silentSince.TryAdd(member.Machine, asked);
            bool isDue = failure is SiloUnavailableException
                || _time.Elapsed - _silentSince[member.Machine] >= SuspectAfter;
            if (isDue && _suspected.Add(member.Machine))
            {
                _logger.LogWarning(failure, "{Machine} of job {Job} does not answer", member.Machine, _self.Job);
                _history.Note($"{member.Machine} is suspected: it does not answer");
            }

            return null;
        }
    }

    private Task TellAllAsync(Func<IMachineGrain, Task> act) =>
        Task.WhenAny(Task.WhenAll(_members.Select(member => TellAsync(member, act))), Task.Delay(StopAtMost));

    private async Task TellAsync((Endpoint Machine, IMachineGrain Grain) member, Func<IMachineGrain, Task> act)
    {
        try
        {
            await act(member.Grain);
        }
        catch (Exception failure) when (IsUnreachable(failure))
        {
            _logger.LogInformation(failure, "{Machine} of job {Job} is gone", member.Machine, _self.Job);
        }
    }

    private Task ForAllAsync(Func<IMachineGrain, Task> act, bool? shards = null) => Task.WhenAll(
        from member in _members
        where shards is null || shards == (member.Machine.Role == Role.Shard)
        select act(member.Grain));

    /// <summary>
    /// Of the machine's silo, not of what is stored: a job that another activation leads must hear of it.
    /// </summary>
    private static bool IsUnreachable(Exception failure) =>
        failure is (OrleansException and not InconsistentStateException) or TimeoutException;
}
