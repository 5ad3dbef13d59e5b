using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Tests;

namespace Petuum.Lab.Grains.Tests;

/// <summary>What does not fit into a call.</summary>
public sealed class CallSizesTests
{
    private const string FewerColumns = "use fewer columns";

    private static Gen<TableDefinition> Table =>
        from rows in Magnitude(most: 9)
        from columns in Magnitude(most: 9)
        where (long)rows * columns <= Array.MaxLength
        from type in Gen.Elements(ElementType.Float, ElementType.Double, ElementType.Int)
        from kind in Gen.Elements(RowKind.Dense, RowKind.Dense, RowKind.Sparse)
        from sharding in Gen.Elements(Sharding.Range, Sharding.Hash)
        select new TableDefinition(new TableId(0), "any", rows, new RowShape(type, kind, columns), sharding);

    /// <summary>Dense rows: a number each and their values; the first shard has ⌈rows ÷ shards⌉.</summary>
    [Fact]
    public void Remedy_IsTheFewestShardsThatFit() => Prop.ForAll(
        Arb.From(
            from count in Gen.Choose(1, 6)
            from tables in Table.ArrayOf(count)
            from shards in Gen.Choose(1, 9)
            select (Tables: tables, Shards: shards),
            failing => Enumerable.Range(0, failing.Tables.Length)
                .Select(left => failing with { Tables = [.. failing.Tables.Where((_, at) => at != left)] })
                .Where(smaller => smaller.Tables.Length > 0)),
        random =>
        {
            string remedy = RemedyFor(random.Tables, random.Shards);
            Assert.Equal(Fits(random.Shards), remedy.Length == 0);
            if (remedy == FewerColumns)
            {
                Assert.False(Fits(int.MaxValue));
            }
            else if (remedy.Length > 0)
            {
                int enough = int.Parse(remedy.Split(' ')[^2], CultureInfo.InvariantCulture);
                Assert.True(Fits(enough) && !Fits(enough - 1), remedy);
            }

            bool Fits(long shards) => random.Tables.Where(table => table.Shape.Kind == RowKind.Dense).Sum(table =>
                (table.Rows + shards - 1) / shards * (4 + ((table.Shape.Element == ElementType.Double ? 8L : 4L)
                    * table.Shape.Columns))) <= CallSizes.BytesMax;
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(2000));

    [Fact]
    public void Parcels_HoldWhatFits_InOrder() => Prop.ForAll(
        Arb.From(
            from count in Gen.Choose(1, 20)
            from rows in Gen.Choose(0, 9).ArrayOf(count)
            from bytesMax in Gen.Choose(1, 300)
            select (Rows: rows, BytesMax: bytesMax),
            failing => Enumerable.Range(0, failing.Rows.Length)
                .Select(left => failing with { Rows = [.. failing.Rows.Where((_, at) => at != left)] })
                .Where(smaller => smaller.Rows.Length > 0)),
        random =>
        {
            MessagePool pool = new();
            List<Message> messages = [.. random.Rows.Select(rows => Snapshot(rows, pool))];
            Parcel[] parcels = [.. CallSizes.Split(messages, random.BytesMax)];
            Assert.Equal(messages, parcels.SelectMany(parcel => parcel.Messages));
            Assert.All(parcels, parcel => Assert.NotEmpty(parcel.Messages));
            Assert.All(parcels, parcel => Assert.True(
                parcel.Messages.Count == 1 || parcel.Messages.Sum(BytesOf) <= random.BytesMax));
            Assert.All(parcels.Zip(parcels.Skip(1)), pair => Assert.True(
                pair.First.Messages.Sum(BytesOf) + BytesOf(pair.Second.Messages[0]) > random.BytesMax));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void MessageThatFitsNowhere_IsRefused()
    {
        Message message = Snapshot(rows: 7, new MessagePool());
        CallSizes.RequireThatFits(message, BytesOf(message));
        Assert.EndsWith(
            "use more shards",
            Assert.Throws<InvalidOperationException>(
                () => CallSizes.RequireThatFits(message, BytesOf(message) - 1)).Message,
            StringComparison.Ordinal);
    }

    private static ShardSnapshot Snapshot(int rows, MessagePool pool)
    {
        RowBatch batch = pool.RentBatch(new TableId(0), new RowShape(ElementType.Int, RowKind.Dense, 3));
        batch.AppendDense<int>([.. Enumerable.Range(0, rows)]).Fill(1);
        return new ShardSnapshot { From = new ShardId(0), To = Endpoint.Job, Clock = 1, Batches = [batch] };
    }

    private static long BytesOf(Message message) => ((ShardSnapshot)message).Batches.Sum(batch => (long)batch.Bytes);

    private static string RemedyFor(TableDefinition[] tables, int shards)
    {
        try
        {
            CallSizes.RequireThatFit(tables, shards);
            return "";
        }
        catch (PlanException refused)
        {
            return refused.Remedy;
        }
    }

    /// <summary>As many small ones as large ones.</summary>
    private static Gen<int> Magnitude(int most) =>
        from digits in Gen.Choose(1, most)
        from number in Gen.Choose(1, (int)Math.Pow(10, digits))
        select number;
}
