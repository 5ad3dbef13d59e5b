using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Core;

/// <summary>AdaptiveRevision at a shard against the formulas of its paper.</summary>
public sealed class RevisedRowsTests
{
    private const double Alpha = 0.3;
    private const int Parameters = 2;

    private static Arbitrary<int> Seeds => Arb.From(Gen.Choose(0, 1 << 20));

    [Fact]
    public void Steps_AreThoseOfAdaGradToTheBit_WhereNoGradientIsLate() => Prop.ForAll(Seeds, seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        RevisedRows rows = Rows(staleness: 0);
        float[] row = First(chance);
        float[] expected = [.. row];
        double[] squares = [1, 1];
        for (int update = 0; update < 40; update++)
        {
            rows.NoteSent(0);
            float[] gradient = [Draw(chance), Draw(chance), row[^1]];
            rows.Apply(0, row, gradient, clock: update);
            for (int k = 0; k < Parameters; k++)
            {
                squares[k] += (double)gradient[k] * gradient[k];
                expected[k] = (float)(expected[k] - (Alpha / Math.Sqrt(squares[k]) * gradient[k]));
            }

            expected[^1]++;
            Assert.Equal(expected, row);
        }
    }).QuickCheckThrowOnFailure();

    /// <summary>Readers hold copies of any age; what came since is added up gradient by gradient.</summary>
    [Fact]
    public void Steps_AreThoseOfThePaper_WhateverVersionsGradientsAreOf() => Prop.ForAll(Seeds, seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        RevisedRows rows = Rows(staleness: 1000);
        float[] row = First(chance);
        double[] x = [row[0], row[1]];
        double[] z = [1, 1];
        double[] largest = [1, 1];
        List<float[]> applied = [];
        int[] held = new int[4];
        for (int update = 0; update < 60; update++)
        {
            int reader = chance.NextInt(held.Length);
            if (chance.NextInt(3) == 0)
            {
                rows.NoteSent(0);
                held[reader] = applied.Count;
            }

            if (update == 0)
            {
                rows.NoteSent(0);
            }

            float[] gradient = [Draw(chance), Draw(chance), 1 + held[reader]];
            rows.Apply(0, row, gradient, clock: 0);
            for (int k = 0; k < Parameters; k++)
            {
                double since = applied.Skip(held[reader]).Sum(earlier => (double)earlier[k]);
                double before = Alpha / Math.Sqrt(largest[k]);
                z[k] += (gradient[k] * (double)gradient[k]) + (2 * gradient[k] * since);
                largest[k] = Math.Max(largest[k], z[k]);
                double step = Alpha / Math.Sqrt(largest[k]);
                x[k] += (-step * gradient[k]) + ((before - step) * since);
                Assert.Equal(x[k], row[k], 1e-4);
            }

            applied.Add(gradient);
            Assert.Equal(1 + applied.Count, row[^1]);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void Sums_AreKeptAsLongAsTheBoundLetsCopiesBeUsed_AndNoLonger(int staleness)
    {
        RevisedRows rows = Rows(staleness);
        float[] row = [1, 1, 1];
        for (int clock = 0; clock < 50; clock++)
        {
            rows.Forget(clock);
            Assert.Equal(Math.Min(clock, staleness), rows.Snapshots);
            rows.NoteSent(0);
            float oldest = row[^1] - Math.Min(clock, staleness);
            rows.Apply(0, row, [0.1f, 0.1f, oldest], clock);
        }

        float tooOld = row[^1] - staleness - 3;
        Assert.Throws<InvariantException>(() => rows.Apply(0, row, [0.1f, 0.1f, tooOld], clock: 50));
        rows.Forget(100);
        Assert.Equal(0, rows.Snapshots);
    }

    [Fact]
    public void Load_ContinuesToTheSameBits_WhereSaveLeftOff() => Prop.ForAll(Seeds, seed =>
    {
        Pcg32 chance = new Seed((ulong)seed).CreateGenerator();
        (RevisedRows rows, RevisedRows restored) = (Rows(staleness: 0), Rows(staleness: 0));
        float[] row = First(chance);
        for (int update = 0; update < 10; update++)
        {
            rows.Apply(0, row, [Draw(chance), Draw(chance), row[^1]], clock: 0);
        }

        StateWriter state = new();
        rows.Save(state, slot: 0, count: 1);
        Assert.Equal(rows.StateBytes, state.Written.Length);
        restored.Load(new StateReader(state.Written), slot: 0, count: 1);
        float[] again = [.. row];
        float[] gradient = [Draw(chance), Draw(chance), row[^1]];
        rows.Apply(0, row, gradient, clock: 0);
        restored.Apply(0, again, gradient, clock: 0);
        Assert.Equal(row, again);
    }).QuickCheckThrowOnFailure();

    private static RevisedRows Rows(int staleness) => new(
        new TableDefinition(
            new TableId(0),
            "x",
            Rows: 1,
            new RowShape(ElementType.Float, RowKind.Dense, Parameters + 1),
            Sharding.Hash,
            ServerRule.AdaRevision,
            Step: Alpha),
        rows: 1,
        staleness);

    private static float[] First(Pcg32 chance) => [Draw(chance), Draw(chance), 1];

    private static float Draw(Pcg32 chance) => (chance.NextInt(2001) - 1000) / 500f;
}
