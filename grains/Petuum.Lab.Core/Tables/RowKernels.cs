using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Core.Tables;

/// <summary>
/// Element-wise loops over rows; each element is its own sum, so vector width cannot change a result.
/// </summary>
public static class RowKernels
{
    /// <summary>target ← target + source.</summary>
    public static void Add<T>(Span<T> target, ReadOnlySpan<T> source)
        where T : unmanaged, INumber<T>
    {
        Invariant.Require(target.Length == source.Length, $"row has {target.Length} columns, delta {source.Length}.");
        int index = 0;
        if (Vector256<T>.IsSupported)
        {
            ref T to = ref MemoryMarshal.GetReference(target);
            ref T from = ref MemoryMarshal.GetReference(source);
            for (; index <= target.Length - Vector256<T>.Count; index += Vector256<T>.Count)
            {
                (Vector256.LoadUnsafe(ref to, (nuint)index) + Vector256.LoadUnsafe(ref from, (nuint)index))
                    .StoreUnsafe(ref to, (nuint)index);
            }
        }

        for (; index < target.Length; index++)
        {
            target[index] += source[index];
        }
    }

    /// <summary>target ← max(0, target).</summary>
    public static void ClampToNonNegative<T>(Span<T> target)
        where T : unmanaged, INumber<T>
    {
        foreach (ref T value in target)
        {
            value = value < T.Zero ? T.Zero : value;
        }
    }
}
