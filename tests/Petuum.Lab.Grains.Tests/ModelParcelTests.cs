using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>Models in pieces.</summary>
public sealed class ModelParcelTests : IDisposable
{
    private readonly MessagePool _pool = new();
    private readonly ServiceProvider _services;

    public ModelParcelTests() => _services = new ServiceCollection()
        .AddSingleton(_pool)
        .AddSerializer(serializers => serializers.AddAssembly(typeof(ParcelCodec).Assembly))
        .BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Pieces_AreTheModel_AndOfTheSizeThatIsAskedFor() => Prop.ForAll(
        Arb.From(
            from rows in Gen.Choose(1, 30)
            from columns in Gen.Choose(1, 9)
            from tables in Gen.Choose(1, 3)
            from kind in Gen.Elements(RowKind.Dense, RowKind.Sparse)
            from bytesMax in Gen.Choose(1, 600)
            select (Shape: new ScatterShape
            {
                Rows = rows,
                Columns = columns,
                Kind = kind,
                Sharding = Sharding.Hash,
                Tables = tables,
            }, BytesMax: bytesMax),
            failing => failing.Shape.Tables > 1
                ? [failing with { Shape = failing.Shape with { Tables = failing.Shape.Tables - 1 } }]
                : failing.Shape.Rows > 1
                    ? [failing with { Shape = failing.Shape with { Rows = failing.Shape.Rows / 2 } }]
                    : []),
        random =>
        {
            JobPlan plan = Toys.Plan(new CountingProgram(random.Shape), new Bsp(), 2, clocks: 4);
            Model model = SequentialBsp.Run(plan);
            Model read = new(plan.Program.Tables);
            ModelParcel parcels = new(Serializer);
            ReadOnlyMemory<byte>[] pieces = [.. parcels.PiecesOf(model, clock: 4, _pool, random.BytesMax)];
            int row = 8 + 4 + 8 + (random.Shape.Columns * 12);
            Assert.All(pieces, piece => Assert.InRange(RowBytes(piece), 1, random.BytesMax + row));
            Assert.All(pieces[..^1], piece => Assert.True(RowBytes(piece) >= random.BytesMax));
            Assert.Equal(random.Shape.Rows * random.Shape.Tables, parcels.Put(pieces, read));
            Assert.Equal(Models.ToBytes(model), Models.ToBytes(read));
            Assert.Equal((0, 0), (_pool.BatchesInUse, _pool.MessagesInUse));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    private long RowBytes(ReadOnlyMemory<byte> piece)
    {
        Parcel parcel = Serializer.Deserialize<Parcel>(piece)!;
        RowBatch[] batches = [.. parcel.Messages.OfType<ShardSnapshot>().SelectMany(rows => rows.Batches)];
        Assert.All(batches, batch => Assert.NotEqual(0, batch.Count));
        long bytes = batches.Sum(batch => (long)batch.Bytes);
        parcel.ReleaseIfNotTaken();
        return bytes;
    }
}
