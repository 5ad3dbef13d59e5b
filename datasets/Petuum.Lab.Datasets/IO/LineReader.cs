using System.Buffers;

namespace Petuum.Lab.Datasets.IO;

/// <summary>
/// Lines as spans over one pooled buffer: no allocation per line. A line ends at LF or CRLF or the end of the file;
/// a UTF-8 byte order mark at the start of the file is not part of the first line.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>Bytes behind a line that may be read.</summary>
    public const int Padding = 8;
    private const int LineLengthMax = 1 << 30;
    private readonly DataSource _source;
    private readonly Stream _bytes;
    private readonly long _start;
    private readonly long _end;
    private readonly bool _countsLines;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
    private long _bufferOffset;
    private int _next;
    private int _filled;
    private int _lineStart;
    private int _lineLength;
    private long _linesRead;
    private bool _atEndOfFile;

    /// <summary>Reads the lines whose first byte lies in [<paramref name="start"/>, <paramref name="end"/>).</summary>
    public LineReader(DataSource source, long start, long end)
    {
        _source = source;
        (_start, _end) = (start, end);
        _countsLines = start == 0;
        _bufferOffset = Math.Max(start - 1, 0);
        _bytes = source.OpenAt(_bufferOffset);
        if (start > 0)
        {
            // The line that holds the byte before the range belongs to an earlier part, even if it ends exactly there.
            Advance();
        }
    }

    /// <summary>
    /// The current line without its end, trimmed of blanks when it came from <see cref="MoveNextData"/>.
    /// </summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>
    /// The current line and <see cref="Padding"/> bytes behind it, the first of them no digit, for readers of several
    /// bytes at once.
    /// </summary>
    public ReadOnlySpan<byte> PaddedLine => _buffer.AsSpan(_lineStart, _lineLength + Padding);

    /// <summary>The share of the part that lies before the current line, 0 … 1; 0 if its length is not known.</summary>
    public double Progress
    {
        get
        {
            if (_source.IsCompressed)
            {
                return 0;
            }

            double length = Math.Min(_end, _source.Length) - _start;
            return length > 0 ? Math.Clamp((LineOffset - _start) / length, 0, 1) : 0;
        }
    }

    /// <summary>Where the current line starts in the uncompressed file.</summary>
    public long LineOffset { get; private set; }

    /// <summary>Where the next line starts; at the end, the length of the uncompressed file.</summary>
    public long NextOffset => _bufferOffset + _next;

    /// <summary>
    /// The current line's number, from 1. In a part that starts later the lines before are counted now.
    /// </summary>
    public long LineNumber => _countsLines ? _linesRead : _source.CountLinesBefore(LineOffset) + 1;

    /// <summary>Goes to the next line of the part.</summary>
    public bool MoveNext()
    {
        if (NextOffset >= _end || !Advance())
        {
            return false;
        }

        if (LineOffset == 0 && Line is [0xEF, 0xBB, 0xBF, ..])
        {
            _lineStart += 3;
            _lineLength -= 3;
        }

        return true;
    }

    /// <summary>Goes to the next line that has data: not blank, not a comment (<c>#</c> or <c>%</c> first).</summary>
    public bool MoveNextData()
    {
        while (MoveNext())
        {
            TrimBlanks();
            if (_lineLength > 0 && _buffer[_lineStart] is not ((byte)'#' or (byte)'%'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A complaint about the current line. What makes any text unreadable is named first.</summary>
    public DataFormatException Error(string problem, string remedy)
    {
        if (Line.Contains((byte)0))
        {
            (problem, remedy) = ("binary data (a zero byte) in a text file", "pass a text file, plain or gzip");
        }
        else if (Line.Contains((byte)'\r'))
        {
            (problem, remedy) = ("a carriage return inside a line", "end lines with LF or CRLF");
        }

        return new DataFormatException(_source.Path, LineNumber, problem, remedy);
    }

    /// <summary>A complaint about the whole file.</summary>
    public DataFormatException FileError(string problem, string remedy) => new(_source.Path, 0, problem, remedy);

    public void Dispose()
    {
        _bytes.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void TrimBlanks()
    {
        while (_lineLength > 0 && _buffer[_lineStart + _lineLength - 1] is (byte)' ' or (byte)'\t')
        {
            _lineLength--;
        }

        while (_lineLength > 0 && _buffer[_lineStart] is (byte)' ' or (byte)'\t')
        {
            _lineStart++;
            _lineLength--;
        }
    }

    private bool Advance()
    {
        int searched = 0;
        while (true)
        {
            int end = _buffer.AsSpan(_next + searched, _filled - _next - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                SetLine(searched + end, endLength: 1);
                return true;
            }

            searched = _filled - _next;
            if (!_atEndOfFile)
            {
                Fill();
                continue;
            }

            if (searched > 0)
            {
                SetLine(searched, endLength: 0);
            }

            return searched > 0;
        }
    }

    private void SetLine(int length, int endLength)
    {
        LineOffset = _bufferOffset + _next;
        _lineStart = _next;
        _next += length + endLength;
        _lineLength = length > 0 && _buffer[_lineStart + length - 1] == '\r' ? length - 1 : length;
        _linesRead++;
    }

    private void Fill()
    {
        int kept = _filled - _next;
        _buffer.AsSpan(_next, kept).CopyTo(_buffer);
        if (kept + Padding >= _buffer.Length)
        {
            Grow();
        }

        _bufferOffset += _next;
        _next = 0;
        int count = _source.Read(_bytes, _buffer.AsSpan(kept..^Padding), _countsLines ? _linesRead + 1 : 0);
        _filled = kept + count;
        if (_filled > 0)
        {
            _buffer.AsSpan(_filled, Padding).Clear();
        }

        _atEndOfFile = count == 0;
    }

    private void Grow()
    {
        if (_buffer.Length >= LineLengthMax)
        {
            throw FileError($"a line longer than {LineLengthMax} bytes", "pass a text file with one record a line");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan().CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
