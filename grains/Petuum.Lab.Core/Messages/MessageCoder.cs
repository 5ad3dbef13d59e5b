using System.Runtime.InteropServices;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Messages;

/// <summary>
/// Messages as bytes: a head of numbers, little-endian, after which come the batches' buffers as they are,
/// <see cref="RowBatch.Piece"/> by piece. A transport writes the head and then every piece of every batch; it reads the
/// head, and then into the pieces of the batches that reading the head made room for.
/// </summary>
public static class MessageCoder
{
    private enum Kind : byte
    {
        ReadRequest,
        Rows,
        Update,
        Dispatch,
        PartialResults,
        ShardSnapshot,
    }

    /// <summary>Writes all of a message but the content of its batches.</summary>
    public static void WriteHead(Message message, StateWriter head)
    {
        head.Write(KindOf(message));
        head.Write(message.From);
        head.Write(message.To);
        head.Write(message.Sequence);
        switch (message)
        {
            case ReadRequest request:
                Write(request, head);
                break;
            case RowsMessage rows:
                head.Write(rows.Reason);
                head.Write(rows.ShardClock);
                head.Write(rows.Version);
                head.Write(rows.OwnUpdates);
                break;
            case Update update:
                head.Write(update.Clock);
                head.Write(update.EndsClock);
                break;
            case Dispatch dispatch:
                Write(dispatch, head);
                break;
            case PartialResults results:
                head.Write(results.Round);
                head.WriteSpan<double>(CollectionsMarshal.AsSpan(results.Values));
                head.WriteSpan<int>(CollectionsMarshal.AsSpan(results.Ends));
                break;
            default:
                head.Write(((ShardSnapshot)message).Clock);
                break;
        }

        WriteBatchHeads(message, head);
    }

    /// <summary>A message from its head, from the pool; the pieces of its batches are still to be filled.</summary>
    /// <exception cref="InvariantException">The bytes are no head.</exception>
    public static Message ReadHead(StateReader head, MessagePool pool)
    {
        Kind kind = head.Read<Kind>();
        Endpoint from = head.Read<Endpoint>();
        Endpoint to = head.Read<Endpoint>();
        long sequence = head.Read<long>();
        Message message = kind switch
        {
            Kind.ReadRequest => ReadRequestOf(head, pool),
            Kind.Rows => ReadRows(head, pool),
            Kind.Update => ReadUpdate(head, pool),
            Kind.Dispatch => ReadDispatch(head),
            Kind.PartialResults => ReadResults(head, pool),
            Kind.ShardSnapshot => new ShardSnapshot { Clock = head.Read<int>(), Batches = ReadBatches(head, pool) },
            _ => throw new InvariantException($"{(byte)kind} is no kind of message."),
        };
        (message.From, message.To, message.Sequence) = (from, to, sequence);
        return message;
    }

    /// <summary>How many batches a message carries.</summary>
    public static int BatchesOf(Message message) => message switch
    {
        RowsMessage rows => rows.Batches.Count,
        Update update => update.Changes.Count,
        ShardSnapshot snapshot => snapshot.Batches.Count,
        _ => 0,
    };

    /// <summary>One of a message's batches.</summary>
    public static RowBatch BatchAt(Message message, int index) => message switch
    {
        RowsMessage rows => rows.Batches[index],
        Update update => update.Changes[index].Batch,
        _ => ((ShardSnapshot)message).Batches[index],
    };

    private static Kind KindOf(Message message) => message switch
    {
        ReadRequest => Kind.ReadRequest,
        RowsMessage => Kind.Rows,
        Update => Kind.Update,
        Dispatch => Kind.Dispatch,
        PartialResults => Kind.PartialResults,
        ShardSnapshot => Kind.ShardSnapshot,
        _ => throw new InvariantException($"a {message.GetType().Name} has no bytes."),
    };

