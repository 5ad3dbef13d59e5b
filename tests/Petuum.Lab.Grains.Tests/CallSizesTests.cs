using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>Shards that do not fit into a call.</summary>
public sealed class CallSizesTests
{
    private const string FewerColumns = "use fewer columns";

    /// <summary>Rows of 4-byte values with a number each, in ranges: ⌈rows ÷ shards⌉ of them.</summary>
    [Fact]
    public void Remedy_IsTheFewestShardsThatFit() => Prop.ForAll(
        Arb.From(
            from tables in Gen.Choose(1, 6)
            from rows in Magnitude(most: 9)
            from columns in Magnitude(most: 9)
            where (long)rows * columns <= Array.MaxLength
            from shards in Gen.Choose(1, 9)
            select (Tables: tables, Rows: rows, Columns: columns, Shards: shards),
            failing => new[]
            {
                failing with { Tables = failing.Tables / 2 },
                failing with { Rows = failing.Rows / 2 },
                failing with { Columns = failing.Columns / 2 },
                failing with { Shards = failing.Shards / 2 },
            }.Where(smaller => Math.Min(smaller.Tables, smaller.Shards) > 0
                && Math.Min(smaller.Rows, smaller.Columns) > 0)),
        random =>
        {
            CountingProgram program = new(new ScatterShape
            {
                Rows = random.Rows,
                Columns = random.Columns,
                Kind = RowKind.Dense,
                Sharding = Sharding.Range,
                Tables = random.Tables,
            });
            string remedy = RemedyFor(Toys.Plan(program, new Bsp(), workers: 1, clocks: 1) with
            {
                Shards = random.Shards,
            });
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

            bool Fits(long shards) => random.Tables * ((random.Rows + shards - 1) / shards)
                * (4 + (4L * random.Columns)) <= CallSizes.BytesMax;
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(2000));

    private static string RemedyFor(JobPlan plan)
    {
        try
        {
            CallSizes.RequireThatFit(plan);
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
