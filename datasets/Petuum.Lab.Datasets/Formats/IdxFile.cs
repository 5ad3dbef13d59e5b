using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// What is common to files of MNIST's idx: two zero bytes, the type of the values, the number of dimensions, the
/// dimensions as big-endian 32-bit integers, the values. Names and layout are those of the MNIST site.
/// </summary>
internal static class IdxFile
{
    /// <summary>The ending of names that are not MNIST's own.</summary>
    public const string Extension = ".idx";

    /// <summary>The type of unsigned bytes, the only one that is read.</summary>
    public const byte UnsignedByte = 0x08;

    /// <summary>Dimensions of images: how many, rows, columns.</summary>
    public const int ImageDimensions = 3;

    private const string ImagesEnding = "-idx3-ubyte";
    private const string LabelsEnding = "-idx1-ubyte";

    /// <summary>Whether a name, without <c>.gz</c>, is that of MNIST's images.</summary>
    public static bool IsImagesName(string name) => name.EndsWith(ImagesEnding, StringComparison.Ordinal);

    /// <summary>The name of the labels that belong to images of such a name.</summary>
    public static string LabelsName(string imagesName)
    {
        string folder = Path.GetDirectoryName(imagesName) ?? "";
        string file = Path.GetFileName(imagesName)[..^ImagesEnding.Length]
            .Replace("images", "labels", StringComparison.Ordinal);
        return Path.Combine(folder, file + LabelsEnding);
    }

    /// <summary>Whether a file begins as idx does, of whichever type and dimensions.</summary>
    public static bool IsIdx(DataSource source)
    {
        Span<byte> start = stackalloc byte[4];
        using Stream bytes = source.OpenAt(0);
        int count = 0;
        while (count < start.Length && source.Read(bytes, start[count..], line: 0) is > 0 and int read)
        {
            count += read;
        }

        return count == start.Length && start is [0, 0, >= 0x08 and <= 0x0E, > 0];
    }
}
