using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>Consecutive slots of a shard's part of a table.</summary>
internal readonly record struct RowRange(int Table, int Slot, int Count);

/// <summary>
/// All that a shard keeps of its rows, as a cut has it: each range says of which clock, table and slots it is, and
/// holds the rows and what is kept beside them.
/// </summary>
internal sealed class ShardRows(RowBlock[] blocks, RevisedTables revised)
{
    private const int HeadBytes = 4 * sizeof(int);

    /// <summary>Number of tables.</summary>
    public int Tables => blocks.Length;

    /// <summary>Slots of a table.</summary>
    public int SlotsOf(int table) => blocks[table].Slots;

    /// <summary>Divides a table's slots into ranges of so many bytes at most, but of at least one row each.</summary>
    public void Divide(int table, int bytes, List<RowRange> ranges)
    {
        int count;
        for (int slot = 0; slot < blocks[table].Slots; slot += count)
        {
            count = blocks[table].CountWithin(slot, bytes - HeadBytes, revised.BytesBeside(table));
            ranges.Add(new RowRange(table, slot, count));
        }
    }

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public long StateBytes(RowRange range) =>
        HeadBytes + blocks[range.Table].StateBytes(range.Slot, range.Count)
        + ((long)range.Count * revised.BytesBeside(range.Table));

    /// <summary>Writes a range.</summary>
    public void Save(int clock, RowRange range, StateWriter piece)
    {
        piece.Write(clock);
        piece.Write(range.Table);
        piece.Write(range.Slot);
        piece.Write(range.Count);
        blocks[range.Table].Save(piece, range.Slot, range.Count);
        revised.Save(piece, range);
    }

    /// <summary>Overwrites the rows of the range that comes next; returns which these are.</summary>
    /// <exception cref="InvariantException">It is of another clock or of other tables, or too short.</exception>
    public RowRange Load(int clock, StateReader piece)
    {
        int ofClock = piece.Read<int>();
        Invariant.Require(ofClock == clock, $"rows of a state at clock {ofClock} among those at {clock}.");
        RowRange range = new(piece.Read<int>(), piece.Read<int>(), piece.Read<int>());
        int slots = (uint)range.Table < (uint)Tables ? SlotsOf(range.Table) : 0;
        Invariant.Require(
            range.Slot >= 0 && range.Count > 0 && range.Count <= slots - range.Slot,
            $"{range.Count} rows of table {range.Table} from slot {range.Slot} on, where it has {slots}.");
        blocks[range.Table].Load(piece, range.Slot, range.Count);
        revised.Load(piece, range);
        return range;
    }
}
