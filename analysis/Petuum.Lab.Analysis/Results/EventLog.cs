using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Petuum.Lab.Files;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// Writes <c>events.jsonl.gz</c>: one JSON value a line, gzip without a time stamp and without the name of an operating
/// system, so that the same lines give the same file. The hash is over the lines, not over the compressed bytes.
/// </summary>
public sealed class EventLogWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly DeflateStream _deflate;
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 _crc = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;
    private uint _length;
    private bool _finished;

    /// <summary>Starts a log; <paramref name="stream"/> stays open.</summary>
    public EventLogWriter(Stream stream)
    {
        _stream = stream;
        ReadOnlySpan<byte> header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
        stream.Write(header);
        _deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true);
    }

    /// <summary>Lines written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Appends a line of UTF-8.</summary>
    /// <param name="line">Without its line feed.</param>
    /// <exception cref="ArgumentException">The line holds a line break.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (line.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            throw new ArgumentException("an event is one line", nameof(line));
        }

        Put(line);
        Put("\n"u8);
        Count++;
    }

    /// <summary>Ends the log.</summary>
    /// <returns>SHA-256 over the uncompressed bytes, in lower-case hexadecimal.</returns>
    public string Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _finished = true;
        Drain();
        _deflate.Dispose();
        if (Count == 0)
        {
            // The runtime writes nothing at all for no data; gzip wants an empty final block.
            _stream.Write([3, 0]);
        }

        Span<byte> trailer = stackalloc byte[8];
        _crc.GetCurrentHash(trailer);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        _stream.Write(trailer);
        return Convert.ToHexStringLower(_sha.GetHashAndReset());
    }

    /// <summary>Lets go of the buffers. A log that was not finished is not a valid file.</summary>
    public void Dispose()
    {
        _finished = true;
        _deflate.Dispose();
        _sha.Dispose();
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..count].CopyTo(_buffer.AsSpan(_used));
            _used += count;
            bytes = bytes[count..];
            if (_used == _buffer.Length)
            {
                Drain();
            }
        }
    }

    private void Drain()
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, _used);
        _sha.AppendData(bytes);
        _crc.Append(bytes);
        _length = unchecked(_length + (uint)bytes.Length);
        _deflate.Write(bytes);
        _used = 0;
    }
}

/// <summary>Reads <c>events.jsonl.gz</c>.</summary>
public static class EventLogReader
{
    /// <summary>The lines of a log, without their line feeds, read as they are asked for.</summary>
    /// <exception cref="ResultFileException">The file is not a whole log.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using StreamReader reader = Open(path);
        for (long line = 1; ; line++)
        {
            string? text;
            try
            {
                text = reader.ReadLine();
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException)
            {
                throw new ResultFileException(path, line, failure.Message, CsvFiles.Remedy);
            }

            if (text is null)
            {
                yield break;
            }

            yield return text;
        }
    }

    /// <summary>
    /// SHA-256 over the uncompressed bytes, in lower-case hexadecimal, as <see cref="EventLogWriter.Finish"/> gave it.
    /// </summary>
    /// <exception cref="ResultFileException">The file is not a whole log.</exception>
    public static string Hash(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using WholeGzipStream gzip = new(file);
            return Convert.ToHexStringLower(SHA256.HashData(gzip));
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ResultFileException(path, 0, failure.Message, CsvFiles.Remedy);
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            WholeGzipStream gzip = new(File.OpenRead(path));
            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            return new StreamReader(gzip, utf8, detectEncodingFromByteOrderMarks: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultFileException(path, 0, failure.Message, "check that the file is there and may be read");
        }
    }
}
