using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// P blocks of consecutive items, of which worker w gets block (w + round × step) mod P. With step 1 they rotate ([S16]
/// Alg. 3): in any P rounds each worker has each block exactly once, and in no round do two workers share one. With
/// step 0
/// it is a static partition. A block's next owner works on it one round later, so what the last one did to it must be
/// visible then: use staleness 0 and depth 1, or a program that bears with less.
/// </summary>
/// <param name="items">Number of items.</param>
/// <param name="workers">P.</param>
/// <param name="step">1 or 0.</param>
public sealed class RotationPolicy(int items, int workers, int step) : IAssignmentPolicy
{
    /// <summary>The block that a worker gets in a round.</summary>
    public int BlockOf(int worker, int round) => (int)((worker + ((long)round * step)) % workers);

    /// <summary>The first item of a block; block P would begin after the last item.</summary>
    public int StartOf(int block) => (int)((long)block * items / workers);

    /// <inheritdoc/>
    public long Assign(int round, IReadOnlyList<List<int>> assigned)
    {
        for (int worker = 0; worker < workers; worker++)
        {
            int block = BlockOf(worker, round);
            for (int item = StartOf(block); item < StartOf(block + 1); item++)
            {
                assigned[worker].Add(item);
            }
        }

        return workers;
    }

    /// <inheritdoc/>
    public void Observe(int item, double weight)
    {
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }
}