    private static void Write(ReadRequest request, StateWriter head)
    {
        head.Write(request.RequiredClock);
        head.Write(request.Background);
        head.WriteSpan<TableId>(CollectionsMarshal.AsSpan(request.Tables));
        head.WriteSpan<int>(CollectionsMarshal.AsSpan(request.Rows));
    }

    private static void Write(Dispatch dispatch, StateWriter head)
    {
        head.Write(dispatch.Round);
        head.Write(dispatch.Units.Count);
        foreach (WorkUnit unit in dispatch.Units)
        {
            head.Write(unit.Round);
            head.Write(unit.Index);
            head.Write(unit.Count);
            head.WriteSpan(unit.Items.Span);
        }
    }

    private static void WriteBatchHeads(Message message, StateWriter head)
    {
        int batches = BatchesOf(message);
        head.Write(batches);
        for (int index = 0; index < batches; index++)
        {
            RowBatch batch = BatchAt(message, index);
            RowOperation operation = message is Update update ? update.Changes[index].Operation : default;
            head.Write(operation);
            head.Write(batch.Table);
            head.Write(batch.Shape);
            head.Write(batch.Count);
            head.Write(batch.ValueCount);
        }
    }

    private static ReadRequest ReadRequestOf(StateReader head, MessagePool pool)
    {
        ReadRequest request = pool.RentReadRequest();
        (request.RequiredClock, request.Background) = (head.Read<int>(), head.Read<bool>());
        request.Tables.AddRange(head.ReadArray<TableId>());
        request.Rows.AddRange(head.ReadArray<int>());
        ReadNoBatch(head);
        return request;
    }

    private static RowsMessage ReadRows(StateReader head, MessagePool pool)
    {
        RowsMessage rows = pool.RentRows();
        (rows.Reason, rows.ShardClock) = (head.Read<RowsReason>(), head.Read<int>());
        (rows.Version, rows.OwnUpdates) = (head.Read<long>(), head.Read<long>());
        rows.Batches.AddRange(ReadBatches(head, pool));
        return rows;
    }

    private static Update ReadUpdate(StateReader head, MessagePool pool)
    {
        Update update = pool.RentUpdate();
        (update.Clock, update.EndsClock) = (head.Read<int>(), head.Read<bool>());
        int batches = head.Read<int>();
        for (int index = 0; index < batches; index++)
        {
            update.Changes.Add(new RowChange(head.Read<RowOperation>(), ReadBatch(head, pool)));
        }

        return update;
    }

    private static Dispatch ReadDispatch(StateReader head)
    {
        int round = head.Read<int>();
        WorkUnit[] units = new WorkUnit[head.Read<int>()];
        for (int index = 0; index < units.Length; index++)
        {
            (int ofRound, int place, int count) = (head.Read<int>(), head.Read<int>(), head.Read<int>());
            units[index] = new WorkUnit(ofRound, place, head.ReadArray<int>(), count);
        }

        ReadNoBatch(head);
        return new Dispatch { Round = round, Units = units };
    }

    private static PartialResults ReadResults(StateReader head, MessagePool pool)
    {
        PartialResults results = pool.RentResults();
        results.Round = head.Read<int>();
        results.Values.AddRange(head.ReadArray<double>());
        results.Ends.AddRange(head.ReadArray<int>());
        ReadNoBatch(head);
        return results;
    }

    private static RowBatch[] ReadBatches(StateReader head, MessagePool pool)
    {
        RowBatch[] batches = new RowBatch[head.Read<int>()];
        for (int index = 0; index < batches.Length; index++)
        {
            head.Read<RowOperation>();
            batches[index] = ReadBatch(head, pool);
        }

        return batches;
    }

    private static RowBatch ReadBatch(StateReader head, MessagePool pool)
    {
        RowBatch batch = pool.RentBatch(head.Read<TableId>(), head.Read<RowShape>());
        (int count, int valueCount) = (head.Read<int>(), head.Read<int>());
        batch.Reserve(count, valueCount);
        return batch;
    }

    private static void ReadNoBatch(StateReader head) =>
        Invariant.Require(head.Read<int>() == 0, "batches in a message that carries none.");
}
