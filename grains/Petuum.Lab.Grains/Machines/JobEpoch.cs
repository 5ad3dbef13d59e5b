using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;

namespace Petuum.Lab.Grains;

/// <summary>How an epoch ended.</summary>
internal enum EpochEnd
{
    /// <summary>The stop rule says so.</summary>
    Finished,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled,

    /// <summary>Everybody waits.</summary>
    Stuck,

    /// <summary>A machine threw.</summary>
    Failed,

    /// <summary>Machines were lost with their silo: another epoch is to go on.</summary>
    Lost,
}

/// <summary>
/// One life of a job's machines, from making them to ending them: asks them how they are, again and again, passes on
/// what they report, has them store their states, and notices when one is lost, has failed, or when all wait.
/// </summary>
internal sealed class JobEpoch
{
    private static readonly TimeSpan StopAtMost = TimeSpan.FromSeconds(5);

    private readonly JobRoom _room;
    private readonly MachineKey _self;
    private readonly MachineOrder _order;
    private readonly PetuumOptions _options;
    private readonly JobHistory _history;
    private readonly ILogger _logger;
    private readonly List<(Endpoint Machine, IMachineGrain Grain)> _members;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly HashSet<Endpoint> _suspected = [];
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly CutPlanner _cuts;
    private MachineReport[] _quiet = [];

    /// <summary>An epoch of <paramref name="silos"/> silos.</summary>
    public JobEpoch(
        JobRoom room, MachineOrder order, MachineKey self, IGrainFactory grains, PetuumOptions options,
        JobHistory history, int silos, ILogger logger)
    {
        (_room, _order, _self, _options, _history, _logger) = (room, order, self, options, history, logger);
        _members = Members(room.Plan, self, grains);
        _cuts = new CutPlanner(
            room.Plan, order.Job.CutEvery, _members.Count + 1, silos, options.MeanTimeToFailure)
        {
            Start = order.Cut?.Clock ?? 0,
        };
    }

    /// <summary>Called before a cut is offered, with its clock.</summary>
    public required Func<int, Task> CutOffered { get; init; }

    /// <summary>Called when a cut is whole, with its clock.</summary>
    public required Func<int, Task> CutCompleted { get; init; }

    /// <summary>Why it failed or is stuck; empty otherwise.</summary>
    public string Explanation { get; private set; } = "";

    /// <summary>The job's own machine has handled something.</summary>
    public void OnChanged() => _changed.Release();

    /// <summary>Runs the epoch; the machines are told to end before this returns.</summary>
    public async Task<EpochEnd> RunAsync(JobMachine job, MachineHost host, CancellationToken cancellation)
    {
        EpochEnd? end = EpochEnd.Lost;
        try
        {
            await ForAllAsync(member => member.PrepareAsync(_order));
            end = await UntilAsync(reports => reports.All(report => report.IsReady), host, cancellation);
            if (end is null)
            {
                await OfferCutAsync(host, _order.Cut?.Clock ?? 0);
                await ForAllAsync(member => member.BeginAsync());
                end = await UntilAsync(
                    _ => job.Outcome is not null || host.Failure is not null, host, cancellation);
            }

            (end, Explanation) = host.Failure is { } failure ? (EpochEnd.Failed, failure.Message) : (end, Explanation);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            _history.Note($"a machine could not be reached: {failure.Message}");
            end = EpochEnd.Lost;
        }
        finally
        {
            await Task.WhenAny(Task.WhenAll(_members.Select(StopAsync)), Task.Delay(StopAtMost));
        }

        return end ?? EpochEnd.Finished;
    }

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

    /// <summary>Asks all until a condition holds, null, or until the epoch has ended for another reason.</summary>
    private async Task<EpochEnd?> UntilAsync(
        Func<MachineReport[], bool> holds, MachineHost host, CancellationToken cancellation)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            if (cancellation.IsCancellationRequested)
            {
                return EpochEnd.Cancelled;
            }

            MachineReport?[] answers = await Task.WhenAll(_members.Select(ReportAsync));
            MachineReport own = host.Report();
            MachineReport[] reports = [.. answers.OfType<MachineReport>(), own];
            PassOn(reports, host);
            await KeepCutsAsync(answers, own, host);
            bool isComplete = reports.Length == answers.Length + 1;
            if (isComplete && holds(reports))
            {
                return null;
            }

            if (EndOf(reports, isComplete) is { } end)
            {
                return end;
            }

