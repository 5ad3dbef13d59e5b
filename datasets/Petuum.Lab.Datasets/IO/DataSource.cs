using System.Buffers;
using System.Security.Cryptography;
using Petuum.Lab.Files;

namespace Petuum.Lab.Datasets.IO;

/// <summary>
/// One file, plain or gzip, seen as its uncompressed bytes. Offsets and lengths are of uncompressed bytes.
/// </summary>
internal sealed class DataSource
{
    private const int ChunkLength = 1 << 18;
    private long _length = -1;

    private DataSource(string path, bool isCompressed)
    {
        Path = path;
        IsCompressed = isCompressed;
    }

    public string Path { get; }

    public bool IsCompressed { get; }

    /// <summary>The number of uncompressed bytes; a compressed file is read through once to find out.</summary>
    public long Length
    {
        get
        {
            if (_length < 0)
            {
                _length = IsCompressed
                    ? ForEachChunk(0, long.MaxValue, static (_, _) => { })
                    : new FileInfo(Path).Length;
            }

            return _length;
        }
    }

    /// <summary>Looks at the first bytes.</summary>
    /// <exception cref="DataFormatException">
    /// No such file, a directory, not readable, empty, or a container that is not read here.
    /// </exception>
    public static DataSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new DataFormatException(path, 0, "a directory, not a file", "name a file in it");
        }

        if (!File.Exists(path))
        {
            throw new DataFormatException(
                path, 0, "no such file", "check the name; a relative path starts in the current folder");
        }

        Span<byte> start = stackalloc byte[8];
        using Stream file = OpenFile(path);
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..count];
        if (count == 0)
        {
            throw Empty(path);
        }

        string? container = start switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive",
            [(byte)'B', (byte)'Z', (byte)'h', _, 0x31, 0x41, 0x59, 0x26] => "a bzip2 file",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "an xz file",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "a zstd file",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "a UTF-16 text",
            _ => null,
        };
        return container is null
            ? new DataSource(path, WholeGzipStream.IsGzip(start))
            : throw new DataFormatException(path, 0, $"{container}",
                "unpack it, or save it as UTF-8 text, plain or gzip");
    }

    /// <summary>The complaint about a file without a line of data.</summary>
    public static DataFormatException Empty(string path) =>
        new(path, 0, "the file is empty", "pass a file with at least one line of data");

    /// <summary>
    /// The lines of <paramref name="part"/>: every line belongs to the part in which its first byte lies.
    /// </summary>
    public LineReader ReadLines(DataPart part)
    {
        (long start, long end) = part.SliceBytes(() => Length);
        return new LineReader(this, start, end);
    }

    /// <summary>
    /// The bytes from <paramref name="offset"/> on: by seeking in a plain file, by skipping in a compressed one.
    /// </summary>
    public Stream OpenAt(long offset)
    {
        Stream file = OpenFile(Path);
        if (!IsCompressed)
        {
            file.Position = offset;
            return file;
        }

        WholeGzipStream bytes = new(file);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            while (offset > 0)
            {
                int count = Read(bytes, buffer.AsSpan(0, (int)Math.Min(buffer.Length, offset)), line: 0);
                offset -= count == 0 ? offset : count;
            }
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return bytes;
    }

    /// <summary>Reads on, and turns what a stream can throw into a complaint about the file.</summary>
    public int Read(Stream bytes, Span<byte> buffer, long line)
    {
        try
        {
            return bytes.Read(buffer);
        }
        catch (InvalidDataException damage)
        {
            throw new DataFormatException(
                Path, line, $"not a whole gzip file ({damage.Message.TrimEnd('.')})", "fetch or make the file again",
                    damage);
        }
        catch (IOException failure)
        {
            throw new DataFormatException(Path, line, $"reading failed ({failure.Message})",
                "check the disk and try again", failure);
        }
    }

    /// <summary>The number of lines that end before <paramref name="offset"/>.</summary>
    public long CountLinesBefore(long offset)
    {
        long lines = 0;
        ForEachChunk(0, offset, (buffer, count) => lines += buffer.AsSpan(0, count).Count((byte)'\n'));
        return lines;
    }

    /// <summary>Adds the uncompressed bytes [<paramref name="start"/>, <paramref name="end"/>) to a hash.</summary>
    public void AppendTo(IncrementalHash hash, long start = 0, long end = long.MaxValue) =>
        ForEachChunk(start, end, (buffer, count) => hash.AppendData(buffer, 0, count));

    private long ForEachChunk(long start, long end, Action<byte[], int> visit)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            using Stream bytes = OpenAt(start);
            long position = start;
            while (position < end)
            {
                int count = Read(bytes, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - position)), line: 0);
                if (count == 0)
                {
                    break;
                }

                visit(buffer, count);
                position += count;
            }

            return position;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (file.CanSeek)
            {
                return file;
            }

            file.Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, 0, $"cannot be opened ({failure.Message})", "check its permissions",
                failure);
        }

        throw new DataFormatException(path, 0, "a pipe or device, which cannot be read twice",
            "save it as a file first");
    }
}
