using System.Buffers.Binary;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// MNIST's idx: images of unsigned bytes as rows of features, a pixel a feature in reading order, scaled from 0 … 255
/// to 0 … 1; labels in a file of their own.
/// </summary>
internal sealed class IdxReader : IDisposable
{
    private const int ChunkLength = 1 << 16;
    private const string Remedy = "fetch or make the file again";
    private static readonly double[] Scaled = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 255.0)];

    private readonly DataSource _source;
    private readonly byte[] _chunk = new byte[ChunkLength];
    private Stream _bytes;
    private long _record;
    private int _at;
    private int _count;

    private IdxReader(DataSource source) => (_source, _bytes) = (source, source.OpenAt(0));

    /// <summary>The features of images, with their labels; a part is a range of images.</summary>
    public static RegressionData Read(DataSource source, DataSource labels, DataPart part)
    {
        double[] classes = LabelsReader.Read(labels);
        using IdxReader reader = new(source);
        int[] sizes = reader.ReadHeader(IdxFile.ImageDimensions, "images", "pass the images, and labels as --labels");
        long pixels = (long)sizes[1] * sizes[2];
        reader.Require(
            pixels is > 0 and < int.MaxValue, $"images of {sizes[1]} × {sizes[2]} pixels", "pass images with pixels");
        return sizes[0] == classes.Length
            ? reader.ReadImages(classes, part, (int)pixels)
            : throw new DataFormatException(
                labels.Path, 0, $"{classes.Length} labels for the {sizes[0]} images of {source.Path}",
                "pass the labels that belong to them");
    }

    /// <summary>The values of a file of one dimension.</summary>
    public static double[] ReadVector(DataSource source)
    {
        using IdxReader reader = new(source);
        int count = reader.ReadHeader(1, "labels", "pass the file of the labels (idx1)")[0];
        List<double> values = [];
        for (int index = 0; index < count; index++)
        {
            reader._record = index + 1;
            values.Add(reader.Next());
        }

        reader.RequireEnd();
        return values.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private RegressionData ReadImages(double[] labels, DataPart part, int pixels)
    {
        (long start, long end) = part.Slice(labels.Length);
        SkipTo(HeaderLength(IdxFile.ImageDimensions) + (start * pixels));
        long image = start;
        SparseRowBuilder rows = new(() => end == start ? 1 : (double)(image - start) / (end - start));
        for (; image < end; image++)
        {
            _record = image + 1;
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                byte value = Next();
                if (value != 0)
                {
                    rows.Reserve(1);
                    rows.Add(pixel, Scaled[value]);
                }
            }

            rows.EndRow(labels[image]);
        }

        if (end == labels.Length)
        {
            RequireEnd();
        }

        Require(labels.Length > 0, "no image", "pass a file with at least one");
        return rows.Build(pixels);
    }

    private int[] ReadHeader(int dimensions, string what, string remedy)
    {
        Span<byte> start = stackalloc byte[4];
        Fill(start);
        Require(
            start[2] == IdxFile.UnsignedByte,
            $"values of type 0x{start[2]:X2}; unsigned bytes (0x08) are read",
            "scale them to 0 … 255, or write them as LIBSVM");
        Require(start[3] == dimensions, $"{start[3]} dimensions, where {what} have {dimensions}", remedy);
        int[] sizes = new int[dimensions];
        foreach (ref int size in sizes.AsSpan())
        {
            Fill(start);
            uint wide = BinaryPrimitives.ReadUInt32BigEndian(start);
            Require(wide <= Array.MaxLength, $"a dimension of {wide}", Remedy);
            size = (int)wide;
        }

        return sizes;
    }

    private static int HeaderLength(int dimensions) => 4 * (1 + dimensions);

    private void Fill(Span<byte> target)
    {
        foreach (ref byte value in target)
        {
            value = Next();
        }
    }

    private void SkipTo(long offset)
    {
        _bytes.Dispose();
        _bytes = _source.OpenAt(offset);
        (_at, _count) = (0, 0);
    }

    private byte Next()
    {
        if (_at == _count && !Refill())
        {
            string within = _record == 0 ? "its header" : $"number {_record} of what its header says there is";
            throw new DataFormatException(_source.Path, 0, $"the file ends within {within}", Remedy);
        }

        return _chunk[_at++];
    }

    private bool Refill()
    {
        (_at, _count) = (0, _source.Read(_bytes, _chunk, line: 0));
        return _count > 0;
    }

    private void RequireEnd() =>
        Require(_at == _count && !Refill(), "more bytes than the header says", Remedy);

    private void Require(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new DataFormatException(_source.Path, 0, problem, remedy);
        }
    }
}
