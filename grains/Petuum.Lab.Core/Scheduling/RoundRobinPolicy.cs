using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>
/// Round-robin with a stride: position k of the order is item k × stride mod p. A stride near 0.6 p keeps items that
/// are
/// picked together, or are in flight together, far apart. Items in flight are passed over: they are being worked on.
/// </summary>
public sealed class RoundRobinPolicy : ISchedulingPolicy
{
    private readonly int _items;
    private int _next;

    /// <summary>
    /// Items 0 … <paramref name="items"/> − 1 in the order of the next larger stride that visits all of them.
    /// </summary>
    public RoundRobinPolicy(int items, int stride)
    {
        Invariant.Require(items >= 1 && stride >= 1, $"round-robin over {items} items with stride {stride}.");
        _items = items;
        Stride = stride;
        while (GreatestCommonDivisor(Stride, items) != 1)
        {
            Stride++;
        }
    }

    /// <summary>The stride that is used.</summary>
    public int Stride { get; }

    /// <inheritdoc/>
    public long Pick(int round, int count, IReadOnlyList<bool> inFlight, List<int> picked)
    {
        int wanted = picked.Count + count;
        int seen = 0;
        while (seen < _items && picked.Count < wanted)
        {
            if (!inFlight[_next])
            {
                picked.Add(_next);
            }

            _next = (int)(((long)_next + Stride) % _items);
            seen++;
        }

        return seen;
    }

    /// <inheritdoc/>
    public void Observe(int item, double before, double after)
    {
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Write(_next);

    /// <inheritdoc/>
    public void Load(StateReader state) => _next = state.Read<int>();

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
