using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>What is in a cut, what it costs those who go on meanwhile, and which states are refused.</summary>
public class CutContentTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(250);

    [Fact]
    public void Shards_HoldExactlyTheRoundsBelowTheCut_UnderEveryPolicy()
    {
        int cuts = 0;
        Prop.ForAll(CutCase.Arbitrary(), random =>
        {
            CountingProgram program = new(random.Plan.Shape);
            JobPlan plan = random.Plan.Plan(program);
            JobPlan below = plan with { Stop = plan.Stop with { MaxClocks = random.Clock } };
            cuts += RequireRows(program.Totals(below), plan, random);
        }).Check(Many);
        Assert.InRange(cuts, 100, int.MaxValue);
    }

    [Fact]
    public void Shards_HoldExactlyThePullsUpToTheCutMinusDepth_WhereRoundsAreScheduled()
    {
        int cuts = 0;
        Prop.ForAll(
            CutCase.Arbitrary(fit: random => random with { Units = 1, Policy = AnyPolicy.Essp }), random =>
        {
            bool isClocked = random.Plan.Apply == ApplyMode.Clocked;
            ScheduledProgram program = new(random.Depth, random.Plan.Staleness, isClocked);
            JobPlan plan = random.Plan.Plan(program, random.Depth);
            JobPlan below = plan with { Stop = plan.Stop with { MaxClocks = random.Clock } };
            cuts += RequireRows(program.Totals(below), plan, random);
        }).Check(Many);
        Assert.InRange(cuts, 100, int.MaxValue);
    }

    [Fact]
    public void Reads_KeepTheirPromises_WhileCutsAreOutstanding()
    {
        int cuts = 0;
        Prop.ForAll(CutCase.Arbitrary(), random =>
        {
            JobPlan plan = random.Plan.Plan(new CountingProgram(random.Plan.Shape));
            int[] clocks = [random.Clock, (random.Clock + plan.Stop.MaxClocks) / 2, Math.Max(1, random.Clock / 2)];
            ShuffledCluster cluster = new(random.Shuffle with { Cuts = [.. clocks.Distinct()] });
            ObserverList checkers = new(new ReadModel(plan), new CheckerSuite(plan));
            JobResult result = cluster.Run(plan, checkers);
            Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
            cuts += cluster.Saved.Count;
        }).Check(Many);
        Assert.InRange(cuts, 200, int.MaxValue);
    }

    /// <summary>With staleness, too, where programs come into states that they never see without.</summary>
    [Theory]
    [MemberData(nameof(RollBackTests.Programs), MemberType = typeof(RollBackTests))]
    public void States_AreSavedAgainAsTheyWereRestored(string name)
    {
        int states = 0;
        Prop.ForAll(CutCase.Arbitrary(name, clocksFactor: 3), random =>
        {
            JobPlan plan = CutPrograms.Plan(random);
            foreach ((Endpoint machine, IReadOnlyList<byte[]> state) in StatesOf(plan, random))
            {
                states++;
                Assert.Equal(Sorted(state), Sorted(Restore(plan, machine, state, random.Clock)));
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(30));
        Assert.InRange(states, 60, int.MaxValue);
    }

    [Fact]
    public void States_AreRefused_WhenPiecesAreCutShortOrLengthened() =>
        Prop.ForAll(CutCase.Arbitrary("lasso priority", SmallBsp), random =>
        {
            JobPlan plan = CutPrograms.Plan(random);
            foreach ((Endpoint machine, IReadOnlyList<byte[]> state) in StatesOf(plan, random))
            {
                for (int piece = 0; piece < state.Count; piece++)
                {
                    byte[] whole = state[piece];
                    for (int length = 0; length < whole.Length; length += 1 + (length / 7))
                    {
                        byte[][] cut = [.. state.Take(piece), whole[..length], .. state.Skip(piece + 1)];
                        Assert.Throws<InvariantException>(() => Restore(plan, machine, cut));
                    }

                    byte[][] longer = [.. state.Take(piece), [.. whole, 0], .. state.Skip(piece + 1)];
                    Assert.Throws<InvariantException>(() => Restore(plan, machine, longer));
                }

                Restore(plan, machine, state);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(5));

    [Fact]
    public void States_AreRefused_WhenPiecesAreMissingOrComeTwiceOrAreOfAnotherClock()
    {
        JobPlan plan = PlanCase.Example.Plan(new CountingProgram(PlanCase.Example.Shape with { Rows = 9 }));
        CutCase at4 = ExampleAt(4);
        ShardId shard = new(0);
        IReadOnlyList<byte[]> state = StatesOf(plan, at4)[shard];
        IReadOnlyList<byte[]> other = StatesOf(plan, at4 with { Clock = 3 })[shard];
        Assert.InRange(state.Count, 3, int.MaxValue);
        for (int piece = 1; piece < state.Count; piece++)
        {
            byte[][] missing = [.. state.Where(one => one != state[piece])];
            Refused("shard 0 was to go on from clock 4 while ", () => Restore(plan, shard, missing));
            Refused("was restored twice", () => Restore(plan, shard, [.. state, state[piece]]));
            Refused(
                "rows of a state at clock 3 among those at 4",
                () => Restore(plan, shard, [.. missing, other[piece]]));
        }

        Assert.Throws<InvariantException>(() => Restore(plan, shard, [.. state.Skip(1)]));
        Assert.Throws<InvariantException>(() => Restore(plan, shard, [state[0], .. state]));
        Restore(plan, shard, [state[0], .. state.Skip(1).Reverse()]);
    }

    [Fact]
    public void States_AreRefusedWithWhatDiffers_WhenTheyAreOfAnotherFormatOrPlan()
    {
        JobPlan plan = PlanCase.Example.Plan(new CountingProgram(PlanCase.Example.Shape));
        Dictionary<Endpoint, IReadOnlyList<byte[]>> states = StatesOf(plan, ExampleAt(4));
        (string Says, JobPlan Other)[] others =
        [
            ("program 'counting', where 'history' belongs", plan with { Program = new HistoryProgram() }),
            ("seed '0', where '1' belongs", plan with { Seed = new Seed(1) }),
            ("number of workers '4', where '5' belongs", plan with { Workers = 5 }),
            ("number of shards '2', where '3' belongs", plan with { Shards = 3 }),
            ("apply mode 'Arrival', where 'Clocked' belongs", plan with { Apply = ApplyMode.Clocked }),
            ("units a round '1', where '2' belongs", plan with { UnitsPerRound = 2 }),
            ("consistency 'asp', where 'ssp 2' belongs", plan with { Consistency = [new Ssp(2)] }),
            ("rows '2 × 3 Int Dense by Hash', where '9 × 3 Int Dense by Hash' belongs", plan with
            {
                Program = new CountingProgram(PlanCase.Example.Shape with { Rows = 9 }),
            }),
            ("clock 4 in a run of 4", plan with { Stop = plan.Stop with { MaxClocks = 4 } }),
        ];
        foreach ((Endpoint machine, IReadOnlyList<byte[]> state) in states)
        {
            foreach ((string says, JobPlan other) in others)
            {
                Refused(says, () => Restore(other, machine, state));
            }

            byte[] newer = [.. state[0]];
            BinaryPrimitives.WriteInt32LittleEndian(newer, 3);
            Refused($"{machine} has format 3; this build reads 2", () => Restore(plan, machine, [newer]));
        }

        Refused(
            "machine 'shard 1', where 'shard 0' belongs",
            () => Restore(plan, new ShardId(0), states[new ShardId(1)]));
    }

    private static PlanCase SmallBsp(PlanCase random) =>
        random with { Workers = Math.Min(2, random.Workers), Staleness = 0 };

    private static void Refused(string says, Action restore) =>
        Assert.Contains(says, Assert.Throws<InvariantException>(restore).Message, StringComparison.Ordinal);

    private static CutCase ExampleAt(int clock) => new()
    {
        Plan = PlanCase.Example,
        Program = "counting",
        Depth = 1,
        Clock = clock,
        OfferPercent = 100,
    };

    private static Dictionary<Endpoint, IReadOnlyList<byte[]>> StatesOf(JobPlan plan, CutCase random)
    {
        ShuffledCluster cluster = new(random.Shuffle with { OfferPercent = 100 });
        _ = cluster.Run(plan, NullObserver.Instance);
        return cluster.Saved.SelectMany(cut => cut.States).ToDictionary();
    }

    /// <summary>Which chunks were copied early, and so come first, is a matter of chance.</summary>
    private static IEnumerable<string> Sorted(IEnumerable<byte[]> pieces) =>
        pieces.Select(Convert.ToHexString).Order(StringComparer.Ordinal);

    internal static void RestoreAll(IReadOnlyList<byte[]> state, Action<ReadOnlyMemory<byte>> restore)
    {
        foreach (byte[] piece in state)
        {
            restore(piece);
        }
    }

    /// <summary>Restores a machine, which is offered the same cut at once; returns what it saves.</summary>
    private static IReadOnlyList<byte[]> Restore(
        JobPlan plan, Endpoint machine, IReadOnlyList<byte[]> state, int clock = 1)
    {
        RecordingOutbox outbox = new();
        int index = machine.Index;
        switch (machine.Role)
        {
            case Role.Worker:
                IWorkerProgram program = plan.Program.CreateWorker(new WorkerId(index), plan.Workers, plan.Seed);
                WorkerMachine worker = new(plan, new WorkerId(index), program, new MessagePool());
                RestoreAll(state, worker.Restore);
                worker.OfferCut(clock, outbox);
                break;
            case Role.Shard:
                TableShard shard = ShuffledCluster.CreateShard(plan, new ShardId(index), new MessagePool());
                RestoreAll(state, shard.Restore);
                shard.OfferCut(clock, outbox);
                break;
            case Role.Scheduler:
                IScheduleProgram schedule = plan.Program.CreateScheduler(plan.Workers, plan.Seed);
                SchedulerMachine scheduler = new(plan, schedule, new MessagePool());
                RestoreAll(state, scheduler.Restore);
                scheduler.OfferCut(clock, outbox);
                scheduler.Start(outbox);
                break;
            default:
                JobMachine job = new(plan);
                RestoreAll(state, job.Restore);
                job.OfferCut(clock, outbox);
                break;
        }

        return outbox.Saved.SingleOrDefault().State ?? [];
    }

    /// <summary>Asks restored shards for all their rows.</summary>
    private static int RequireRows(double[][][] expected, JobPlan plan, CutCase random)
    {
        ShuffledCluster cluster = new(random.Shuffle);
        _ = cluster.Run(plan, NullObserver.Instance);
        foreach (SavedCut cut in cluster.Saved)
        {
            double[][][] rows = Models.ToArrays(new Model(plan.Program.Tables));
            for (int shard = 0; shard < plan.Shards; shard++)
            {
                ShardId id = new(shard);
                TableShard restored = new(plan, id, new MessagePool());
                RestoreAll(cut.States[id], restored.Restore);
                Assert.Equal(cut.Clock, restored.CompletedClock);
                Assert.False(restored.OfferCut(cut.Clock - 1, new RecordingOutbox()));
                Read(restored, plan, id, rows);
            }

            Assert.Equal(expected, rows);
        }

        return cluster.Saved.Count;
    }

    internal static void Read(TableShard shard, JobPlan plan, ShardId id, double[][][] rows)
    {
        ReadRequest request = new Numbering(new WorkerId(0)).Stamp(new MessagePool().RentReadRequest(), id);
        foreach (TableDefinition table in plan.Program.Tables)
        {
            for (int row = 0; row < table.Rows; row++)
            {
                if (table.ShardOf(row, plan.Shards) == id.Index)
                {
                    request.Tables.Add(table.Id);
                    request.Rows.Add(row);
                }
            }
        }

        request.RequiredClock = shard.CompletedClock;
        RecordingOutbox outbox = new();
        shard.Receive(request, outbox);
        foreach (RowBatch batch in outbox.Take<RowsMessage>().Single().Batches)
        {
            for (int index = 0; index < batch.Count; index++)
            {
                rows[batch.Table.Index][batch.Rows[index]] = Models.Row(batch, index);
            }
        }
    }
}
