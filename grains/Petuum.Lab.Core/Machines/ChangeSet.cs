using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// Coalesced changes to one table: of a unit while it computes, of a clock until it is sent (the oplog).
/// </summary>
internal sealed class ChangeSet(TableDefinition table)
{
    /// <summary>Increments, one row each.</summary>
    public RowSet Increments { get; private set; } = new(table);

    /// <summary>Puts, one row each; the later put wins.</summary>
    public RowSet Puts { get; private set; } = new(table);

    /// <summary>True if nothing changed.</summary>
    public bool IsEmpty => Increments.Count == 0 && Puts.Count == 0;

    public static ChangeSet[] ForAll(IReadOnlyList<TableDefinition> tables) =>
        [.. tables.Select(table => new ChangeSet(table))];

    /// <summary>Takes over another set's changes, in the order they were made.</summary>
    /// <param name="later">The changes; it may be left with other rows, to be cleared.</param>
    /// <exception cref="InvariantException">
    /// A row was put and incremented in one round, or was given two gradients for its shard to make steps of.
    /// </exception>
    public void Absorb(ChangeSet later)
    {
        if (IsEmpty && (later.Puts.Count == 0 || later.Increments.Count == 0))
        {
            (Increments, later.Increments) = (later.Increments, Increments);
            (Puts, later.Puts) = (later.Puts, Puts);
            return;
        }

        for (int slot = 0; slot < later.Increments.Count; slot++)
        {
            int row = later.Increments.Rows[slot];
            RequireOneKind(Puts, row);
            Invariant.Require(
                !Increments.Table.IsRevised || !Increments.TryFind(row, out _),
                $"two gradients of row {row} of table '{Increments.Table.Name}' in one round, maybe of two versions.");
            Increments.Block.Add(Increments.FindOrAdd(row), later.Increments.Block, slot, ServerRule.Add);
        }

        for (int slot = 0; slot < later.Puts.Count; slot++)
        {
            int row = later.Puts.Rows[slot];
            RequireOneKind(Increments, row);
            Puts.Block.Put(Puts.FindOrAdd(row), later.Puts.Block, slot);
        }
    }

    /// <summary>Drops increments by slot: they were sent.</summary>
    public void RemoveIncrements(IReadOnlyList<int> slots) => Increments = Increments.Without(slots);

    public void Clear()
    {
        Increments.Clear();
        Puts.Clear();
    }

    private static void RequireOneKind(RowSet others, int row) => Invariant.Require(
        !others.TryFind(row, out _),
        $"row {row} of table '{others.Table.Name}' was put and incremented in one round; a round may do one of them.");
}
