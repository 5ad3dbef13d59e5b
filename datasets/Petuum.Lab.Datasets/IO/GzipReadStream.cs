using System.Buffers.Binary;
using System.IO.Compression;

namespace Petuum.Lab.Datasets.IO;

/// <summary>
/// Reads gzip (RFC 1952), members one after the other, and notices a file that was cut off: the library's GZipStream
/// takes the end of a truncated file for the end of the data. Checksum and length of every member are verified.
/// </summary>
/// <remarks>
/// A raw inflater does not tell where it stopped, but the eight bytes that follow (CRC and length of what came out)
/// are known by then, so they are looked for in the last piece that it was fed.
/// </remarks>
internal sealed class GzipReadStream(Stream compressed) : Stream
{
    private const int TrailerLength = 8;
    private readonly Feed _feed = new(compressed);
    private readonly byte[] _one = new byte[1];
    private DeflateStream? _member;
    private bool _ended;
    private bool _begun;
    private uint _crc;
    private uint _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the bytes begin like gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <summary>Reads on.</summary>
    /// <exception cref="InvalidDataException">Not gzip, cut off, or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && buffer.Length > 0)
        {
            _member ??= BeginMember();
            int count = _member?.Read(buffer) ?? 0;
            if (count > 0)
            {
                _crc = Crc32.Append(_crc, buffer[..count]);
                _length = unchecked(_length + (uint)count);
                return count;
            }

            EndMember();
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            compressed.Dispose();
        }

        base.Dispose(disposing);
    }

    private DeflateStream? BeginMember()
    {
        int first = _feed.TryReadByte(_one);
        while (_begun && first == 0)
        {
            first = _feed.TryReadByte(_one);
        }

        if (_begun && first < 0)
        {
            _ended = true;
            return null;
        }

        if (first != 0x1F || ReadByteOrThrow() != 0x8B)
        {
            throw new InvalidDataException("bytes that are not gzip follow the compressed data");
        }

        SkipHeader();
        _begun = true;
        _crc = 0;
        _length = 0;
        _feed.Starved = false;
        return new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
    }

    private void EndMember()
    {
        if (_member is null)
        {
            return;
        }

        _member.Dispose();
        _member = null;
        if (_feed.Starved)
        {
            throw CutOff();
        }

        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        if (!_feed.RewindBehind(trailer))
        {
            throw _feed.Starved ? CutOff() : new InvalidDataException("the checksum does not fit the compressed data");
        }
    }

    private void SkipHeader()
    {
        const int HasCrc = 2, HasExtra = 4, HasName = 8, HasComment = 16;
        if (ReadByteOrThrow() != 8)
        {
            throw new InvalidDataException("an unknown compression method");
        }

        int flags = ReadByteOrThrow();
        Skip(6);
        if ((flags & HasExtra) != 0)
        {
            int low = ReadByteOrThrow();
            Skip(low + (ReadByteOrThrow() << 8));
        }

        for (int strings = ((flags & HasName) != 0 ? 1 : 0) + ((flags & HasComment) != 0 ? 1 : 0); strings > 0; strings--)
        {
            while (ReadByteOrThrow() != 0)
            {
            }
        }

        Skip((flags & HasCrc) != 0 ? 2 : 0);
    }

    private void Skip(int count)
    {
        for (; count > 0; count--)
        {
            ReadByteOrThrow();
        }
    }

    private int ReadByteOrThrow()
    {
        int value = _feed.TryReadByte(_one);
        return value >= 0 ? value : throw CutOff();
    }

    private static InvalidDataException CutOff() => new("the compressed data is cut off");

    /// <summary>Passes the file on in pieces and remembers the last one, so that reading can go back within it.</summary>
    private sealed class Feed(Stream file) : Stream
    {
        private readonly byte[] _piece = new byte[1 << 16];
        private int _served;
        private int _servedBefore;
        private int _filled;

        /// <summary>Whether more was asked for than the file has.</summary>
        public bool Starved { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (_served == _filled)
            {
                _served = 0;
                _filled = file.Read(_piece);
            }

            _servedBefore = _served;
            int count = Math.Min(buffer.Length, _filled - _served);
            _piece.AsSpan(_served, count).CopyTo(buffer);
            _served += count;
            Starved |= count == 0;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <summary>The next byte, or −1 at the end.</summary>
        public int TryReadByte(byte[] one) => Read(one) == 0 ? -1 : one[0];

        /// <summary>Goes back to just behind <paramref name="trailer"/>, which begins in the piece that was served last.</summary>
        public bool RewindBehind(ReadOnlySpan<byte> trailer)
        {
            int kept = _filled - _servedBefore;
            int last = _served - _servedBefore;
            _piece.AsSpan(_servedBefore, kept).CopyTo(_piece);
            _filled = kept;
            while (_filled < last + trailer.Length && _filled < _piece.Length)
            {
                int count = file.Read(_piece, _filled, Math.Min(_piece.Length - _filled, last + trailer.Length - _filled));
                if (count == 0)
                {
                    Starved = true;
                    break;
                }

                _filled += count;
            }

            int place = _piece.AsSpan(0, Math.Min(_filled, last + trailer.Length)).IndexOf(trailer);
            _served = place + trailer.Length;
            _servedBefore = _served;
            return place >= 0;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
