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
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;

namespace Petuum.Lab.Tests.Core;

/// <summary>A shard against a naive list of updates, for any interleaving of any writers' messages.</summary>
public class TableShardTests
{
    private const int Rows = 5;
    private const int Columns = 3;
    private const int Writers = 3;

    private static readonly TableDefinition[] Tables =
    [
        new(new TableId(0), "ssp", Rows, new RowShape(ElementType.Float, RowKind.Dense, Columns), Sharding.Hash),
        new(new TableId(1), "essp", Rows, new RowShape(ElementType.Int, RowKind.Sparse, Columns), Sharding.Range),
        new(
            new TableId(2),
            "projected",
            Rows,
            new RowShape(ElementType.Double, RowKind.Dense, Columns),
            Sharding.Hash,
            ServerRule.AddNonNegative),
        new(new TableId(3), "sparse", Rows, new RowShape(ElementType.Float, RowKind.Sparse, Columns), Sharding.Range),
    ];

    [Fact]
    public void Shard_SendsExactlyWhatANaiveListOfUpdatesSays_ForAnyInterleavingReorderingAndDuplication() =>
        Prop.ForAll(Scripts(), script => Run(script)).Check(Config.QuickThrowOnFailure.WithMaxTest(250));

    [Theory]
    [InlineData(Sharding.Range)]
    [InlineData(Sharding.Hash)]
    public void Sharding_IsABijectionOfRowsToShardsAndSlots_ForAnySizes(Sharding sharding)
    {
        for (int rows = 1; rows < 40; rows++)
        {
            for (int shards = 1; shards < 12; shards++)
            {
                TableDefinition table = Tables[0] with { Rows = rows, Sharding = sharding };
                int[] counts = new int[shards];
                for (int row = 0; row < rows; row++)
                {
                    int shard = table.ShardOf(row, shards);
                    int slot = table.SlotOf(row, shards);
                    Assert.Equal(row, table.RowAt(shard, slot, shards));
                    Assert.InRange(slot, 0, table.RowsOn(shard, shards) - 1);
                    counts[shard]++;
                }

                Assert.Equal(counts, Enumerable.Range(0, shards).Select(shard => table.RowsOn(shard, shards)));
            }
        }
    }

    private static Arbitrary<Script> Scripts()
    {
        Gen<Script> scripts =
            from steps in Gen.Choose(0, 60)
            from draws in Gen.Choose(0, int.MaxValue).ArrayOf(steps)
            from clocked in Gen.Elements(true, false)
            from seed in Gen.Choose(0, int.MaxValue)
            select new Script([.. draws], clocked ? ApplyMode.Clocked : ApplyMode.Arrival, (ulong)seed);
        return Arb.From(scripts, script =>
            Enumerable.Range(0, script.Draws.Count)
                .Select(left => script with { Draws = [.. script.Draws.Where((_, index) => index != left)] })
                .Prepend(script with { Draws = [.. script.Draws.Take(script.Draws.Count / 2)] })
                .Where(smaller => smaller.Draws.Count < script.Draws.Count));
    }

    private static void Run(Script script)
    {
        JobPlan plan = Plan(script.Apply);
        MessagePool pool = new();
        NaiveShard naive = new(plan);
        TableShard shard = new(plan, new ShardId(0), pool);
        RecordingOutbox outbox = new();
        Sender[] writers = [.. Enumerable.Range(0, Writers).Select(_ => new Sender())];
        foreach (int draw in script.Draws)
        {
            Pcg32 generator = new Seed((ulong)draw).CreateGenerator();
            int writer = generator.NextInt(Writers);
            writers[writer].Add(writer, generator, pool);
        }

        int last = writers.Max(writer => writer.Clock);
        foreach (Sender sender in writers)
        {
            sender.FinishAt(last, Array.IndexOf(writers, sender), pool);
        }

        Deliver(script, writers, shard, naive, outbox);
        Assert.Equal(naive.ParkedReads, shard.ParkedReads);
        Assert.Equal(0, shard.ParkedReads);
        Assert.Equal(last, shard.CompletedClock);
        IEnumerable<string> sent = outbox.Take<RowsMessage>().Select(Describe);
        Assert.Equal(naive.Sent.Select(expected => expected.ToString()), sent);
        long[] versions = [.. outbox.Events.Where(e => e.Kind == RunEventKind.UpdateApplied).Select(e => e.Amount)];
        Assert.Equal(Enumerable.Range(1, versions.Length).Select(version => (long)version), versions);
    }

    /// <summary>The shard gets everything in any order, some twice; the naive one what that amounts to.</summary>
    private static void Deliver(
        Script script, Sender[] writers, TableShard shard, NaiveShard naive, RecordingOutbox outbox)
    {
        Pcg32 generator = new Seed(script.Seed).CreateGenerator();
        MessageCopier copier = new();
        List<(int Writer, int Index, Message Message)> bag =
        [
            .. writers.SelectMany(
                (sender, writer) => sender.Messages.Select((message, index) => (writer, index, message))),
        ];
        foreach ((int writer, int index, Message message) in bag.ToList())
        {
            if (generator.NextInt(4) == 0)
            {
                bag.Add((writer, index, copier.Copy(message)));
            }
        }

        (int Writer, int Index, Message Message)[] order = [.. bag];
        generator.Shuffle<(int Writer, int Index, Message Message)>(order);
        HashSet<int>[] arrived = [.. writers.Select(_ => new HashSet<int>())];
        int[] next = new int[Writers];
        foreach ((int writer, int index, Message message) in order)
        {
            _ = arrived[writer].Add(index);
            while (arrived[writer].Contains(next[writer]))
            {
                writers[writer].Replays[next[writer]++](naive);
            }

            shard.Receive(message, outbox);
        }
    }

