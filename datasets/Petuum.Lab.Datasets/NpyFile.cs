using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>
/// NumPy's <c>.npy</c> files: format 1.0, little-endian, C order, one or two dimensions of <see cref="NpyElement"/>.
/// Values are kept to the bit, NaN's payload too.
/// </summary>
public static partial class NpyFile
{
    /// <summary>What such files' names end with.</summary>
    public const string Extension = ".npy";

    private const int Alignment = 64;
    private const int PreludeLength = 10;
    private const int ChunkBytes = 1 << 20;
    private const string Remedy = "fetch or make the file again";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether a name is that of an array file.</summary>
    public static bool IsName(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Writes the header; rows × columns values (rows, if <paramref name="columns"/> is null) are to follow.
    /// </summary>
    public static void WriteHeader<T>(Stream stream, int rows, int? columns)
        where T : unmanaged
    {
        string shape = columns is { } width ? $"({rows}, {width})" : $"({rows},)";
        string text = $"{{'descr': '{NpyElements.Of<T>().Code()}', 'fortran_order': False, 'shape': {shape}, }}";
        int length = (PreludeLength + text.Length + Alignment) / Alignment * Alignment;
        byte[] header = new byte[length];
        header.AsSpan(PreludeLength).Fill((byte)' ');
        Magic.CopyTo(header);
        header[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - PreludeLength));
        Encoding.ASCII.GetBytes(text, header.AsSpan(PreludeLength));
        header[^1] = (byte)'\n';
        stream.Write(header);
    }

    /// <summary>Appends values behind a header of the same type.</summary>
    public static void WriteValues<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Invariant.Require(BitConverter.IsLittleEndian, "array files are written on little-endian machines only.");
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes an array of one dimension.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        WriteHeader<T>(stream, values.Length, columns: null);
        WriteValues(stream, values);
    }

    /// <summary>Reads an array.</summary>
    /// <exception cref="DataFormatException">Anything that is wrong with the file.</exception>
    public static NpyArray Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            return Read(file, path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(
                path, 0, "no such file", "check the name; a relative path starts in the current folder");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                path, 0, $"cannot be read ({failure.Message})", "check its permissions", failure);
        }
    }

    private static NpyArray Read(FileStream file, string path)
    {
        Match header = ReadHeader(file, path);
        string code = header.Groups["descr"].Value;
        if (!NpyElements.TryParse(code, out NpyElement element))
        {
            throw new DataFormatException(
                path, 0, $"an array of '{code}'", "save it as float32, float64, int32 or int64, little-endian");
        }

        if (header.Groups["fortran"].Value == "True")
        {
            throw new DataFormatException(
                path, 0, "an array in Fortran order", "save numpy.ascontiguousarray(x) instead");
        }

        int rows = Length(header.Groups["rows"].Value, path);
        int? columns = header.Groups["columns"] is { Success: true } second ? Length(second.Value, path) : null;
        long count = (long)rows * (columns ?? 1);
        long expected = file.Position + (count * element.Bytes());
        if (expected != file.Length || count > Array.MaxLength)
        {
            throw new DataFormatException(
                path,
                0,
                $"{file.Length} bytes, where its header announces {count} values, which make {expected}",
                $"the file was cut off or changed: {Remedy}");
        }

        return new NpyArray(element, rows, columns, ReadValues(file, element, (int)count));
    }

    private static Match ReadHeader(FileStream file, string path)
    {
        Span<byte> prelude = stackalloc byte[PreludeLength];
        int read = file.ReadAtLeast(prelude, PreludeLength, throwOnEndOfStream: false);
        if (read < PreludeLength || !prelude.StartsWith(Magic))
        {
            throw new DataFormatException(path, 0, "not a NumPy array file", "pass a file of numpy.save");
        }

        if (prelude[Magic.Length] != 1)
        {
            throw new DataFormatException(
                path, 0, $"format {prelude[6]}.{prelude[7]} of NumPy's array files", "save it in format 1.0");
        }

        byte[] text = new byte[BinaryPrimitives.ReadUInt16LittleEndian(prelude[8..])];
        read = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        Match header = Header().Match(Encoding.Latin1.GetString(text, 0, read));
        return header.Success && read == text.Length
            ? header
            : throw new DataFormatException(
                path, 0, "a header that is not that of an array of one or two dimensions", Remedy);
    }

    private static int Length(string digits, string path) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new DataFormatException(path, 0, $"a dimension of {digits}", Remedy);

    private static Array ReadValues(FileStream file, NpyElement element, int count) => element switch
    {
        NpyElement.Float32 => ReadValues<float>(file, count),
        NpyElement.Float64 => ReadValues<double>(file, count),
        NpyElement.Int32 => ReadValues<int>(file, count),
        _ => ReadValues<long>(file, count),
    };

    private static T[] ReadValues<T>(FileStream file, int count)
        where T : unmanaged
    {
        Invariant.Require(BitConverter.IsLittleEndian, "array files are read on little-endian machines only.");
        T[] values = GC.AllocateUninitializedArray<T>(count);
        int chunk = ChunkBytes / Unsafe.SizeOf<T>();
        for (int start = 0; start < count; start += chunk)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(chunk, count - start))));
        }

        return values;
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<descr>[^']*)', 'fortran_order': (?<fortran>True|False), "
            + @"'shape': \((?<rows>\d+),(?: (?<columns>\d+))?\), \} *\n$",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Header();
}
