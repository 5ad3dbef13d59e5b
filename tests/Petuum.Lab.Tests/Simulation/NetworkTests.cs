using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Simulation;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>The network seen from outside, by the times at which messages leave and are delivered.</summary>
public class NetworkTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(100);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(70, 0, 3)]
    [InlineData(70, 1_000_000, 0)]
    [InlineData(70, 1_000_000, 3)]
    [InlineData(0, 125_000_000, 1)]
    [InlineData(5, 777, 2)]
    public void LoneMessage_TakesItsBytesAndItsCostTwiceAndTheLatencyOnce(long latency, long bandwidth, long cost)
    {
        EventRecorder messages = RecordMessages();
        Toys.Run(
            Toys.Options with
            {
                Network = new NetworkModel(
                    new ConstantLatency(latency), bandwidth, cost, ShardPlacement.Dedicated, Ordered: true),
            },
            Toys.Plan(new EmptyProgram(), new Bsp(), workers: 1, clocks: 1) with { Shards = 1 },
            messages);
        RunEvent sent = messages.Events.First(happened => happened.Kind == RunEventKind.MessageSent);
        RunEvent delivered = messages.Events.First(happened => happened.Kind == RunEventKind.MessageDelivered);
        long card = cost + (bandwidth == 0 ? 0 : ((sent.Amount * 1_000_000) + bandwidth - 1) / bandwidth);
        Assert.Equal(sent.TimeMicros + (2 * card) + latency, delivered.TimeMicros);
    }

    [Fact]
    public void Deliveries_AreWhenSerialCardsFinish_ForAnyTrafficWithConstantLatency() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            SimulationCase constant = random with { Latency = 0 };
            EventRecorder messages = RecordMessages();
            constant.Run(plan => new CountingProgram(plan.Shape), messages, out _);
            Assert.Equal(Predict(messages.Events, constant), Deliveries(messages.Events));
        }).Check(Many);

    [Fact]
    public void Card_NeverDeliversFasterThanItsBandwidth_WhateverTheLatency() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            SimulationCase dedicated = random with { Placement = ShardPlacement.Dedicated };
            EventRecorder messages = RecordMessages();
            dedicated.Run(plan => new CountingProgram(plan.Shape), messages, out _);
            Dictionary<Endpoint, (decimal Work, decimal Latest)> cards = [];
            foreach (RunEvent delivered in Delivered(messages.Events))
            {
                // Between any two deliveries at a card lies at least the work of the second and all between.
                (decimal work, decimal latest) = cards.GetValueOrDefault(delivered.Source, (0, long.MinValue));
                work += BusyMicros(dedicated, delivered.Amount);
                Assert.True(delivered.TimeMicros - work >= latest - 1);
                cards[delivered.Source] = (work, Math.Max(latest, delivered.TimeMicros - work));
            }
        }).Check(Many);

    [Fact]
    public void Channel_IsFirstInFirstOut_WhenOrdered() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            EventRecorder messages = RecordMessages();
            (random with { Ordered = true }).Run(plan => new CountingProgram(plan.Shape), messages, out _);
            Assert.Equal(0, Overtakings(messages.Events));
        }).Check(Many);

    [Fact]
    public void Channel_LetsMessagesOvertake_WhenUnorderedAndLatencyVaries()
    {
        EventRecorder messages = RecordMessages();
        NetworkModel network = new(new UniformLatency(10, 5_000), 0, 0, ShardPlacement.Dedicated, Ordered: false);
        Toys.Run(
            Toys.Options with { Network = network },
            Toys.Plan(new TouchProgram(4, 1, work: 1), new Asp(), workers: 3, clocks: 50),
            messages);
        Assert.NotEqual(0, Overtakings(messages.Events));
    }

    [Theory]
    [InlineData(ShardPlacement.OnWorkers, NetworkModel.LocalMicros)]
    [InlineData(ShardPlacement.Dedicated, 100)]
    public void Message_SkipsTheNetwork_BetweenMachinesOfOneHost(ShardPlacement placement, long expected)
    {
        EventRecorder messages = RecordMessages();
        SimulatedCluster cluster = new(Toys.Options with
        {
            Network = Toys.Options.Network with { Placement = placement },
        });
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 1), new Ssp(1), workers: 1, clocks: 3);
        Toys.Run(cluster, plan, messages);
        Dictionary<(Endpoint, Endpoint, object?), long> sent = messages.Events
            .Where(happened => happened.Kind == RunEventKind.MessageSent)
            .ToDictionary(
                happened => (happened.Source, happened.Peer, happened.Payload), happened => happened.TimeMicros);
        Assert.All(
            messages.Events.Where(happened => happened.Kind == RunEventKind.MessageDelivered),
            happened => Assert.Equal(
                expected, happened.TimeMicros - sent[(happened.Peer, happened.Source, happened.Payload)]));
        MachineAccount worker = cluster.Accounting.Workers[0];
        Assert.Equal(placement == ShardPlacement.OnWorkers, worker.MessagesSent == 0);
        Assert.Equal(placement == ShardPlacement.Dedicated, worker.LocalMessagesSent == 0);
    }

    [Fact]
    public void Model_RefusesNumbersThatMeanNothing()
    {
        Assert.Throws<PlanException>(() => new ConstantLatency(-1));
        Assert.Throws<PlanException>(() => new UniformLatency(5, 4));
        Assert.Throws<PlanException>(() => new ExponentialLatency(5, 4));
        Assert.Throws<PlanException>(() => new LogNormalLatency(0, 1));
        Assert.Throws<PlanException>(() => Toys.Options.Network with { BytesPerSecond = -1 });
        Assert.Throws<PlanException>(() => new ComputeModel(double.NaN, 0));
    }

    /// <summary>
    /// Messages between machines; the payload is the sequence number. Snapshots are observation, not traffic.
    /// </summary>
    private static EventRecorder RecordMessages() => new(
        happened => happened.Kind is RunEventKind.MessageSent or RunEventKind.MessageDelivered
            && happened.Payload is not ShardSnapshot,
        happened => ((Message)happened.Payload!).Sequence);

    private static IEnumerable<RunEvent> Delivered(List<RunEvent> messages) =>
        messages.Where(happened => happened.Kind == RunEventKind.MessageDelivered);

    private static int Overtakings(List<RunEvent> messages)
    {
        Dictionary<(Endpoint, Endpoint), long> last = [];
        int count = 0;
        foreach (RunEvent delivered in Delivered(messages))
        {
            long sequence = (long)delivered.Payload!;
            count += sequence < last.GetValueOrDefault((delivered.Peer, delivered.Source), -1) ? 1 : 0;
            last[(delivered.Peer, delivered.Source)] = sequence;
        }

        return count;
    }

    private static decimal BusyMicros(SimulationCase random, long bytes) => random.MicrosPerMessage
        + (random.BytesPerSecond == 0 ? 0 : Math.Ceiling(bytes * 1e9m / random.BytesPerSecond) / 1000);

    private static List<(string, long)> Deliveries(List<RunEvent> messages) =>
    [
        .. messages.Where(happened => happened.Kind == RunEventKind.MessageDelivered)
            .Select(happened => ($"{happened.Peer} → {happened.Source} #{happened.Payload}", happened.TimeMicros))
            .OrderBy(delivery => delivery.Item1, StringComparer.Ordinal),
    ];

    /// <summary>
    /// The naive network: first all sending cards, in the order sent, then all receiving ones, in the order of arrival.
    /// What had not arrived when the run ended is left out.
    /// </summary>
    private static List<(string, long)> Predict(List<RunEvent> messages, SimulationCase random)
    {
        Dictionary<string, decimal> sending = [];
        Dictionary<string, decimal> receiving = [];
        List<(long Arrival, RunEvent Sent)> underWay = [];
        List<(string, long)> delivered = [];
        foreach (RunEvent sent in messages.Where(happened => happened.Kind == RunEventKind.MessageSent))
        {
            string host = Host(sent.Source, random);
            if (host == Host(sent.Peer, random))
            {
                delivered.Add((Name(sent), sent.TimeMicros + NetworkModel.LocalMicros));
                continue;
            }

            decimal free = Math.Max(sending.GetValueOrDefault(host), sent.TimeMicros);
            sending[host] = free + BusyMicros(random, sent.Amount);
            underWay.Add(((long)Math.Ceiling(sending[host]) + 40, sent));
        }

        foreach ((long arrival, RunEvent sent) in underWay.OrderBy(message => message.Arrival))
        {
            string host = Host(sent.Peer, random);
            receiving[host] = Math.Max(receiving.GetValueOrDefault(host), arrival) + BusyMicros(random, sent.Amount);
            delivered.Add((Name(sent), (long)Math.Ceiling(receiving[host])));
        }

        HashSet<string> seen = [.. Deliveries(messages).Select(delivery => delivery.Item1)];
        return
        [
            .. delivered.Where(delivery => seen.Contains(delivery.Item1))
                .OrderBy(delivery => delivery.Item1, StringComparer.Ordinal),
        ];
    }

    private static string Name(in RunEvent sent) => $"{sent.Source} → {sent.Peer} #{sent.Payload}";

    private static string Host(Endpoint machine, SimulationCase random) =>
        machine.Role == Role.Shard && random.Placement == ShardPlacement.OnWorkers
            ? $"worker {machine.Index % random.Plan.Workers}"
            : machine.ToString();
}
