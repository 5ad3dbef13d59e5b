using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Clusters;

/// <summary>
/// Independent copies of messages, from a pool of their own: what a network that duplicates hands out, and what a test
/// may change without touching the sender's buffers. A copy is made through the message's bytes, as a network does.
/// </summary>
public sealed class MessageCopier
{
    /// <summary>Where the copies come from and return to.</summary>
    public MessagePool Pool { get; } = new();

    /// <summary>A copy with buffers of its own: same address, sequence and content.</summary>
    public T Copy<T>(T message)
        where T : Message
    {
        StateWriter head = new();
        MessageCoder.WriteHead(message, head);
        Message copy = MessageCoder.ReadHead(new StateReader(head.Written), Pool);
        for (int batch = 0; batch < MessageCoder.BatchesOf(message); batch++)
        {
            CopyPieces(MessageCoder.BatchAt(message, batch), MessageCoder.BatchAt(copy, batch));
        }

        return (T)copy;
    }

    /// <summary>A copy of a batch.</summary>
    public RowBatch Copy(RowBatch batch)
    {
        RowBatch copy = Pool.RentBatch(batch.Table, batch.Shape);
        copy.Reserve(batch.Count, batch.ValueCount);
        CopyPieces(batch, copy);
        return copy;
    }

    private static void CopyPieces(RowBatch from, RowBatch to)
    {
        for (int piece = 0; piece < RowBatch.Pieces; piece++)
        {
            from.Piece(piece).CopyTo(to.Piece(piece));
        }
    }
}
