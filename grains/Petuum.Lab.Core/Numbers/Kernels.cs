using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Core.Numbers;

/// <summary>
/// Reductions with a written-out order: four accumulators of one 256-bit vector each, vector v of the data in
/// accumulator
/// v mod 4 while whole groups of four last and in accumulator 0 after that; then (0+1)+(2+3) lane by lane, the lanes
/// from
/// first to last, and the tail one by one. Multiply and add are separate. So the result is the same with AVX-512, AVX2
/// or neither.
/// </summary>
public static class Kernels
{
    /// <summary>Σ aᵢbᵢ in the precision of <typeparamref name="T"/>.</summary>
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Invariant.Require(a.Length == b.Length, $"a dot product of {a.Length} and {b.Length} numbers.");
        int lanes = Vector256<T>.Count;
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default;
        ref T x = ref MemoryMarshal.GetReference(a);
        ref T y = ref MemoryMarshal.GetReference(b);
        int i = 0;
        for (; i <= a.Length - (4 * lanes); i += 4 * lanes)
        {
            s0 += Product(ref x, ref y, i);
            s1 += Product(ref x, ref y, i + lanes);
            s2 += Product(ref x, ref y, i + (2 * lanes));
            s3 += Product(ref x, ref y, i + (3 * lanes));
        }

        for (; i <= a.Length - lanes; i += lanes)
        {
            s0 += Product(ref x, ref y, i);
        }

        T sum = AddLanes(s0 + s1 + (s2 + s3));
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static Vector256<T> Product<T>(ref T x, ref T y, int index) =>
        Vector256.LoadUnsafe(ref x, (nuint)index) * Vector256.LoadUnsafe(ref y, (nuint)index);

    private static T AddLanes<T>(Vector256<T> lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int lane = 0; lane < Vector256<T>.Count; lane++)
        {
            sum += lanes[lane];
        }

        return sum;
    }
}
