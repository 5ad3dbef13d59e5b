namespace Petuum.Lab.Grains;

/// <summary>
/// A block of what is stored: bytes of pieces, the first of which may have begun in the block before, and the last of
/// which may go on in the next.
/// </summary>
[GenerateSerializer, Immutable, Alias("petuum.stored-block")]
public sealed class StoredBlock
{
    /// <summary>The bytes.</summary>
    [Id(0)]
    public byte[] Bytes { get; init; } = [];

    /// <summary>How many bytes each of the pieces has that begin here.</summary>
    [Id(1)]
    public int[] Lengths { get; init; } = [];

    /// <summary>True if no block follows.</summary>
    [Id(2)]
    public bool IsLast { get; init; }

    /// <summary>Pieces in blocks, all but the last of them full; a piece is taken when the one before is in.</summary>
    internal static IEnumerable<StoredBlock> Of(IEnumerable<ReadOnlyMemory<byte>> pieces, int bytesMax)
    {
        MemoryStream bytes = new();
        List<int> lengths = [];
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            lengths.Add(piece.Length);
            for (int at = 0; at < piece.Length;)
            {
                int count = (int)Math.Min(piece.Length - at, bytesMax - bytes.Length);
                bytes.Write(piece.Span.Slice(at, count));
                at += count;
                if (bytes.Length == bytesMax)
                {
                    yield return Close(bytes, lengths, isLast: false);
                }
            }
        }

        yield return Close(bytes, lengths, isLast: true);
    }

    private static StoredBlock Close(MemoryStream bytes, List<int> lengths, bool isLast)
    {
        StoredBlock block = new() { Bytes = bytes.ToArray(), Lengths = [.. lengths], IsLast = isLast };
        bytes.SetLength(0);
        lengths.Clear();
        return block;
    }
}

/// <summary>Puts pieces together again from the blocks that they are stored in.</summary>
internal sealed class PieceReader
{
    private byte[]? _open;
    private int _filled;

    /// <summary>True when the last block is read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The pieces that end in a block.</summary>
    /// <exception cref="InvalidOperationException">It is not what was written.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> PiecesOf(StoredBlock block)
    {
        ReadOnlyMemory<byte> left = block.Bytes;
        if (_open is not null && Fill(ref left))
        {
            yield return _open;
            _open = null;
        }

        foreach (int length in block.Lengths)
        {
            Require(_open is null);
            if (length <= left.Length)
            {
                yield return left[..length];
                left = left[length..];
            }
            else
            {
                (_open, _filled) = (new byte[length], 0);
                Fill(ref left);
            }
        }

        IsDone = block.IsLast;
        Require(left.IsEmpty && (_open is null || !IsDone));
    }

    private bool Fill(ref ReadOnlyMemory<byte> left)
    {
        int count = Math.Min(_open!.Length - _filled, left.Length);
        left[..count].CopyTo(_open.AsMemory(_filled));
        left = left[count..];
        _filled += count;
        return _filled == _open.Length;
    }

    private static void Require(bool isWhole)
    {
        if (!isWhole)
        {
            throw new InvalidOperationException("what is stored is not in one piece: its lengths do not add up.");
        }
    }
}
