using System.Numerics;

namespace Petuum.Lab.Core.Tables;

/// <summary>The type of a table's values.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Float,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>32-bit integer.</summary>
    Int,
}

/// <summary>How a row is stored and sent.</summary>
public enum RowKind
{
    /// <summary>Every column, one after the other.</summary>
    Dense,

    /// <summary>The non-zero columns in ascending order; an entry that becomes zero disappears.</summary>
    Sparse,
}

/// <summary>How rows are spread over shards.</summary>
public enum Sharding
{
    /// <summary>Equal ranges of consecutive rows.</summary>
    Range,

    /// <summary>Row mod shards, Bösen's hash: balanced to within one row for any number of rows.</summary>
    Hash,
}

/// <summary>What a shard does with an increment (a server rule).</summary>
public enum ServerRule
{
    /// <summary>x ← x + δ.</summary>
    Add,

    /// <summary>x ← max(0, x + δ), the projection of non-negative programs.</summary>
    AddNonNegative,

    /// <summary>
    /// Increments are gradients, of which the shard makes steps by AdaptiveRevision (McMahan and Streeter 2014, as [B]
    /// has it): dense rows of floats, the parameters and after them the row's version, which only the shard changes. A
    /// gradient says there of which version its row was. See <see cref="RevisedRows"/>.
    /// </summary>
    AdaRevision,
}

/// <summary>What an update does to a row.</summary>
public enum RowOperation
{
    /// <summary>Adds, by the table's server rule.</summary>
    Increment,

    /// <summary>Overwrites.</summary>
    Put,
}

/// <summary>Element type, kind and width of a table's rows.</summary>
public readonly record struct RowShape(ElementType Element, RowKind Kind, int Columns)
{
    /// <summary>Bytes of one value.</summary>
    public int ElementBytes => Element == ElementType.Double ? 8 : 4;
}

/// <summary>
/// Gives rows their first values; must depend on nothing but the row, so that sharding does not matter.
/// </summary>
public interface IRowInitializer
{
    /// <summary>Fills a row, all of its columns, all zero before.</summary>
    void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>;
}

/// <summary>A table of the shared model.</summary>
/// <param name="Id">Its place among the program's tables.</param>
/// <param name="Name">What specs, columns and messages call it.</param>
/// <param name="Rows">Number of rows; rows are 0 … Rows − 1.</param>
/// <param name="Shape">Element type, kind and width of each row.</param>
/// <param name="Sharding">How rows are spread over shards.</param>
/// <param name="Rule">What a shard does with an increment.</param>
/// <param name="Initializer">First values; null means zero.</param>
/// <param name="Step">α &gt; 0 of <see cref="ServerRule.AdaRevision"/>; else of no use.</param>
public sealed record TableDefinition(
    TableId Id,
    string Name,
    int Rows,
    RowShape Shape,
    Sharding Sharding,
    ServerRule Rule = ServerRule.Add,
    IRowInitializer? Initializer = null,
    double Step = 0)
{
    /// <summary>True if what writers send are gradients, of which only a shard knows what they change.</summary>
    public bool IsRevised => Rule == ServerRule.AdaRevision;

    /// <summary>The shard that keeps <paramref name="row"/>, of <paramref name="shards"/>.</summary>
    public int ShardOf(int row, int shards) =>
        Sharding == Sharding.Hash ? row % shards : row / RowsPerRange(shards);

    /// <summary>The place of <paramref name="row"/> within its shard.</summary>
    public int SlotOf(int row, int shards) =>
        Sharding == Sharding.Hash ? row / shards : row % RowsPerRange(shards);

    /// <summary>The row at <paramref name="slot"/> of <paramref name="shard"/>; the inverse of the two above.</summary>
    public int RowAt(int shard, int slot, int shards) =>
        Sharding == Sharding.Hash ? (slot * shards) + shard : (shard * RowsPerRange(shards)) + slot;

    /// <summary>How many rows <paramref name="shard"/> keeps.</summary>
    public int RowsOn(int shard, int shards)
    {
        if (Sharding == Sharding.Hash)
        {
            return (Rows / shards) + (shard < Rows % shards ? 1 : 0);
        }

        int perRange = RowsPerRange(shards);
        return Math.Clamp(Rows - (shard * perRange), 0, perRange);
    }

    /// <summary>The rows that <paramref name="shard"/> keeps, by slot; ascending.</summary>
    public int[] RowsOf(int shard, int shards)
    {
        int[] rows = new int[RowsOn(shard, shards)];
        for (int slot = 0; slot < rows.Length; slot++)
        {
            rows[slot] = RowAt(shard, slot, shards);
        }

        return rows;
    }

    /// <summary>Where rows are with so many shards: the arithmetic of the above, made once.</summary>
    internal RowPlacement PlacementOn(int shards) => new(Sharding, shards, RowsPerRange(shards));

    private int RowsPerRange(int shards) => Math.Max(1, ((Rows - 1) / shards) + 1);
}
