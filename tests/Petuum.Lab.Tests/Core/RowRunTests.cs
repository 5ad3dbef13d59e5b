using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Core;

/// <summary>Rows that lie one after the other are found as if each were looked for alone.</summary>
public class RowRunTests
{
    private const int Rows = 200;

    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300);

    private static readonly TableDefinition Ints = new(
        new TableId(0), "ints", Rows, new RowShape(ElementType.Int, RowKind.Dense, 2), Sharding.Range);

    [Fact]
    public void RunLength_IsWhereTheFirstNumberDoesNotFollow() => Prop.ForAll(Seeds(), seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        int step = 1 + chance.NextInt(3);
        int[] numbers = Runs(chance, step);
        int start = chance.NextInt(numbers.Length);
        int end = start + 1;
        while (end < numbers.Length && numbers[end] == numbers[end - 1] + step)
        {
            end++;
        }

        Assert.Equal(end - start, RowPlacement.RunLength(numbers, start, step));
    }).Check(Many);

    [Fact]
    public void RowsOfOneShard_AreCountedUpToTheFirstOfAnother() => Prop.ForAll(Seeds(), seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        int shards = 1 + chance.NextInt(4);
        TableDefinition table = Ints with { Sharding = chance.NextInt(2) == 0 ? Sharding.Hash : Sharding.Range };
        int[] rows = Runs(chance, chance.NextInt(2) == 0 ? 1 : shards);
        int other = Array.FindIndex(rows, row => table.ShardOf(row, shards) != table.ShardOf(rows[0], shards));
        Assert.Equal(other < 0 ? rows.Length : other, table.PlacementOn(shards).CountOnOneShard(rows));
    }).Check(Many);

    [Fact]
    public void RowSet_FindsRuns_AsItFindsSingleRows() => Prop.ForAll(Seeds(), seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        RowSet rows = new(Ints);
        for (int round = 0; round < 3; round++)
        {
            int[] held = [.. Runs(chance, 1).Take(chance.NextInt(80)).Distinct()];
            Array.ForEach(held, row => rows.FindOrAdd(row));
            Assert.Equal(held, rows.Rows);
            int[] wanted = Runs(chance, 1);
            Assert.Equal(rows.TryFind(wanted[0], out int slot), rows.FindRun(wanted, out int first) > 0);
            int expected = slot < 0 || !rows.TryFind(wanted[0], out _) ? 0
                : wanted.Zip(held[slot..], (left, right) => left == right).TakeWhile(same => same).Count();
            Assert.Equal(expected, rows.FindRun(wanted, out first));
            Assert.True(expected == 0 || first == slot);
            rows.Clear();
            Assert.Equal(0, Enumerable.Range(0, Rows).Count(row => rows.TryFind(row, out _)));
        }
    }).Check(Many);

    [Fact]
    public void Cache_KnowsWhereEachRowCameFrom_HoweverManySourcesThereWere() => Prop.ForAll(Seeds(), seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        RowCache cache = new(Ints);
        MessagePool pool = new();
        Provenance[] expected = new Provenance[Rows];
        int[] values = new int[Rows];
        for (int version = 1; version < 900; version++)
        {
            (int first, int count) = (chance.NextInt(40), 1 + chance.NextInt(5));
            expected.AsSpan(first, count).Fill(new Provenance(0, version / 2, version, version / 3));
            values.AsSpan(first, count).Fill(version);
            Receive(cache, pool, first, count, expected[first]);
            int raised = first + chance.NextInt(count);
            expected[raised] = expected[raised] with { Clock = version };
            cache.RaiseClock(cache.FindOrReserve(raised), version);
        }

        Assert.True(cache.Sources <= 64 + (2 * cache.Rows.Count) + 1, $"{cache.Sources} sources.");
        for (int slot = 0; slot < cache.Rows.Count; slot++)
        {
            int row = cache.Rows.Rows[slot];
            Assert.Equal(expected[row], cache.ProvenanceOf(slot));
            Assert.Equal(values[row], ((DenseRowBlock<int>)cache.Rows.Block).Row(slot)[0]);
        }
    }).Check(Many.WithMaxTest(20));

    private static void Receive(RowCache cache, MessagePool pool, int first, int count, in Provenance from)
    {
        RowBatch batch = pool.RentBatch(Ints.Id, Ints.Shape);
        batch.AppendDense<int>([.. Enumerable.Range(first, count)]).Fill((int)from.Version);
        cache.Open(from);
        for (int index = 0; index < count;)
        {
            int slot = cache.FindOrReserveRun(batch.Rows[index..], out int found);
            cache.Overwrite(slot, batch, index, found);
            index += found;
        }

        batch.Release();
    }

    private static Arbitrary<int> Seeds() => Arb.From(Gen.Choose(0, int.MaxValue));

    /// <summary>Some runs of rows, of up to 30 each.</summary>
    private static int[] Runs(Pcg32 chance, int step)
    {
        List<int> rows = [];
        for (int run = 1 + chance.NextInt(4); run > 0; run--)
        {
            int first = chance.NextInt(Rows - (30 * step));
            rows.AddRange(Enumerable.Range(0, 1 + chance.NextInt(30)).Select(index => first + (index * step)));
        }

        return [.. rows];
    }
}
