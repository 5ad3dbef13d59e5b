using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>What fits into a call between silos.</summary>
internal static class CallSizes
{
    /// <summary>A message's length is an int, and the message is more than its rows.</summary>
    public const long BytesMax = int.MaxValue - (1 << 20);

    /// <summary>
    /// A shard hands over all its rows in one call when the model is evaluated. Dense ones only: how large the others
    /// get nobody knows before.
    /// </summary>
    /// <exception cref="PlanException">They do not fit; says with how many shards they do.</exception>
    public static void RequireThatFit(JobPlan plan)
    {
        long bytes = OfShard(plan.Program.Tables, plan.Shards);
        if (bytes > BytesMax)
        {
            throw new PlanException(
                $"a shard with {bytes} bytes of all tables, of which {BytesMax} fit into a call between silos",
                EnoughShards(plan) is { } shards ? $"use at least {shards} shards" : "use fewer columns");
        }
    }

    /// <summary>The bytes of the dense rows of a shard, the largest of so many.</summary>
    public static long OfShard(IEnumerable<TableDefinition> tables, int shards) => (
        from table in tables
        where table.Shape.Kind == RowKind.Dense
        let rowBytes = sizeof(int) + ((long)table.Shape.Columns * table.Shape.ElementBytes)
        select table.RowsOn(0, shards) * rowBytes).Sum();

    /// <summary>The fewest shards that are small enough; null where even those of a row each are not.</summary>
    private static int? EnoughShards(JobPlan plan)
    {
        IReadOnlyList<TableDefinition> tables = plan.Program.Tables;
        (int tooFew, int enough) = (plan.Shards, tables.Max(table => table.Rows));
        if (enough <= tooFew || OfShard(tables, enough) > BytesMax)
        {
            return null;
        }

        while (enough - tooFew > 1)
        {
            int middle = tooFew + ((enough - tooFew) / 2);
            (tooFew, enough) = OfShard(tables, middle) > BytesMax ? (middle, enough) : (tooFew, middle);
        }

        return enough;
    }
}
