using System.Runtime.CompilerServices;
using Petuum.Lab.Core;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// Draws from a discrete distribution in constant time (Walker 1977, Vose 1991). Made anew for other weights without
/// allocating. A draw's chances are right to about n / 2³².
/// </summary>
/// <param name="capacity">The largest number of weights.</param>
internal sealed class AliasTable(int capacity)
{
    private readonly uint[] _threshold = new uint[capacity];
    private readonly int[] _alias = new int[capacity];
    private readonly double[] _share = new double[capacity];
    private readonly int[] _stack = new int[capacity];

    /// <summary>Number of weights.</summary>
    public int Count { get; private set; }

    /// <summary>Makes the table of some weights, each at least 0, their sum above 0.</summary>
    public void Build(ReadOnlySpan<float> weights)
    {
        int count = weights.Length;
        Invariant.Require(count >= 1 && count <= _alias.Length, $"{count} weights in a table of {_alias.Length}.");
        double sum = 0;
        foreach (float weight in weights)
        {
            sum += weight;
        }

        Count = count;
        double scale = count / sum;
        (int small, int large) = (0, count);
        for (int index = 0; index < count; index++)
        {
            double share = weights[index] * scale;
            _share[index] = share;
            _stack[share < 1 ? small++ : --large] = index;
        }

        // Small ones lie below, large ones above; a large one gives to a small one what that lacks.
        while (small > 0 && large < count)
        {
            (int poor, int rich) = (_stack[--small], _stack[large]);
            _threshold[poor] = (uint)(_share[poor] * uint.MaxValue);
            _alias[poor] = rich;
            _share[rich] -= 1 - _share[poor];
            if (_share[rich] < 1)
            {
                large++;
                _stack[small++] = rich;
            }
        }

        while (small > 0)
        {
            Keep(_stack[--small]);
        }

        for (; large < count; large++)
        {
            Keep(_stack[large]);
        }
    }

    /// <summary>A draw: an index of a weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref LdaChance chance)
    {
        ulong product = (ulong)chance.Next() * (uint)Count;
        int cell = (int)(product >> 32);
        return (uint)product <= _threshold[cell] ? cell : _alias[cell];
    }

    private void Keep(int index) => (_threshold[index], _alias[index]) = (uint.MaxValue, index);
}
