using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.GeneratedCodeHelpers;
using Orleans.Serialization.WireProtocol;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>
/// Parcels on the wire: number of messages; for each the length of its head, the head, and its batches' buffers as they
/// are. Nothing is written value by value, and what is received goes straight into pooled batches.
/// </summary>
[RegisterSerializer]
public sealed class ParcelCodec(MessagePool pool) : IFieldCodec<Parcel>
{
    [ThreadStatic]
    private static StateWriter? _head;

    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, [AllowNull] Parcel value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(Parcel), WireType.TagDelimited);
        StateWriter head = _head ??= new StateWriter();
        writer.WriteVarUInt32((uint)value!.Messages.Count);
        foreach (Message message in value.Messages)
        {
            head.Clear();
            MessageCoder.WriteHead(message, head);
            writer.WriteVarUInt32((uint)head.Written.Length);
            writer.Write(head.Written.Span);
            for (int batch = 0; batch < MessageCoder.BatchesOf(message); batch++)
            {
                RowBatch rows = MessageCoder.BatchAt(message, batch);
                for (int piece = 0; piece < RowBatch.Pieces; piece++)
                {
                    writer.Write(rows.Piece(piece));
                }
            }
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public Parcel ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireTypeTagDelimited();
        Message[] messages = new Message[reader.ReadVarUInt32()];
        for (int index = 0; index < messages.Length; index++)
        {
            byte[] head = reader.ReadBytes(reader.ReadVarUInt32());
            messages[index] = MessageCoder.ReadHead(new StateReader(head), pool);
            for (int batch = 0; batch < MessageCoder.BatchesOf(messages[index]); batch++)
            {
                RowBatch rows = MessageCoder.BatchAt(messages[index], batch);
                for (int piece = 0; piece < RowBatch.Pieces; piece++)
                {
                    reader.ReadBytes(rows.Piece(piece));
                }
            }
        }

        reader.ConsumeEndBaseOrEndObject();
        return new Parcel(messages);
    }
}

/// <summary>Within a silo a parcel changes hands without a copy.</summary>
[RegisterCopier]
public sealed class ParcelCopier : IDeepCopier<Parcel>
{
    /// <inheritdoc/>
    public Parcel? DeepCopy(Parcel? input, CopyContext context) => input;
}
