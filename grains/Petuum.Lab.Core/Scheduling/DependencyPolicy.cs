using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Keeps nearly independent items ([K] S_RRP, STRADS): asks another policy for L′ candidates and goes through them in
/// its
/// order (a priority's heaviest first), keeping an item iff its coupling with every one kept before it, and with every
/// one
/// still in flight, is at most θ. When fewer than L pass, fewer are picked: parallelism shrinks, as in [K] Theorem 2.
/// The
/// papers check within a round only; with a pipeline, rounds in flight act together, so they are checked too.
/// </summary>
/// <param name="inner">Draws the candidates.</param>
/// <param name="dependencies">How strongly two items depend on each other.</param>
/// <param name="candidateFactor">L′ / L, at least 1.</param>
/// <param name="theta">θ.</param>
public sealed class DependencyPolicy(
    ISchedulingPolicy inner, IDependencyOracle dependencies, double candidateFactor, double theta) : ISchedulingPolicy
{
    private readonly List<int> _candidates = [];
    private readonly List<int> _active = [];

    /// <inheritdoc/>
    public long Pick(int round, int count, IReadOnlyList<bool> inFlight, List<int> picked)
    {
        _candidates.Clear();
        int wanted = (int)Math.Min(Math.Ceiling(candidateFactor * count), int.MaxValue);
        long work = inner.Pick(round, Math.Max(count, wanted), inFlight, _candidates);
        _active.RemoveAll(item => !inFlight[item]);
        int kept = 0;
        foreach (int candidate in _candidates)
        {
            if (kept == count)
            {
                break;
            }

            if (IsIndependent(candidate, ref work))
            {
                picked.Add(candidate);
                _active.Add(candidate);
                kept++;
            }
        }

        return work;
    }

    /// <inheritdoc/>
    public void Observe(int item, double before, double after) => inner.Observe(item, before, after);

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        inner.Save(state);
        state.WriteSpan<int>(_active.ToArray());
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        inner.Load(state);
        _active.Clear();
        _active.AddRange(state.ReadArray<int>());
    }

    /// <summary>Against this policy's picks that are in flight or of this round.</summary>
    private bool IsIndependent(int candidate, ref long work)
    {
        foreach (int other in _active)
        {
            if (dependencies.Coupling(candidate, other, ref work) > theta)
            {
                return false;
            }
        }

        return true;
    }
}