    private static string Describe(RowsMessage rows)
    {
        List<(int Table, int Row, double[] Values)> contents = [];
        foreach (RowBatch batch in rows.Batches)
        {
            for (int index = 0; index < batch.Count; index++)
            {
                contents.Add((batch.Table.Index, batch.Rows[index], Models.Row(batch, index)));
            }
        }

        return new ExpectedRows(
            rows.To.Index, rows.Reason, rows.ShardClock, rows.Version, rows.OwnUpdates, contents).ToString();
    }

    private static JobPlan Plan(ApplyMode apply) => new()
    {
        Program = new Stub(),
        Workers = Writers,
        Shards = 1,
        Apply = apply,
        Consistency = [new Ssp(2), new Essp(1), new Essp(2), new Asp()],
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = 1000,
        Stop = new StopRule(1000, null, null, double.PositiveInfinity),
        Seed = new Seed(1),
    };

    private sealed record Script(IReadOnlyList<int> Draws, ApplyMode Apply, ulong Seed)
    {
        public override string ToString() => $"{Apply}, seed {Seed}, draws [{string.Join(", ", Draws)}]";
    }

    /// <summary>One writer's messages, and what each means to the naive shard.</summary>
    private sealed class Sender
    {
        public List<Message> Messages { get; } = [];

        public List<Action<NaiveShard>> Replays { get; } = [];

        public int Clock { get; private set; }

        public void Add(int writer, Pcg32 generator, MessagePool pool)
        {
            if (generator.NextInt(3) == 0)
            {
                AddRead(writer, generator, pool);
                return;
            }

            List<RowDelta> changes = [.. Enumerable.Range(0, generator.NextInt(4)).Select(_ => Draw(generator))];
            AddUpdate(writer, changes, generator.NextInt(2) == 0, pool);
        }

        public void FinishAt(int clock, int writer, MessagePool pool)
        {
            while (Clock < clock)
            {
                AddUpdate(writer, [], endsClock: true, pool);
            }
        }

        private static RowDelta Draw(Pcg32 generator)
        {
            int table = generator.NextInt(Tables.Length);
            bool isInt = Tables[table].Shape.Element == ElementType.Int;
            double[] values = [.. Enumerable.Range(0, Columns).Select(_ => Value(generator, isInt))];
            RowOperation operation = generator.NextInt(5) == 0 ? RowOperation.Put : RowOperation.Increment;
            return new RowDelta(table, generator.NextInt(Rows), operation, values);
        }

        private static double Value(Pcg32 generator, bool isInt)
        {
            int small = generator.NextInt(5) - 2;
            return isInt || small == 0
                ? small
                : (float)(generator.NextDouble(-1, 1) * Math.Pow(10, generator.NextInt(12) - 6));
        }

        private void AddRead(int writer, Pcg32 generator, MessagePool pool)
        {
            ReadRequest request = pool.RentReadRequest();
            request.RequiredClock = generator.NextInt(Clock + 1);
            request.Background = generator.NextInt(4) == 0;
            List<(int Table, int Row)> rows =
            [
                .. Enumerable.Range(0, generator.NextInt(4))
                    .Select(_ => (generator.NextInt(Tables.Length), generator.NextInt(Rows)))
                    .Distinct(),
            ];
            request.Tables.AddRange(rows.Select(row => new TableId(row.Table)));
            request.Rows.AddRange(rows.Select(row => row.Row));
            (int required, bool background) = (request.RequiredClock, request.Background);
            Stamp(request, writer, naive => naive.Read(writer, required, background, rows));
        }

        private void AddUpdate(int writer, List<RowDelta> changes, bool endsClock, MessagePool pool)
        {
            Update update = pool.RentUpdate();
            (update.Clock, update.EndsClock) = (Clock, endsClock);
            foreach (RowDelta change in changes)
            {
                RowBatch batch = pool.RentBatch(new TableId(change.Table), Tables[change.Table].Shape);
                BatchWriter.Append(batch, change.Row, change.Values);
                update.Changes.Add(new RowChange(change.Operation, batch));
            }

            Clock += endsClock ? 1 : 0;
            Stamp(update, writer, naive => naive.Update(writer, changes, endsClock));
        }

        private void Stamp(Message message, int writer, Action<NaiveShard> replay)
        {
            (message.From, message.To, message.Sequence) = (new WorkerId(writer), new ShardId(0), Messages.Count);
            Messages.Add(message);
            Replays.Add(replay);
        }
    }

    private sealed class Stub : IProgram
    {
        public string Name => "stub";

        public IReadOnlyList<TableDefinition> Tables => TableShardTests.Tables;

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
            throw new InvariantException("a stub has no workers.");

        public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
            throw new InvariantException("a stub has no scheduler.");

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);
    }
}
