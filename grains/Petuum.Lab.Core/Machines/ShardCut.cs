using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Machines;

/// <summary>How a shard's state is divided; a row never is.</summary>
/// <param name="ChunkBytes">What is copied at once because it is about to be written to, at most.</param>
/// <param name="PieceBytes">What is taken at once, at most.</param>
internal readonly record struct CutSizes(int ChunkBytes, int PieceBytes);

/// <summary>
/// A shard's cut that is being taken, copied on write ([B]): its rows are divided into chunks, and a chunk is copied
/// when it is about to be written to, or else when its turn has come. Chunks are small, so that a write copies little
/// that it does not change; a piece is made of many. Copies that were made early are taken first, so that their memory
/// is free again soon. A cut all of whose chunks are copied is not in the way of writes any more.
/// </summary>
internal sealed class ShardCut : CutState
{
    private readonly ShardRows _rows;
    private readonly List<ShardCut> _open;
    private readonly List<RowRange> _chunks = [];
    private readonly int[] _firstOfTable;
    private readonly bool[] _isCopied;
    private readonly Queue<StateWriter> _early = [];
    private readonly StateWriter _turn = new(0);
    private readonly int _pieceBytes;
    private readonly int _clock;
    private StateWriter? _head;
    private StateWriter _lastEarly = null!;
    private int _next;
    private int _uncopied;

    /// <summary>Begins with what the rows are now.</summary>
    /// <param name="clock">The cut's.</param>
    /// <param name="head">The first piece.</param>
    /// <param name="rows">What is saved.</param>
    /// <param name="sizes">How it is divided.</param>
    /// <param name="open">Cuts that writes must be told to; this one is among them as long as that is so.</param>
    public ShardCut(int clock, StateWriter head, ShardRows rows, CutSizes sizes, List<ShardCut> open)
    {
        (_clock, _head, _rows, _open, _pieceBytes) = (clock, head, rows, open, sizes.PieceBytes);
        _firstOfTable = new int[rows.Tables + 1];
        for (int table = 0; table < rows.Tables; table++)
        {
            rows.Divide(table, sizes.ChunkBytes, _chunks);
            _firstOfTable[table + 1] = _chunks.Count;
        }

        (_isCopied, _uncopied) = (new bool[_chunks.Count], _chunks.Count);
        if (_uncopied > 0)
        {
            _open.Add(this);
        }
    }

    /// <summary>Chunks that were copied because they were about to be written to.</summary>
    public int CopiedEarly { get; private set; }

    /// <summary>Consecutive slots are about to be written to.</summary>
    public void Before(int table, int slot, int count)
    {
        int last = _firstOfTable[table + 1];
        for (int chunk = ChunkOf(table, slot); chunk < last && _chunks[chunk].Slot < slot + count; chunk++)
        {
            if (!_isCopied[chunk])
            {
                CopyEarly(chunk);
            }
        }
    }

    /// <inheritdoc/>
    public override bool TryTake(out ReadOnlyMemory<byte> piece)
    {
        if (_head is not null)
        {
            (piece, _head) = (_head.Written, null);
            return true;
        }

        if (_early.TryDequeue(out StateWriter? copy))
        {
            piece = copy.Written;
            return true;
        }

        if (_uncopied == 0)
        {
            piece = default;
            return false;
        }

        CopyInTurn();
        piece = _turn.Written;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        (_head, _uncopied) = (null, 0);
        _early.Clear();
        _open.Remove(this);
    }

    private void CopyEarly(int chunk)
    {
        long bytes = _rows.StateBytes(_chunks[chunk]);
        if (_early.Count == 0 || _lastEarly.Written.Length + bytes > _pieceBytes)
        {
            long room = Math.Max(bytes, Math.Min(_pieceBytes, _uncopied * bytes));
            _lastEarly = new StateWriter((int)Math.Min(room, Array.MaxLength));
            _early.Enqueue(_lastEarly);
        }

        Copy(chunk, _lastEarly);
        CopiedEarly++;
    }

    /// <summary>As many of those whose turn it is as fit in a piece, at least one.</summary>
    private void CopyInTurn()
    {
        _turn.Clear();
        while (_uncopied > 0)
        {
            while (_isCopied[_next])
            {
                _next++;
            }

            if (_turn.Written.Length > 0 && _turn.Written.Length + _rows.StateBytes(_chunks[_next]) > _pieceBytes)
            {
                return;
            }

            Copy(_next, _turn);
        }
    }

    private void Copy(int chunk, StateWriter piece)
    {
        _rows.Save(_clock, _chunks[chunk], piece);
        _isCopied[chunk] = true;
        if (--_uncopied == 0)
        {
            _open.Remove(this);
        }
    }

    /// <summary>The chunk that holds a slot.</summary>
    private int ChunkOf(int table, int slot)
    {
        (int low, int high) = (_firstOfTable[table], _firstOfTable[table + 1] - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _chunks[middle].Slot <= slot ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
