using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using Petuum.Lab.Files;

namespace Petuum.Lab.Datasets.IO;

/// <summary>
/// Writes letters and numbers to a file that is there whole or not at all. A name that ends in <c>.gz</c> is written as
/// gzip, whose header has no name and no time.
/// </summary>
internal sealed class AtomicTextFile
{
    private const int NumberLengthMax = 32;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly Stream _stream;
    private int _count;

    private AtomicTextFile(Stream stream) => _stream = stream;

    /// <summary>Writes a whole file through <paramref name="write"/>.</summary>
    /// <exception cref="DataFormatException">
    /// The file cannot be written; what stood there before still does.
    /// </exception>
    public static void Write(string path, Action<AtomicTextFile> write)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new DataFormatException(path, 0, $"there is no folder '{folder}'", "make it first");
        }

        try
        {
            AtomicFile.Write(path, file => Fill(file, DataFormats.HasGzipName(path), write));
        }
        catch (NotAFileException)
        {
            throw new DataFormatException(path, 0, NotAFileException.Problem, NotAFileException.Remedy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                path, 0, $"cannot be written ({failure.Message})", "choose a folder that exists and may be written to",
                    failure);
        }
    }

    public void Write(byte letter)
    {
        Reserve(1);
        _buffer[_count++] = letter;
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte letter in text)
        {
            Write(letter);
        }
    }

    public void Write(long number)
    {
        Reserve(NumberLengthMax);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_count), out int count);
        _count += count;
    }

    /// <summary>Writes the shortest text that reads back as the same double.</summary>
    public void Write(double number)
    {
        Reserve(NumberLengthMax);
        number.TryFormat(_buffer.AsSpan(_count), out int count, format: default, CultureInfo.InvariantCulture);
        _count += count;
    }

    private static void Fill(Stream file, bool isCompressed, Action<AtomicTextFile> write)
    {
        using GZipStream? gzip = isCompressed ? new(file, CompressionLevel.Optimal, leaveOpen: true) : null;
        AtomicTextFile text = new(gzip ?? file);
        write(text);
        text.Flush();
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _count < count)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _count);
        _count = 0;
    }
}
