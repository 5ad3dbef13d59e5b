using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Gives every item to one worker (blocks of words, groups of columns): for programs whose workers work on different
/// items
/// in the same round. Owned by a schedule program.
/// </summary>
public interface IAssignmentPolicy
{
    /// <summary>
    /// Appends the items of a round to each worker's list; together the lists hold every item exactly once. Returns the
    /// work units it cost.
    /// </summary>
    /// <param name="round">The round being scheduled.</param>
    /// <param name="assigned">By worker.</param>
    long Assign(int round, IReadOnlyList<List<int>> assigned);

    /// <summary>Working on the item has cost this much.</summary>
    void Observe(int item, double weight);

    /// <summary>Writes weights.</summary>
    void Save(StateWriter state);

    /// <summary>Restores them; after that, <see cref="Assign"/> continues to the same assignments.</summary>
    void Load(StateReader state);
}
