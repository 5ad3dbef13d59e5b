using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Petuum.Lab.Core.Tables;

/// <summary>
/// The values of a batch, in an array of their own type, so that a block of rows can take the array over.
/// </summary>
internal sealed class RowValues
{
    private float[] _floats = [];
    private double[] _doubles = [];
    private int[] _ints = [];

    /// <summary>All room there is for values of a type, as bytes.</summary>
    public Span<byte> Bytes(ElementType element) => element switch
    {
        ElementType.Float => MemoryMarshal.AsBytes(_floats.AsSpan()),
        ElementType.Double => MemoryMarshal.AsBytes(_doubles.AsSpan()),
        _ => MemoryMarshal.AsBytes(_ints.AsSpan()),
    };

    /// <summary>Makes room for values of a type; keeps those that are there.</summary>
    public void Grow(ElementType element, int count)
    {
        switch (element)
        {
            case ElementType.Float:
                Grow(ref _floats, count);
                break;
            case ElementType.Double:
                Grow(ref _doubles, count);
                break;
            default:
                Grow(ref _ints, count);
                break;
        }
    }

    /// <summary>Exchanges the array of a type with another.</summary>
    public void Exchange<T>(ref T[] values)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Exchange(ref Unsafe.As<T[], float[]>(ref values), ref _floats);
        }
        else if (typeof(T) == typeof(double))
        {
            Exchange(ref Unsafe.As<T[], double[]>(ref values), ref _doubles);
        }
        else
        {
            Invariant.Require(typeof(T) == typeof(int), $"rows of {typeof(T)}.");
            Exchange(ref Unsafe.As<T[], int[]>(ref values), ref _ints);
        }
    }

    /// <summary>Makes an array at least this long, and twice as long as before if it is not.</summary>
    public static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, Math.Max(16, array.Length * 2)));
        }
    }

    private static void Exchange<T>(ref T[] left, ref T[] right) => (left, right) = (right, left);
}
