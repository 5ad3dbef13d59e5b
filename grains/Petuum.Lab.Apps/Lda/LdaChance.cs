using System.Numerics;
using System.Runtime.CompilerServices;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// <see cref="Pcg32"/> as a value, so that inner loops keep it in registers: the same draws from the same position.
/// </summary>
internal struct LdaChance(Pcg32 start)
{
    private const ulong Multiplier = 6364136223846793005;

    /// <summary>The position in the sequence.</summary>
    public ulong State = start.State;

    /// <summary>Which sequence it is.</summary>
    public ulong Stream = start.Stream;

    /// <summary>The next 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next()
    {
        ulong old = State;
        State = unchecked((old * Multiplier) + Stream);
        uint shifted = (uint)(((old >> 18) ^ old) >> 27);
        return BitOperations.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>0 … bound − 1, even but for less than bound / 2³².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int bound) => (int)(((ulong)Next() * (uint)bound) >> 32);

    /// <summary>A float in [0, 1) with 24 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Unit() => (Next() >> 8) * (1f / (1 << 24));

    /// <summary>A double in [0, 1) with 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Share() => Next() * (1.0 / (1L << 32));
}
