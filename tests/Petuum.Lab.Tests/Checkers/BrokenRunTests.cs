using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Checkers;

/// <summary>
/// Machines that were made to break a promise, by spoiling what they send: the checker of that promise says so.
/// </summary>
public class BrokenRunTests
{
    public static TheoryData<AnyPolicy> Bounded => [AnyPolicy.Ssp, AnyPolicy.Essp];

    [Fact]
    public void Violation_NamesWorkerRoundTableRowExpectedAndSeen()
    {
        CheckerException caught = AssertCaught<StalenessChecker>(AnyPolicy.Essp, ApplyMode.Clocked, message =>
        {
            (message as RowsMessage)?.Batches.RemoveAll(_ => message is RowsMessage { Reason: RowsReason.ClockPush });
            return true;
        });
        Assert.Matches(
            @"^worker \d in round \d+ read row \d of table 'toy0', which must contain all rounds below \d+ "
            + @"\(staleness 1\); the copy is version \d+, and such an update came at version \d+\.$",
            caught.Problem);
        Assert.Equal($"staleness at {caught.TimeMicros} µs: {caught.Problem}", caught.Message);
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public void StalenessChecker_Speaks_WhenReadersAskForLessThanThePromise(AnyPolicy policy) =>
        AssertCaught<StalenessChecker>(policy, ApplyMode.Arrival, message =>
        {
            if (message is ReadRequest { Rows.Count: > 0 } request)
            {
                request.RequiredClock = 0;
            }

            ClaimFresh(message);
            return true;
        });

    [Theory]
    [MemberData(nameof(Bounded))]
    public void StartRuleChecker_Speaks_WhenShardsClaimThatAllAreFurther(AnyPolicy policy) =>
        AssertCaught<StartRuleChecker>(policy, ApplyMode.Arrival, message =>
        {
            if (message is ReadRequest request)
            {
                request.RequiredClock = 0;
            }

            ClaimFresh(message);
            return true;
        });

    [Fact]
    public void StalenessChecker_Speaks_WhenAPushIsLost() =>
        AssertCaught<StalenessChecker>(AnyPolicy.Essp, ApplyMode.Clocked, message =>
        {
            if (message is RowsMessage { Reason: RowsReason.ClockPush } rows)
            {
                rows.Batches.Clear();
            }

            return true;
        });

    [Fact]
    public void ConservationChecker_Speaks_WhenAnUpdateIsLost() =>
        AssertCaught<ConservationChecker>(AnyPolicy.Asp, ApplyMode.Arrival, message =>
        {
            if (message is Update { Clock: > 2, EndsClock: true } update)
            {
                update.Changes.Clear();
            }

            return true;
        });

    [Fact]
    public void ConservationChecker_Speaks_WhenAnIncrementIsAltered() =>
        AssertCaught<ConservationChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Once(
            message => message is Update { Changes.Count: > 0 },
            message =>
            {
                ((Update)message).Changes[0].Batch.Values<float>()[0] += 1;
                return true;
            }));

