using System.Numerics;

namespace Petuum.Lab.Core.Numbers;

/// <summary>
/// The PCG-XSH-RR 64/32 generator (O'Neill 2014): small, fast, and the same sequence on every machine.
/// Two words of state, so a program saves it as easily as a counter.
/// </summary>
public sealed class Pcg32(ulong state, ulong stream)
{
    private const ulong Multiplier = 6364136223846793005;

    /// <summary>The position in the sequence; restoring it continues to the same draws.</summary>
    public ulong State { get; set; } = state + (stream | 1);

    /// <summary>Which of the 2^63 sequences this is; always odd.</summary>
    public ulong Stream { get; set; } = stream | 1;

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        ulong old = State;
        State = unchecked((old * Multiplier) + Stream);
        uint shifted = (uint)(((old >> 18) ^ old) >> 27);
        return BitOperations.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>A number in 0 … <paramref name="bound"/> − 1, every one equally likely (Lemire 2019).</summary>
    public int NextInt(int bound)
    {
        Invariant.Require(bound > 0, $"a draw below {bound} is impossible.");
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = unchecked((uint)-bound) % (uint)bound;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>A double in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32() >> 5;
        ulong low = NextUInt32() >> 6;
        return ((high << 26) | low) * (1.0 / (1UL << 53));
    }

    /// <summary>A double in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A draw from N(0, 1) by Marsaglia's polar method; the second number of a pair is not kept.</summary>
    public double NextGaussian()
    {
        while (true)
        {
            double u = NextDouble(-1, 1);
            double v = NextDouble(-1, 1);
            double radius = (u * u) + (v * v);
            if (radius > 0 && radius < 1)
            {
                return u * Math.Sqrt(-2 * DeterministicMath.Log(radius) / radius);
            }
        }
    }

    /// <summary>A uniformly random order of <paramref name="items"/>, in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
