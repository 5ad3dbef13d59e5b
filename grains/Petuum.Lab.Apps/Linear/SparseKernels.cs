using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Petuum.Lab.Apps.Linear;

/// <summary>A sparse vector with a dense one, which has every index that it names: nothing is checked.</summary>
internal static class SparseKernels
{
    /// <summary>xᵀv, in four sums that are added at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ref double vector)
    {
        ref int index = ref MemoryMarshal.GetReference(indices);
        ref double value = ref MemoryMarshal.GetReference(values);
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int entry = 0;
        for (; entry <= indices.Length - 4; entry += 4)
        {
            a += Unsafe.Add(ref value, entry) * Unsafe.Add(ref vector, Unsafe.Add(ref index, entry));
            b += Unsafe.Add(ref value, entry + 1) * Unsafe.Add(ref vector, Unsafe.Add(ref index, entry + 1));
            c += Unsafe.Add(ref value, entry + 2) * Unsafe.Add(ref vector, Unsafe.Add(ref index, entry + 2));
            d += Unsafe.Add(ref value, entry + 3) * Unsafe.Add(ref vector, Unsafe.Add(ref index, entry + 3));
        }

        for (; entry < indices.Length; entry++)
        {
            a += Unsafe.Add(ref value, entry) * Unsafe.Add(ref vector, Unsafe.Add(ref index, entry));
        }

        return (a + b) + (c + d);
    }

    /// <summary>v ← v + factor·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, double factor, ref double vector)
    {
        ref double value = ref MemoryMarshal.GetReference(values);
        for (int entry = 0; entry < indices.Length; entry++)
        {
            Unsafe.Add(ref vector, indices[entry]) += factor * Unsafe.Add(ref value, entry);
        }
    }
}
