using Petuum.Lab.Core;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Clusters;

/// <summary>
/// Independent copies of messages, from a pool of their own: what a network that duplicates hands out, and what a test
/// may
/// change without touching the sender's buffers.
/// </summary>
public sealed class MessageCopier
{
    /// <summary>Where the copies come from and return to.</summary>
    public MessagePool Pool { get; } = new();

    /// <summary>A copy with buffers of its own: same address, sequence and content.</summary>
    public Message Copy(Message message)
    {
        Message copy = message switch
        {
            ReadRequest request => Copy(request),
            RowsMessage rows => Copy(rows),
            Update update => Copy(update),
            PartialResults results => Copy(results),
            Dispatch dispatch => new Dispatch { Round = dispatch.Round, Units = dispatch.Units },
            ShardSnapshot snapshot => new ShardSnapshot
            {
                Clock = snapshot.Clock,
                Batches = [.. snapshot.Batches.Select(Copy)],
            },
            _ => throw new InvariantException($"no copy of a {message.GetType().Name}."),
        };
        (copy.From, copy.To, copy.Sequence) = (message.From, message.To, message.Sequence);
        return copy;
    }

    /// <summary>A copy of an update.</summary>
    public Update Copy(Update update)
    {
        Update copy = Pool.RentUpdate();
        (copy.From, copy.To, copy.Sequence) = (update.From, update.To, update.Sequence);
        (copy.Clock, copy.EndsClock) = (update.Clock, update.EndsClock);
        copy.Changes.AddRange(update.Changes.Select(change => change with { Batch = Copy(change.Batch) }));
        return copy;
    }

    /// <summary>A copy of rows.</summary>
    public RowsMessage Copy(RowsMessage rows)
    {
        RowsMessage copy = Pool.RentRows();
        (copy.From, copy.To, copy.Sequence) = (rows.From, rows.To, rows.Sequence);
        (copy.Reason, copy.ShardClock) = (rows.Reason, rows.ShardClock);
        (copy.Version, copy.OwnUpdates) = (rows.Version, rows.OwnUpdates);
        copy.Batches.AddRange(rows.Batches.Select(Copy));
        return copy;
    }

    /// <summary>A copy of a batch.</summary>
    public RowBatch Copy(RowBatch batch)
    {
        RowBatch copy = Pool.RentBatch(batch.Table, batch.Shape);
        switch (batch.Shape.Element)
        {
            case ElementType.Float:
                CopyRows<float>(batch, copy);
                break;
            case ElementType.Double:
                CopyRows<double>(batch, copy);
                break;
            default:
                CopyRows<int>(batch, copy);
                break;
        }

        return copy;
    }

    private static void CopyRows<T>(RowBatch from, RowBatch to)
        where T : unmanaged
    {
        for (int index = 0; index < from.Count; index++)
        {
            ReadOnlySpan<T> values = from.Row<T>(index);
            values.CopyTo(to.Append<T>(from.Rows[index], values.Length, out Span<int> columns));
            if (from.Shape.Kind == RowKind.Sparse)
            {
                from.ColumnsOf(index).CopyTo(columns);
            }
        }
    }

    private ReadRequest Copy(ReadRequest request)
    {
        ReadRequest copy = Pool.RentReadRequest();
        (copy.RequiredClock, copy.Background) = (request.RequiredClock, request.Background);
        copy.Tables.AddRange(request.Tables);
        copy.Rows.AddRange(request.Rows);
        return copy;
    }

    private PartialResults Copy(PartialResults results)
    {
        PartialResults copy = Pool.RentResults();
        copy.Round = results.Round;
        copy.Values.AddRange(results.Values);
        copy.Ends.AddRange(results.Ends);
        return copy;
    }
}
