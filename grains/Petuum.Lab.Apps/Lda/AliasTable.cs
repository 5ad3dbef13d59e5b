using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Petuum.Lab.Core;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// Draws from a discrete distribution in constant time (Walker 1977, Vose 1991). Made anew for other weights without
/// allocating. A draw's chances are right to about n / 2³².
/// </summary>
/// <param name="scratch">What building takes; tables that are built one after the other may share it.</param>
internal sealed class AliasTable(AliasScratch scratch)
{
    private readonly uint[] _threshold = new uint[scratch.Share.Length];
    private readonly int[] _alias = new int[scratch.Share.Length];

    /// <summary>Number of weights.</summary>
    public int Count { get; private set; }

    /// <summary>Makes the table of some weights, each at least 0, their sum above 0.</summary>
    public void Build(ReadOnlySpan<float> weights)
    {
        (int count, double[] shares, int[] stack) = (weights.Length, scratch.Share, scratch.Stack);
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
            shares[index] = share;
            stack[share < 1 ? small++ : --large] = index;
        }

        // Small ones lie below, large ones above; a large one gives to a small one what that lacks.
        while (small > 0 && large < count)
        {
            (int poor, int rich) = (stack[--small], stack[large]);
            _threshold[poor] = (uint)(shares[poor] * uint.MaxValue);
            _alias[poor] = rich;
            shares[rich] -= 1 - shares[poor];
            if (shares[rich] < 1)
            {
                large++;
                stack[small++] = rich;
            }
        }

        while (small > 0)
        {
            Keep(stack[--small]);
        }

        for (; large < count; large++)
        {
            Keep(stack[large]);
        }
    }

    /// <summary>A draw: an index of a weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref LdaChance chance)
    {
        ulong product = (ulong)chance.Next() * (uint)Count;
        int cell = (int)(product >> 32);
        int other = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_alias), cell);
        long threshold = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_threshold), cell);

        // All bits set where the draw is above the threshold: a branch would be mispredicted half of the time.
        int isOther = (int)((threshold - (uint)product) >> 63);
        return cell ^ ((cell ^ other) & isOther);
    }

    private void Keep(int index) => (_threshold[index], _alias[index]) = (uint.MaxValue, index);
}

/// <summary>Arrays for building tables of at most <paramref name="capacity"/> weights.</summary>
internal sealed class AliasScratch(int capacity)
{
    /// <summary>What is left of each weight, as a multiple of the mean.</summary>
    public double[] Share { get; } = new double[capacity];

    /// <summary>Indices of small weights from the start, of large ones from the end.</summary>
    public int[] Stack { get; } = new int[capacity];
}
