using System.Runtime.Intrinsics;

namespace Petuum.Lab.Core.Tables;

/// <summary>Where a table's rows are, with a number of shards: <see cref="TableDefinition"/> for inner loops.</summary>
internal readonly struct RowPlacement(Sharding sharding, int shards, int rowsPerRange)
{
    /// <summary>The distance of rows that are neighbours in a shard.</summary>
    public int Step => sharding == Sharding.Hash ? shards : 1;

    /// <summary>The shard that keeps a row.</summary>
    public int ShardOf(int row) =>
        shards == 1 ? 0 : sharding == Sharding.Hash ? row % shards : row / rowsPerRange;

    /// <summary>The place of a row within its shard.</summary>
    public int SlotOf(int row) =>
        shards == 1 ? row : sharding == Sharding.Hash ? row / shards : row % rowsPerRange;

    /// <summary>How many of some rows, from the first on, one shard keeps; at least 1.</summary>
    public int CountOnOneShard(ReadOnlySpan<int> rows)
    {
        if (shards == 1)
        {
            return rows.Length;
        }

        int shard = ShardOf(rows[0]);
        if (sharding == Sharding.Hash)
        {
            int end = 1;
            while (end < rows.Length && rows[end] % shards == shard)
            {
                end++;
            }

            return end;
        }

        long first = (long)shard * rowsPerRange;
        int outside = rows.IndexOfAnyExceptInRange((int)first, (int)Math.Min(int.MaxValue, first + rowsPerRange - 1));
        return outside < 0 ? rows.Length : outside;
    }

    /// <summary>For each table its placement.</summary>
    public static RowPlacement[] Of(IReadOnlyList<TableDefinition> tables, int shards) =>
        [.. tables.Select(table => table.PlacementOn(shards))];

    /// <summary>
    /// How many of <paramref name="numbers"/>, from <paramref name="start"/> on, follow each other at a distance of
    /// <paramref name="step"/>; at least 1.
    /// </summary>
    public static int RunLength(ReadOnlySpan<int> numbers, int start, int step = 1)
    {
        int end = start + 1;
        Vector256<int> steps = Vector256.Create(step);
        while (end <= numbers.Length - Vector256<int>.Count
            && Vector256.Create(numbers[end..]) - Vector256.Create(numbers[(end - 1)..]) == steps)
        {
            end += Vector256<int>.Count;
        }

        while (end < numbers.Length && numbers[end] == numbers[end - 1] + step)
        {
            end++;
        }

        return end - start;
    }
}
