using System.Numerics;
using System.Runtime.InteropServices;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// A 64-bit sum over a message's content: equal on both sides of the network unless something altered it.
/// </summary>
internal static class Checksum
{
    public static ulong Of(Update update)
    {
        ulong sum = Mix((ulong)update.Clock, update.EndsClock ? 1UL : 0);
        foreach (RowChange change in update.Changes)
        {
            sum = Add(Mix(sum, (ulong)change.Operation), change.Batch);
        }

        return sum;
    }

    public static ulong Of(RowsMessage rows)
    {
        ulong sum = Mix(Mix((ulong)rows.ShardClock, (ulong)rows.Version), (ulong)rows.OwnUpdates);
        foreach (RowBatch batch in rows.Batches)
        {
            sum = Add(sum, batch);
        }

        return sum;
    }

    private static ulong Add(ulong sum, RowBatch batch)
    {
        sum = Mix(sum, ((ulong)batch.Table.Index << 32) + (ulong)batch.Count);
        sum = Add(sum, MemoryMarshal.AsBytes(batch.Rows));
        for (int index = 0; index < (batch.Shape.Kind == RowKind.Sparse ? batch.Count : 0); index++)
        {
            sum = Add(sum, MemoryMarshal.AsBytes(batch.ColumnsOf(index)));
        }

        return batch.Shape.ElementBytes == 8
            ? Add(sum, MemoryMarshal.AsBytes(batch.Values<double>()))
            : Add(sum, MemoryMarshal.AsBytes(batch.Values<int>()));
    }

    private static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            sum = Mix(sum, word);
        }

        foreach (byte rest in bytes[(8 * words.Length)..])
        {
            sum = Mix(sum, rest);
        }

        return Mix(sum, (ulong)bytes.Length);
    }

    private static ulong Mix(ulong sum, ulong word) =>
        BitOperations.RotateLeft((sum ^ word) * 0x9E3779B97F4A7C15, 29);
}
