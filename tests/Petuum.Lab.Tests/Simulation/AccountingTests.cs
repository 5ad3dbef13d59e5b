using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>The accounts against what an observer adds up by itself.</summary>
public class AccountingTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(80);

    [Fact]
    public void WorkerTime_IsComputeAndWaitAndIdleAtTheEnd_OnAnyCluster() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            EventRecorder ends = new(happened => happened.Kind == RunEventKind.RoundEnded);
            JobResult result = random.Run(plan => new CountingProgram(plan.Shape), ends, out SimulatedCluster cluster);
            for (int worker = 0; worker < random.Plan.Workers; worker++)
            {
                MachineAccount account = cluster.Accounting.Workers[worker];
                Assert.Equal(result.TimeMicros, account.ComputeMicros + account.WaitMicrosTotal + account.IdleMicros);
                RunEvent last = ends.Events.Last(happened => happened.Source.Index == worker);
                bool hasFinished = last.Clock == random.Plan.Clocks - 1;
                Assert.Equal(hasFinished ? result.TimeMicros - last.TimeMicros : 0, account.IdleMicros);
            }
        }).Check(Many);

    [Fact]
    public void Accounts_EqualWhatEventsAddUpTo_AtEveryEvent() =>
        Prop.ForAll(SimulationCase.Arbitrary(), random =>
        {
            SimulatedCluster cluster = new(random.Options);
            JobPlan plan = random.Plan.Plan(new CountingProgram(random.Plan.Shape));
            Ledger ledger = new(cluster, random.Placement == ShardPlacement.OnWorkers ? plan.Workers : int.MaxValue);
            Assert.Equal(JobOutcome.Completed, Toys.Run(cluster, plan, ledger).Outcome);
            Assert.True(ledger.Checks > plan.Workers * plan.Stop.MaxClocks);
        }).Check(Many);

    [Fact]
    public void Accounts_EqualWhatEventsAddUpTo_WhenRoundsAreScheduled()
    {
        SimulatedCluster cluster = new(Toys.Options with { Stragglers = new PowerLaw(3, new Seed(10)) });
        ScheduledProgram program = new(depth: 2, staleness: 1, clocked: false);
        JobPlan plan = Toys.Plan(program, new Ssp(1), workers: 3, clocks: 30);
        Assert.Equal(
            JobOutcome.Completed,
            Toys.Run(cluster, plan with { PipelineDepth = 2 }, new Ledger(cluster, int.MaxValue)).Outcome);
        Assert.All(cluster.Accounting.Workers, worker => Assert.True(worker.WaitMicros(WaitReason.Dispatch) > 0));
        Assert.True(cluster.Accounting.Scheduler.WaitMicros(WaitReason.Results) > 0);
        Assert.True(cluster.Accounting.Scheduler.ComputeMicros > 0);
    }

    [Fact]
    public void Bytes_SentAreBytesReceived_OnceNothingIsUnderWay()
    {
        SimulatedCluster cluster = new(Toys.Options);
        Toys.Run(cluster, Toys.Plan(new TouchProgram(6, 2, work: 3), new Bsp(), workers: 3, clocks: 5));
        MachineAccount[] all = [.. cluster.Accounting.Workers, .. cluster.Accounting.Shards];
        Assert.True(all.Sum(account => account.BytesSent) > 0);
        Assert.Equal(all.Sum(account => account.BytesSent), cluster.Accounting.BytesSent);
        Assert.Equal(all.Sum(account => account.MessagesSent), cluster.Accounting.MessagesSent);
        Assert.Equal(cluster.Accounting.BytesSent, all.Sum(account => account.BytesReceived));
    }

    [Fact]
    public void ComputeTime_IsWorkTimesCostAndAFixedPartOfEachRound()
    {
        SimulatedCluster cluster = new(Toys.Options with
        {
            Compute = new ComputeModel(MicrosPerWorkUnit: 2.5, MicrosPerRound: 7),
        });
        JobPlan plan = Toys.Plan(new TouchProgram(6, 2, work: 10), new Ssp(2), workers: 3, clocks: 5);
        Toys.Run(cluster, plan with { UnitsPerRound = 4 });
        Assert.All(cluster.Accounting.Workers, account =>
        {
            Assert.Equal(5 * ((4 * 25) + 7), account.ComputeMicros);
            Assert.Equal((5, 5 * 4 * 6), (account.Rounds, account.Samples));
        });
    }

    [Fact]
    public void Accounts_BeginAnewWithEveryRun()
    {
        SimulatedCluster cluster = new(Toys.Options);
        JobPlan plan = Toys.Plan(new TouchProgram(6, 2, work: 3), new Bsp(), workers: 3, clocks: 5);
        Assert.Empty(cluster.Accounting.Workers);
        Toys.Run(cluster, plan);
        long first = cluster.Accounting.BytesSent;
        Toys.Run(cluster, plan);
        Assert.Equal(first, cluster.Accounting.BytesSent);
    }

    /// <summary>Adds up by itself, and compares after every event of a machine.</summary>
    private sealed class Ledger(SimulatedCluster cluster, int workersWithShards) : IRunObserver
    {
        private readonly Dictionary<(Endpoint, string), long> _sums = [];
        private readonly Dictionary<Endpoint, (string What, long Since)> _doing = [];

        public int Checks { get; private set; }

        public void On(in RunEvent happened)
        {
            if (happened.Source.Role == Role.Job)
            {
                return;
            }

            Book(happened);
            if (happened.Kind is not (RunEventKind.MessageSent or RunEventKind.MessageDelivered))
            {
                Check(happened.Source, happened.TimeMicros);
            }
        }

        private void Book(in RunEvent happened)
        {
            switch (happened.Kind)
            {
                case RunEventKind.WaitStarted:
                    _doing[happened.Source] = ($"wait {happened.Payload}", happened.TimeMicros);
                    break;
                case RunEventKind.ComputeStarted:
                    _doing[happened.Source] = ("compute", happened.TimeMicros);
                    break;
                case RunEventKind.WaitEnded or RunEventKind.ComputeEnded:
                    _doing.Remove(happened.Source, out (string What, long Since) done);
                    Add(happened.Source, done.What, happened.TimeMicros - done.Since);
                    break;
                case RunEventKind.MessageSent when happened.Payload is not ShardSnapshot && !IsLocal(happened):
                    Add(happened.Source, "messages", 1);
                    Add(happened.Source, "bytes", happened.Amount);
                    break;
                case RunEventKind.RoundEnded:
                    Add(happened.Source, "rounds", 1);
                    Add(happened.Source, "samples", happened.Amount);
                    break;
                case RunEventKind.ReadParked:
                    Add(happened.Source, "parked", 1);
                    break;
                default:
                    break;
            }
        }

        private void Check(Endpoint machine, long now)
        {
            MachineAccount account = cluster.Accounting[machine];
            (string What, long Since) doing = _doing.GetValueOrDefault(machine);
            long Sum(string what) =>
                _sums.GetValueOrDefault((machine, what)) + (doing.What == what ? now - doing.Since : 0);

            Assert.Equal(now, cluster.Accounting.NowMicros);
            Assert.Equal(Sum("compute"), account.ComputeMicros);
            foreach (WaitReason reason in Enum.GetValues<WaitReason>())
            {
                Assert.Equal(Sum($"wait {reason}"), account.WaitMicros(reason));
            }

            Assert.Equal((Sum("messages"), Sum("bytes")), (account.MessagesSent, account.BytesSent));
            Assert.Equal((Sum("rounds"), Sum("samples")), (account.Rounds, account.Samples));
            Assert.Equal(Sum("parked"), account.ParkedReads);
            Checks++;
        }

        private bool IsLocal(in RunEvent message) => workersWithShards != int.MaxValue
            && message.Source.Role != message.Peer.Role
            && Host(message.Source) == Host(message.Peer);

        private int Host(Endpoint machine) =>
            machine.Role == Role.Shard ? machine.Index % workersWithShards : machine.Index;

        private void Add(Endpoint machine, string what, long amount) =>
            _sums[(machine, what)] = _sums.GetValueOrDefault((machine, what)) + amount;
    }
}
