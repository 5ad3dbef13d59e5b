using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Picks the items (variables, blocks) that the next round works on. Used by a schedule program, owned by it.
/// </summary>
public interface ISchedulingPolicy
{
    /// <summary>
    /// Appends distinct items to <paramref name="picked"/>, none of them <paramref name="inFlight"/> (scheduled in a
    /// round
    /// whose pull this schedule has not seen). May pick fewer than asked for, even none. Returns the work units it
    /// cost.
    /// </summary>
    /// <param name="round">The round being scheduled.</param>
    /// <param name="count">How many are wanted: the parallelism L.</param>
    /// <param name="inFlight">By item.</param>
    /// <param name="picked">Receives the items, in the order picked.</param>
    long Pick(int round, int count, IReadOnlyList<bool> inFlight, List<int> picked);

    /// <summary>A pull changed an item.</summary>
    void Observe(int item, double before, double after);

    /// <summary>Writes generator positions and weights.</summary>
    void Save(StateWriter state);

    /// <summary>Restores them; after that, <see cref="Pick"/> continues to the same items.</summary>
    void Load(StateReader state);
}

/// <summary>How strongly two items depend on each other.</summary>
public interface IDependencyOracle
{
    /// <summary>
    /// |x_jᵀx_k| of the normalised columns, 0 … 1; <paramref name="work"/> grows by the units it cost.
    /// </summary>
    double Coupling(int first, int second, ref long work);
}
