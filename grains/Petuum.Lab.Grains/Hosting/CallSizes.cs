using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>What fits into a call between silos; where something does not, it would be sent again for ever.</summary>
internal static class CallSizes
{
    /// <summary>
    /// Bytes of rows. The length of a call is an int, and there is more to it than rows: their message's head, or a
    /// few small ones before a large one.
    /// </summary>
    public const long BytesMax = int.MaxValue - (16 << 20);

    /// <summary>
    /// Refuses tables that have a shard hand over too many dense rows when the model is evaluated, which it does in one
    /// call; how large sparse rows get nobody knows before.
    /// </summary>
    /// <exception cref="PlanException">Says how many shards are enough, if any number is.</exception>
    public static void RequireThatFit(IReadOnlyList<TableDefinition> tables, int shards)
    {
        long bytes = OfShard(tables, shards);
        if (bytes > BytesMax)
        {
            throw new PlanException(
                $"a shard with {bytes} bytes of all tables, of which {BytesMax} fit into a call between silos",
                EnoughShards(tables, shards) is { } enough ? $"use at least {enough} shards" : "use fewer columns");
        }
    }

    /// <summary>Refuses a message that can never be delivered.</summary>
    /// <exception cref="InvalidOperationException">It is too large; says what helps.</exception>
    public static void RequireThatFits(Message message, long bytesMax = BytesMax)
    {
        long bytes = OfMessage(message);
        if (bytes > bytesMax)
        {
            throw new InvalidOperationException(
                $"a message to {message.To} has {bytes} bytes of rows, of which {bytesMax} fit into a call between "
                + "silos; use more shards");
        }
    }

    /// <summary>Messages as parcels that fit, in order.</summary>
    public static IEnumerable<Parcel> Split(List<Message> messages, long bytesMax = BytesMax)
    {
        (int first, long bytes) = (0, 0);
        for (int at = 0; at < messages.Count; at++)
        {
            long more = OfMessage(messages[at]);
            if (bytes + more > bytesMax && at > first)
            {
                yield return new Parcel(messages[first..at]);
                (first, bytes) = (at, 0);
            }

            bytes += more;
        }

        yield return new Parcel(first == 0 ? messages : messages[first..]);
    }

    /// <summary>Bytes of the dense rows of a shard, the largest of so many.</summary>
    private static long OfShard(IEnumerable<TableDefinition> tables, int shards) => (
        from table in tables
        where table.Shape.Kind == RowKind.Dense
        let rowBytes = sizeof(int) + ((long)table.Shape.Columns * table.Shape.ElementBytes)
        select table.RowsOn(0, shards) * rowBytes).Sum();

    /// <summary>Bytes of a message's rows.</summary>
    public static long OfMessage(Message message)
    {
        long bytes = 0;
        for (int batch = 0; batch < MessageCoder.BatchesOf(message); batch++)
        {
            bytes += OfBatch(MessageCoder.BatchAt(message, batch));
        }

        return bytes;
    }

    /// <summary>As the batch says itself, but in a long.</summary>
    private static long OfBatch(RowBatch batch)
    {
        long values = batch.ValueCount;
        long sparse = batch.Shape.Kind == RowKind.Sparse ? (values + batch.Count) * sizeof(int) : 0;
        return 8 + (batch.Count * (long)sizeof(int)) + (values * batch.Shape.ElementBytes) + sparse;
    }

    /// <summary>The fewest shards that are small enough; null where even those of a row each are not.</summary>
    private static int? EnoughShards(IReadOnlyList<TableDefinition> tables, int shards)
    {
        (int tooFew, int enough) = (shards, tables.Max(table => table.Rows));
        if (enough <= tooFew || OfShard(tables, enough) > BytesMax)
        {
            return null;
        }

        while (enough - tooFew > 1)
        {
            int middle = tooFew + ((enough - tooFew) / 2);
            (tooFew, enough) = OfShard(tables, middle) > BytesMax ? (middle, enough) : (tooFew, middle);
        }

        return enough;
    }
}
