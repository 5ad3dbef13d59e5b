using System.IO.Compression;

namespace Petuum.Lab.Files;

/// <summary>
/// Reads gzip (RFC 1952), members one after the other, and refuses a file that is not whole.
/// </summary>
/// <remarks>
/// The library's <see cref="GZipStream"/> verifies the checksum and the length of every member. But it takes the end
/// of a truncated file for the end of the data, unless the process was started with
/// <c>System.IO.Compression.UseStrictValidation</c>, which a library cannot set for its host. So we let a member of our
/// own follow the file, the seal. Its text comes out, and nothing else does, only if the file ended where a member
/// ends: a member that was cut off takes the seal for its own bytes, and then neither checksum nor text fits.
/// </remarks>
public sealed class WholeGzipStream : ReadOnlyStream
{
    private const int BufferLength = 1 << 16;
    private static readonly byte[] SealText = [.. "All of the file was read."u8];
    private static readonly byte[] Seal = Compress(SealText);
    private readonly SealedFile _file;
    private readonly GZipStream _gzip;
    private bool _ended;

    /// <summary>Reads a file from its beginning; closes it when this stream is closed.</summary>
    public WholeGzipStream(Stream file)
    {
        _file = new SealedFile(new BufferedStream(file, BufferLength));
        _gzip = new GZipStream(_file, CompressionMode.Decompress);
    }

    /// <summary>Whether the bytes begin like gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <summary>Reads on.</summary>
    /// <exception cref="InvalidDataException">Not gzip, cut off, or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        int count = Inflate(buffer);
        if (count > 0 && !_file.IsRead)
        {
            return count;
        }

        RequireSeal(buffer[..count]);
        _ended = true;
        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What came out behind the last byte of the file, and all that still comes, is the seal's text.</summary>
    private void RequireSeal(scoped ReadOnlySpan<byte> text)
    {
        if (!_file.IsRead)
        {
            throw new InvalidDataException("bytes that are not gzip follow the compressed data");
        }

        ReadOnlySpan<byte> missing = SealText;
        Span<byte> next = stackalloc byte[SealText.Length + 1];
        while (text.Length > 0 && missing.StartsWith(text))
        {
            missing = missing[text.Length..];
            text = next[..Inflate(next)];
        }

        if (text.Length > 0 || missing.Length > 0)
        {
            throw new InvalidDataException("the compressed data is cut off");
        }
    }

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException(
                _file.IsRead ? "the compressed data is cut off" : "the checksum does not fit the compressed data",
                damage);
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> text)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return bytes.ToArray();
    }

    /// <summary>The file, and the seal behind it.</summary>
    private sealed class SealedFile(Stream file) : ReadOnlyStream
    {
        private int _served;

        /// <summary>Whether the file has no more bytes; those of the seal are served.</summary>
        public bool IsRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int count = IsRead ? 0 : file.Read(buffer);
            if (count > 0 || buffer.IsEmpty)
            {
                return count;
            }

            IsRead = true;
            count = Math.Min(buffer.Length, Seal.Length - _served);
            Seal.AsSpan(_served, count).CopyTo(buffer);
            _served += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
