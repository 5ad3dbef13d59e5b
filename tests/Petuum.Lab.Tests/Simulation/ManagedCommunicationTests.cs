using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>
/// [B] §4 in virtual time: early messages within the budget, everything at the clock's end whatever the budget.
/// </summary>
public class ManagedCommunicationTests
{
    private const int Clocks = 12;

    private static readonly ManagedCommunication Managed =
        new(BytesPerSecond: 600_000, BurstBytes: 600, RowsMax: 5, CommunicationPriority.RoundRobin, new Seed(9));

    [Theory]
    [InlineData(600_000, 300)]
    [InlineData(1_000_000, 600)]
    [InlineData(4_000_000, 2_000)]
    public void EarlyMessages_AreSentOnlyWhileTheBucketHoldsSomething(long rate, long burst)
    {
        ManagedCommunication managed = Managed with { BytesPerSecond = rate, BurstBytes = burst };
        List<(RunEvent Sent, bool IsEarly)> sent = Run(managed, out _);
        Assert.Contains(sent, message => message.IsEarly && message.Sent.Source.Role == Role.Worker);
        Assert.Contains(sent, message => message.IsEarly && message.Sent.Source.Role == Role.Shard);
        foreach (var host in sent.GroupBy(message => message.Sent.Source))
        {
            LeakyBucket bucket = new(rate, burst);
            foreach (var instant in host.GroupBy(message => message.Sent.TimeMicros))
            {
                Assert.True(bucket.Available(instant.Key) > 0 || !instant.Any(message => message.IsEarly));
                bucket.Drain(instant.Key, instant.Sum(message => message.Sent.Amount));
            }
        }
    }

    [Fact]
    public void EarlyBytes_GrowWithTheBudget()
    {
        long small = EarlyBytes(Run(Managed with { BytesPerSecond = 600_000 }, out _));
        long large = EarlyBytes(Run(Managed with { BytesPerSecond = 4_000_000 }, out _));
        Assert.True(large > 2 * small, $"{small} early bytes with 0.6 MB/s, {large} with 4 MB/s.");
    }

    [Fact]
    public void NothingIsSentEarly_WithoutManagedCommunicationOrWithABurstBelowARow()
    {
        Assert.Equal(0, EarlyBytes(Run(managed: null, out _)));
        Assert.Equal(0, EarlyBytes(Run(Managed with { BurstBytes = 20 }, out _)));
    }

    [Theory]
    [InlineData(CommunicationPriority.Random)]
    [InlineData(CommunicationPriority.RoundRobin)]
    [InlineData(CommunicationPriority.AbsoluteMagnitude)]
    [InlineData(CommunicationPriority.RelativeMagnitude)]
    public void Model_ContainsEveryIncrementOnce_WhateverIsSentEarly(CommunicationPriority priority)
    {
        Run(Managed with { Priority = priority }, out JobResult result);
        for (int row = 0; row < 30; row++)
        {
            // 3 workers, 4 units a round.
            Assert.Equal(3 * 4 * Clocks, result.Model!.Dense<double>(new TableId(0), row)[0]);
        }
    }

    private static long EarlyBytes(List<(RunEvent Sent, bool IsEarly)> sent) =>
        sent.Where(message => message.IsEarly).Sum(message => message.Sent.Amount);

    private static List<(RunEvent Sent, bool IsEarly)> Run(ManagedCommunication? managed, out JobResult result)
    {
        EventRecorder recorder = new(
            happened => happened.Kind == RunEventKind.MessageSent && happened.Payload is not ShardSnapshot,
            happened => happened.Payload
                is Update { EndsClock: false } or RowsMessage { Reason: RowsReason.EarlyPush });
        JobPlan plan = Toys.Plan(new TouchProgram(30, 4, work: 100), new Essp(2), workers: 3, clocks: Clocks) with
        {
            UnitsPerRound = 4,
            Apply = ApplyMode.Arrival,
            Communication = managed,
        };
        result = Toys.Run(Toys.Options, plan, recorder);
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        return [.. recorder.Events.Select(happened => (happened, (bool)happened.Payload!))];
    }
}
