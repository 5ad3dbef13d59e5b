using FsCheck;
using FsCheck.Fluent;
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

/// <summary>Models in parts.</summary>
public sealed class ModelParcelTests
{
    [Fact]
    public void Parts_AreTheModel_AndNoneIsLarge() => Prop.ForAll(
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
            foreach (Parcel part in ModelParcel.PartsOf(model, clock: 4, new MessagePool(), random.BytesMax))
            {
                RowBatch[] batches = [.. part.Messages.OfType<ShardSnapshot>().SelectMany(rows => rows.Batches)];
                Assert.All(batches, batch => Assert.NotEqual(0, batch.Count));
                int row = 8 + 4 + 8 + (random.Shape.Columns * 12);
                Assert.InRange(batches.Sum(batch => batch.Bytes), 1, random.BytesMax + row);
                ModelParcel.MoveTo(part, read);
            }

            Assert.Equal(Models.ToBytes(model), Models.ToBytes(read));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));
}
