using System.Collections;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Machines;

/// <summary>Puts a shard's rows together from the pieces of a cut, in any order; knows which are missing.</summary>
internal sealed class ShardRestore
{
    private readonly ShardRows _rows;
    private readonly BitArray[] _isRestored;
    private readonly int _clock;
    private long _missing;

    /// <summary>Nothing is restored yet.</summary>
    public ShardRestore(ShardRows rows, int clock)
    {
        (_rows, _clock) = (rows, clock);
        _isRestored = [.. Enumerable.Range(0, rows.Tables).Select(table => new BitArray(rows.SlotsOf(table)))];
        _missing = _isRestored.Sum(table => (long)table.Length);
    }

    /// <summary>Takes the rows of a piece.</summary>
    /// <exception cref="InvariantException">It is of another cut, or too short, or brings rows again.</exception>
    public void Load(ReadOnlyMemory<byte> piece)
    {
        StateReader reader = new(piece);
        do
        {
            RowRange range = _rows.Load(_clock, reader);
            Note(range, _isRestored[range.Table]);
        }
        while (!reader.AtEnd);
    }

    /// <summary>Requires that no row is missing.</summary>
    /// <exception cref="InvariantException">Some are; says how many, and which is the first.</exception>
    public void RequireComplete(Endpoint self)
    {
        if (_missing == 0)
        {
            return;
        }

        int table = Array.FindIndex(_isRestored, slots => !slots.HasAllSet());
        int first = 0;
        while (_isRestored[table][first])
        {
            first++;
        }

        throw new InvariantException(
            $"{self} was to go on from clock {_clock} while {_missing} of its rows were not restored, the first of "
            + $"them at slot {first} of table {table}.");
    }

    private void Note(RowRange range, BitArray isRestored)
    {
        for (int slot = range.Slot; slot < range.Slot + range.Count; slot++)
        {
            Invariant.Require(!isRestored[slot], $"the row at slot {slot} of table {range.Table} was restored twice.");
            isRestored[slot] = true;
        }

        _missing -= range.Count;
    }
}