    [Fact]
    public void ConservationChecker_Speaks_WhenRowsAreAlteredUnderWay() =>
        AssertCaught<ConservationChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Once(IsReplyWithRows, message =>
        {
            ((RowsMessage)message).Batches[0].Values<float>()[0] += 1;
            return true;
        }));

    [Fact]
    public void ReadMyWritesChecker_Speaks_WhenACopyClaimsUpdatesThatItLacks() =>
        AssertCaught<ReadMyWritesChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Tampered(happened =>
        {
            if (happened is { Kind: RunEventKind.RowsReceived, Payload: RowsMessage rows })
            {
                rows.OwnUpdates += 1;
            }

            return happened;
        }));

    [Fact]
    public void ReadMyWritesChecker_Speaks_WhenAWorkerSendsWhatItDidNotCommit() =>
        AssertCaught<ReadMyWritesChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Tampered(happened =>
        {
            if (happened is { Kind: RunEventKind.UpdateCreated, Payload: Update { Changes.Count: > 0 } update })
            {
                update.Changes[0].Batch.Values<float>()[0] += 1;
            }

            return happened;
        }));

    [Fact]
    public void ProgressChecker_Speaks_WhenTheRunEndsBeforeItsLastRound() =>
        AssertCaught<ProgressChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Tampered(happened =>
            happened is { Kind: RunEventKind.RoundEnded, Source.Index: 1, Clock: 7 } ? null : happened));

    [Fact]
    public void ProgressChecker_Speaks_WhenAWorkerStartsARoundTwice() =>
        AssertCaught<ProgressChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Tampered(happened =>
            happened is { Kind: RunEventKind.RoundStarted, Clock: 3 } ? happened with { Clock = 2 } : happened));

    [Fact]
    public void ConservationChecker_Speaks_WhenAnUpdateIsAppliedTwice() =>
        AssertCaught<ConservationChecker>(
            AnyPolicy.Ssp, ApplyMode.Arrival, Repeated(RunEventKind.UpdateApplied));

    [Fact]
    public void ConservationChecker_Speaks_WhenTheModelIsNotTheSum() =>
        AssertCaught<ConservationChecker>(AnyPolicy.Ssp, ApplyMode.Clocked, Tampered(happened =>
            happened is { Kind: RunEventKind.JobEnded, Payload: JobResult result }
                ? happened with
                {
                    Payload = result with { Model = new Petuum.Lab.Core.Programs.Model(result.Model!.Tables) },
                }
                : happened));

    [Fact]
    public void MonotonicReadsChecker_Speaks_WhenReadsAreSeenBackwards()
    {
        JobPlan plan = Case(AnyPolicy.Asp, ApplyMode.Arrival).Plan(Program());
        Backwards backwards = new(new MonotonicReadsChecker(plan));
        CheckerException caught = Assert.Throws<CheckerException>(
            () => new ShuffledCluster(Case(AnyPolicy.Asp, ApplyMode.Arrival).Shuffle).Run(plan, backwards));
        Assert.Equal("monotonic reads", caught.Checker);
    }

    private static PlanCase Case(AnyPolicy policy, ApplyMode apply) =>
        PlanCase.Example with { Rows = 3, Policy = policy, Staleness = 1, Apply = apply, Seed = 5 };

    private static FloatSumProgram Program() => new(Case(AnyPolicy.Ssp, ApplyMode.Clocked).Shape);

    /// <summary>Runs the one checker on machines whose messages are spoilt, over some seeds: it must speak.</summary>
    private static CheckerException AssertCaught<TChecker>(
        AnyPolicy policy, ApplyMode apply, Func<Message, bool> onSend)
        where TChecker : Checker =>
        AssertCaught<TChecker>(policy, apply, checker => checker, onSend);

    private static CheckerException AssertCaught<TChecker>(
        AnyPolicy policy,
        ApplyMode apply,
        Func<IRunObserver, IRunObserver> between,
        Func<Message, bool>? onSend = null)
        where TChecker : Checker
    {
        PlanCase random = Case(policy, apply);
        JobPlan plan = random.Plan(Program());
        Checker checker = new CheckerSuite(plan).Checkers.OfType<TChecker>().Single();
        CheckerException caught = Assert.Throws<CheckerException>(
            () => new ShuffledCluster(random.Shuffle with { OnSend = onSend }).Run(plan, between(checker)));
        Assert.Equal(checker.Name, caught.Checker);
        return caught;
    }

    /// <summary>A shard that says everyone is further than anyone is.</summary>
    private static void ClaimFresh(Message message)
    {
        if (message is RowsMessage rows)
        {
            rows.ShardClock = 100;
        }
    }

    private static bool IsReplyWithRows(Message message) =>
        message is RowsMessage { Reason: RowsReason.Reply, Batches.Count: > 0, ShardClock: > 2 };

    private static Func<Message, bool> Once(Func<Message, bool> matches, Func<Message, bool> spoil)
    {
        bool isDone = false;
        return message =>
        {
            if (isDone || !matches(message))
            {
                return true;
            }

            isDone = true;
            return spoil(message);
        };
    }

    private static Func<IRunObserver, IRunObserver> Tampered(Func<RunEvent, RunEvent?> tamper) =>
        inner => new Between(happened => tamper(happened) is { } told ? [told] : [], inner);

    private static Func<IRunObserver, IRunObserver> Repeated(RunEventKind kind) =>
        inner => new Between(happened => happened.Kind == kind ? [happened, happened] : [happened], inner);

    /// <summary>Tells a checker something else than what happened.</summary>
    private sealed class Between(Func<RunEvent, IReadOnlyList<RunEvent>> tell, IRunObserver inner) : IRunObserver
    {
        public void On(in RunEvent happened)
        {
            foreach (RunEvent told in tell(happened))
            {
                inner.On(told);
            }
        }
    }

    /// <summary>Tells a checker of one worker's reads as if another had made them: whose copies are older.</summary>
    private sealed class Backwards(IRunObserver inner) : IRunObserver
    {
        public void On(in RunEvent happened) =>
            inner.On(happened.Kind == RunEventKind.RowsRead ? happened with { Source = new WorkerId(0) } : happened);
    }
}
