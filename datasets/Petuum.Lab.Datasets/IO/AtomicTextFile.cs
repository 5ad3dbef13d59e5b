using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;

namespace Petuum.Lab.Datasets.IO;

/// <summary>
/// Writes a text beside its destination and moves it there when it is whole, so that nobody ever sees half a file.
/// A name that ends in <c>.gz</c> is written as gzip, whose header has no name and no time.
/// </summary>
internal sealed class AtomicTextFile : IDisposable
{
    private const int NumberLengthMax = 32;
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly Stream _stream;
    private int _count;
    private bool _closed;

    private AtomicTextFile(string path)
    {
        _path = path;
        _temporaryPath = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
        FileStream file = new(_temporaryPath, FileMode.Create, FileAccess.Write, FileShare.None);
        _stream = DataFormats.HasGzipName(path) ? new GZipStream(file, CompressionLevel.Optimal) : file;
    }

    /// <summary>Writes a whole file through <paramref name="write"/>.</summary>
    /// <exception cref="DataFormatException">The file cannot be written; what stood there before still does.</exception>
    public static void Write(string path, Action<AtomicTextFile> write)
    {
        try
        {
            using AtomicTextFile text = new(path);
            write(text);
            text.Commit();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                path, 0, $"cannot be written ({failure.Message})", "choose a folder that exists and may be written to", failure);
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

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _stream.Dispose();
            File.Delete(_temporaryPath);
        }
    }

    private void Commit()
    {
        Flush();
        _stream.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
        _closed = true;
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
