using System.Runtime.InteropServices;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>
/// A hash of all that an observer can see, contents of messages and evaluations included (FNV-1a, 64 bits).
/// </summary>
public sealed class EventHash : IRunObserver
{
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public long Events { get; private set; }

    public void On(in RunEvent happened)
    {
        Events++;
        Add((long)happened.Kind);
        Add(happened.Source);
        Add(happened.Peer);
        Add(happened.Clock);
        Add(happened.Amount);
        Add(happened.TimeMicros);
        switch (happened.Payload)
        {
            case Message message:
                Add(message.Sequence);
                Add(message);
                break;
            case Evaluation evaluation:
                Add(BitConverter.DoubleToInt64Bits(evaluation.Objective));
                break;
            case WaitReason reason:
                Add((long)reason);
                break;
            default:
                break;
        }
    }

    private void Add(Message message)
    {
        IEnumerable<RowBatch> batches = message switch
        {
            RowsMessage rows => rows.Batches,
            Update update => update.Changes.Select(change => change.Batch),
            ShardSnapshot snapshot => snapshot.Batches,
            _ => [],
        };
        foreach (RowBatch batch in batches)
        {
            Add(batch.Table.Index);
            AddBytes(MemoryMarshal.AsBytes(batch.Rows));
            AddBytes(MemoryMarshal.AsBytes(batch.Values<int>()));
        }
    }

    private void Add(Endpoint machine) => Add(((long)machine.Role << 32) + machine.Index);

    private void Add(long value) => AddBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Value = (Value ^ value) * 0x100000001B3;
        }
    }
}
