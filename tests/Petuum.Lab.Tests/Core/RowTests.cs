using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;

namespace Petuum.Lab.Tests.Core;

/// <summary>Rows in blocks and batches against plain arrays.</summary>
public class RowTests
{
    private const int Columns = 11;

    public static TheoryData<ElementType, RowKind> Shapes => new()
    {
        { ElementType.Float, RowKind.Dense },
        { ElementType.Float, RowKind.Sparse },
        { ElementType.Double, RowKind.Dense },
        { ElementType.Double, RowKind.Sparse },
        { ElementType.Int, RowKind.Dense },
        { ElementType.Int, RowKind.Sparse },
    };

    /// <summary>A range may begin with rows that are held already, if they are the last ones.</summary>
    [Fact]
    public void Range_IsLaidOutAfterTheRowsThatItBeginsWith()
    {
        RowSet rows = new(Table(ElementType.Int, RowKind.Dense));
        DenseRowBlock<int> block = (DenseRowBlock<int>)rows.Block;
        block.Row(rows.FindOrAdd(2)).Fill(1);
        int slot = rows.FindOrAddRange(2, 3);
        block.Rows(slot, 3)[Columns..].Fill(2);
        block.Row(rows.FindOrAdd(0)).Fill(3);
        int[] expected = [1, 2, 2, 3];
        Assert.Equal(
            expected.SelectMany(value => Enumerable.Repeat(value, Columns)), block.Rows(0, rows.Count).ToArray());
        Assert.Throws<InvariantException>(() => rows.FindOrAddRange(0, 3));
        Assert.Throws<InvariantException>(() => rows.FindOrAddRange(4, 99));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RowBlock_IsAnArrayOfNumbers_UnderAnyOperations(ElementType element, RowKind kind) =>
        Prop.ForAll(Draws(), draws =>
        {
            TableDefinition table = Table(element, kind);
            MessagePool pool = new();
            RowBlock block = RowBlock.Create(table.Shape, 3);
            double[][] naive = [new double[Columns], new double[Columns], new double[Columns]];
            foreach (int draw in draws)
            {
                Step(table, pool, block, naive, new Seed((ulong)draw).CreateGenerator());
                for (int slot = 0; slot < 3; slot++)
                {
                    RowBatch batch = pool.RentBatch(table.Id, table.Shape);
                    block.AppendTo(batch, slot, slot);
                    Assert.Equal(naive[slot], Models.Row(batch, 0));
                    int entries = kind == RowKind.Dense ? Columns : naive[slot].Count(value => value != 0);
                    Assert.Equal(entries, batch.ValueCount);
                    Assert.Equal(block.RowBytes(slot), batch.Bytes - 8);
                    batch.Release();
                }
            }

            Assert.Equal(0, pool.BatchesInUse);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Magnitude_IsTheSumOfRatios_OrOfDeltasWhereThereIsNoValue(ElementType element, RowKind kind)
    {
        TableDefinition table = Table(element, kind);
        MessagePool pool = new();
        double[] deltas = [2, 0, -6, 0, 4, 0, 0, 0, 0, 0, 1];
        double[] values = [4, 1, 0, 0, -2, 0, 0, 0, 0, 9, 0];
        RowBlock delta = Fill(table, pool, deltas);
        Assert.Equal(13, delta.Magnitude(0, values: null, 0));
        Assert.Equal(0.5 + 6 + 2 + 1, delta.Magnitude(0, Fill(table, pool, values), 0));
    }

    [Fact]
    public void RowBatch_ReturnsToItsPoolOnce_WithTheLastReference()
    {
        MessagePool pool = new();
        RowBatch batch = pool.RentBatch(new TableId(0), Table(ElementType.Int, RowKind.Dense).Shape);
        _ = batch.Share();
        batch.Release();
        Assert.Equal(1, pool.BatchesInUse);
        batch.Release();
        Assert.Equal(0, pool.BatchesInUse);
        Assert.Throws<InvariantException>(batch.Release);
        Assert.Throws<InvariantException>(() => batch.Share());
        Assert.Same(batch, pool.RentBatch(new TableId(1), Table(ElementType.Float, RowKind.Sparse).Shape));
        Assert.Equal((0, 0), (batch.Count, batch.ValueCount));
    }

    [Fact]
    public void Messages_ReleaseTheirBatches_WithThemselves()
    {
        MessagePool pool = new();
        RowShape shape = Table(ElementType.Int, RowKind.Dense).Shape;
        Update update = pool.RentUpdate();
        update.Changes.Add(new RowChange(RowOperation.Increment, pool.RentBatch(new TableId(0), shape)));
        RowsMessage rows = pool.RentRows();
        rows.Batches.Add(pool.RentBatch(new TableId(0), shape));
        Assert.Equal((2, 2), (pool.MessagesInUse, pool.BatchesInUse));
        update.Release();
        rows.Release();
        Assert.Equal((0, 0), (pool.MessagesInUse, pool.BatchesInUse));
        Assert.Empty(pool.RentUpdate().Changes);
        Assert.Empty(pool.RentRows().Batches);
    }

    [Fact]
    public void RowSet_KeepsTheOrderOfTheOthers_WhenSomeAreLeftOut()
    {
        RowSet rows = new(Table(ElementType.Int, RowKind.Dense));
        foreach (int row in new[] { 7, 3, 9, 1 })
        {
            ((DenseRowBlock<int>)rows.Block).Row(rows.FindOrAdd(row))[0] = row;
        }

        RowSet kept = rows.Without([1, 3]);
        Assert.Equal([7, 9], kept.Rows);
        Assert.Equal(9, ((DenseRowBlock<int>)kept.Block).Row(1)[0]);
        Assert.Throws<InvariantException>(() => rows.FindOrAdd(10));
    }

    private static Arbitrary<int[]> Draws() => Arb.From(
        Gen.Choose(0, int.MaxValue).ArrayOf(),
        draws => Enumerable.Range(0, draws.Length).Select(left => draws.Where((_, index) => index != left).ToArray()));

    private static TableDefinition Table(ElementType element, RowKind kind) =>
        new(new TableId(0), "rows", 10, new RowShape(element, kind, Columns), Sharding.Hash);

    private static RowBlock Fill(TableDefinition table, MessagePool pool, double[] values)
    {
        RowBlock block = RowBlock.Create(table.Shape, 1);
        RowBatch batch = pool.RentBatch(table.Id, table.Shape);
        BatchWriter.Append(batch, 0, values);
        block.Apply(0, batch, 0, RowOperation.Put, ServerRule.Add);
        return block;
    }

    /// <summary>All rows into a batch and back; in between the block may hold anything.</summary>
    private static void HandOver(TableDefinition table, MessagePool pool, RowBlock block)
    {
        RowBatch batch = pool.RentBatch(table.Id, table.Shape);
        block.MoveAllTo(batch, [0, 1, 2]);
        block.Clear();
        block.Extend(3);
        Assert.Equal(3, batch.Count);
        RowBatch held = batch.Share();
        if (table.Shape.Kind == RowKind.Dense)
        {
            Assert.Throws<InvariantException>(() => block.TakeAll(batch));
        }

        held.Release();
        block.TakeAll(batch);
        batch.Release();
    }

    private static void Step(TableDefinition table, MessagePool pool, RowBlock block, double[][] naive, Pcg32 generator)
    {
        if (generator.NextInt(4) == 0)
        {
            HandOver(table, pool, block);
        }

        int slot = generator.NextInt(3);
        double[] values = [.. Enumerable.Range(0, Columns).Select(_ => (double)(generator.NextInt(5) - 2))];
        ServerRule rule = generator.NextInt(4) == 0 ? ServerRule.AddNonNegative : ServerRule.Add;
        RowOperation operation = generator.NextInt(4) == 0 ? RowOperation.Put : RowOperation.Increment;
        if (generator.NextInt(2) == 0)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            BatchWriter.Append(batch, 0, values);
            block.Apply(slot, batch, 0, operation, rule);
            batch.Release();
        }
        else if (operation == RowOperation.Put)
        {
            block.Put(slot, Fill(table, new MessagePool(), values), 0);
        }
        else
        {
            block.Add(slot, Fill(table, new MessagePool(), values), 0, rule);
        }

        for (int column = 0; column < Columns; column++)
        {
            double sum = operation == RowOperation.Put ? values[column] : naive[slot][column] + values[column];
            bool isClamped = operation == RowOperation.Increment && rule == ServerRule.AddNonNegative && sum < 0;
            naive[slot][column] = isClamped ? 0 : sum;
        }
    }
}
