using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>What an array of a <c>.npy</c> file holds; all little-endian.</summary>
public enum NpyElement
{
    /// <summary>32-bit floating point, <c>&lt;f4</c>.</summary>
    Float32,

    /// <summary>64-bit floating point, <c>&lt;f8</c>.</summary>
    Float64,

    /// <summary>32-bit integer, <c>&lt;i4</c>.</summary>
    Int32,

    /// <summary>64-bit integer, <c>&lt;i8</c>.</summary>
    Int64,
}

/// <summary>Names of elements and the types they are.</summary>
public static class NpyElements
{
    private static readonly (NpyElement Element, string Code, Type Type, int Bytes)[] All =
    [
        (NpyElement.Float32, "<f4", typeof(float), 4),
        (NpyElement.Float64, "<f8", typeof(double), 8),
        (NpyElement.Int32, "<i4", typeof(int), 4),
        (NpyElement.Int64, "<i8", typeof(long), 8),
    ];

    /// <summary>NumPy's code: <c>&lt;f4</c>.</summary>
    public static string Code(this NpyElement element) => All[(int)element].Code;

    /// <summary>Bytes of one value.</summary>
    public static int Bytes(this NpyElement element) => All[(int)element].Bytes;

    /// <summary>The element that values of a type are.</summary>
    /// <exception cref="InvariantException">The type is none of float, double, int and long.</exception>
    public static NpyElement Of<T>()
    {
        int index = Array.FindIndex(All, known => known.Type == typeof(T));
        Invariant.Require(index >= 0, $"{typeof(T).Name} is not an element of an array file.");
        return All[index].Element;
    }

    internal static bool TryParse(string code, out NpyElement element)
    {
        int index = Array.FindIndex(All, known => known.Code == code);
        element = All[Math.Max(index, 0)].Element;
        return index >= 0;
    }
}

/// <summary>An array of one or two dimensions that was read from a <c>.npy</c> file.</summary>
public sealed class NpyArray
{
    private readonly Array _values;

    internal NpyArray(NpyElement element, int rows, int? columns, Array values) =>
        (Element, Rows, Columns, _values) = (element, rows, columns, values);

    /// <summary>Values of one dimension; the array takes them over.</summary>
    public static NpyArray Of<T>(T[] values)
        where T : unmanaged => new(NpyElements.Of<T>(), values.Length, columns: null, values);

    /// <summary>What it holds.</summary>
    public NpyElement Element { get; }

    /// <summary>The length of the first dimension.</summary>
    public int Rows { get; }

    /// <summary>The length of the second dimension; null if there is one only.</summary>
    public int? Columns { get; }

    /// <summary>All values, row after row.</summary>
    /// <exception cref="InvariantException">They are of another type; <see cref="Element"/> says of which.</exception>
    public T[] Values<T>()
        where T : unmanaged
    {
        Invariant.Require(_values is T[], $"an array of {Element}, read as {typeof(T).Name}.");
        return (T[])_values;
    }
}