            pause = pause * 2 < _options.HeartbeatPeriod ? pause * 2 : _options.HeartbeatPeriod;
            await _changed.WaitAsync(pause, CancellationToken.None);
        }
    }

    /// <summary>Notes what was stored, and offers the next cut when it is time.</summary>
    private async Task KeepCutsAsync(MachineReport?[] answers, MachineReport own, MachineHost host)
    {
        IEnumerable<(Endpoint Machine, int Clock)> stored = _members
            .Zip(answers, (member, report) => (member.Machine, report))
            .Append((Endpoint.Job, own))
            .SelectMany(pair => (pair.Item2?.Cuts ?? []).Select(clock => (pair.Item1, clock)));
        foreach ((Endpoint machine, int clock) in stored)
        {
            if (_cuts.Stored(machine, clock, _time.Elapsed))
            {
                await CutCompleted(clock);
            }
        }

        await OfferCutAsync(host, answers.Max(report => report?.Clock ?? 0));
    }

    private async Task OfferCutAsync(MachineHost host, int reached)
    {
        if (_cuts.Next(reached, _time.Elapsed) is not { } clock)
        {
            return;
        }

        await CutOffered(clock);
        bool[] agreed = await Task.WhenAll(
            [.. _members.Select(member => member.Grain.OfferCutAsync(clock)), host.OfferCutAsync(clock)]);
        _cuts.Offered(clock, agreed.All(answer => answer));
    }

    private EpochEnd? EndOf(MachineReport[] reports, bool isComplete)
    {
        if (Array.Find(reports, report => report.Failure.Length > 0) is { } failed)
        {
            Explanation = failed.Failure;
            return EpochEnd.Failed;
        }

        if (Array.Exists(reports, report => !report.IsPresent))
        {
            _history.Note("machines were lost with their silo");
            return EpochEnd.Lost;
        }

        if (!isComplete || !AreQuiet(reports))
        {
            _quiet = [];
            return null;
        }

        // Twice the same: nothing was under way between the one and the other.
        bool isStuck = _quiet.Length == reports.Length
            && _quiet.Zip(reports).All(pair => pair.First.Handled == pair.Second.Handled);
        _quiet = reports;
        if (!isStuck)
        {
            return null;
        }

        IEnumerable<string> waits = reports.Select(report => report.Wait).Where(wait => wait.Length > 0);
        Explanation = $"no message is under way and no machine computes;\n{string.Join(";\n", waits)}.";
        return EpochEnd.Stuck;
    }

    private static bool AreQuiet(MachineReport[] reports) =>
        Array.TrueForAll(reports, report => report is { IsReady: true, IsIdle: true })
        && reports.Sum(report => report.Sent) == reports.Sum(report => report.Handled)
        && reports.Sum(report => report.Handled) > 0;

    /// <summary>What was reported, in order of time; an evaluation after what led to it.</summary>
    private void PassOn(MachineReport[] reports, MachineHost host)
    {
        NewsItem[] evaluations = host.TakeEvaluations();
        NewsItem[] items =
        [
            .. reports.SelectMany(report => report.Events).Select(happened => new NewsItem { Event = happened }),
            .. evaluations,
        ];
        if (items.Length > 0)
        {
            _history.Add(items.OrderBy(item => item.Event.TimeMicros));
        }
    }

    /// <summary>A machine's report; null if it does not answer, which makes it suspected, not slow.</summary>
    private async Task<MachineReport?> ReportAsync((Endpoint Machine, IMachineGrain Grain) member)
    {
        try
        {
            MachineReport report = await member.Grain.ReportAsync();
            if (_suspected.Remove(member.Machine) && report.IsPresent)
            {
                _history.Note($"{member.Machine} answers again");
            }

            return report;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            if (_suspected.Add(member.Machine))
            {
                _logger.LogWarning(failure, "{Machine} of job {Job} does not answer", member.Machine, _self.Job);
                _history.Note($"{member.Machine} is suspected: it does not answer");
            }

            return null;
        }
    }

    private async Task StopAsync((Endpoint Machine, IMachineGrain Grain) member)
    {
        try
        {
            await member.Grain.StopAsync();
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            _logger.LogInformation(failure, "{Machine} of job {Job} is gone", member.Machine, _self.Job);
        }
    }

    private Task ForAllAsync(Func<IMachineGrain, Task> act) =>
        Task.WhenAll(_members.Select(member => act(member.Grain)));
}
