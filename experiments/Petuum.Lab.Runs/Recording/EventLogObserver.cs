using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Runs;

/// <summary>
/// Writes every event as a line of JSON: <c>t</c> microseconds, <c>e</c> what, <c>from</c> where, <c>to</c> the other
/// machine, <c>c</c> clock, <c>n</c> amount. Rows that were read, sent or changed appear as their number and a hash of
/// their
/// values, so that two logs are equal only if every value was.
/// </summary>
internal sealed class EventLogObserver(EventLogWriter log, IReadOnlyList<TableDefinition> tables)
    : IRunObserver, IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null);
    private readonly MessagePool _pool = new();

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteNumber("t"u8, happened.TimeMicros);
        _json.WriteString("e"u8, Name(happened.Kind));
        WriteMachine("from"u8, happened.Source);
        if (happened.Peer != happened.Source)
        {
            WriteMachine("to"u8, happened.Peer);
        }

        _json.WriteNumber("c"u8, happened.Clock);
        if (happened.Amount != 0)
        {
            _json.WriteNumber("n"u8, happened.Amount);
        }

        WritePayload(happened.Payload);
        _json.WriteEndObject();
        _json.Flush();
        log.Append(_line.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WritePayload(object? payload)
    {
        switch (payload)
        {
            case WaitReason reason:
                _json.WriteString("why"u8, reason switch
                {
                    WaitReason.Rows => "rows",
                    WaitReason.Dispatch => "dispatch",
                    WaitReason.ValueBound => "value-bound",
                    _ => "results",
                });
                break;
            case Update update:
                WriteBatches(update.Changes.Select(change => change.Batch));
                break;
            case RowsMessage rows:
                WriteBatches(rows.Batches);
                break;
            case RowView view:
                WriteView(view);
                break;
            case Evaluation evaluation:
                WriteNumber("objective"u8, evaluation.Objective);
                break;
            case JobResult result:
                _json.WriteString("outcome"u8, result.Outcome.ToString());
                break;
            default:
                break;
        }
    }

    private void WriteView(RowView view)
    {
        (int rows, ulong hash) = (0, Fnv.Start);
        for (int index = 0; index < view.Count; index++)
        {
            RowBatch batch = _pool.RentBatch(view.Read(index).Table, tables[view.Read(index).Table.Index].Shape);
            view.CopyTo(batch, index);
            hash = Fnv.Add(hash, batch);
            batch.Release();
            rows++;
        }

        WriteHash(rows, hash);
    }

    private void WriteBatches(IEnumerable<RowBatch> batches)
    {
        (int rows, ulong hash) = (0, Fnv.Start);
        foreach (RowBatch batch in batches)
        {
            hash = Fnv.Add(hash, batch);
            rows += batch.Count;
        }

        WriteHash(rows, hash);
    }

    private void WriteHash(int rows, ulong hash)
    {
        _json.WriteNumber("rows"u8, rows);
        _json.WriteString("hash"u8, hash.ToString("x16"));
    }

    private void WriteNumber(ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
        {
            _json.WriteNumber(name, value);
        }
        else
        {
            _json.WriteString(name, value.ToString("R"));
        }
    }

    private void WriteMachine(ReadOnlySpan<byte> name, Endpoint machine) => _json.WriteString(name, machine.ToString());

    private static string Name(RunEventKind kind) => EventNames.All[(int)kind];
}

/// <summary>Names of events in logs.</summary>
internal static class EventNames
{
    /// <summary>By <see cref="RunEventKind"/>: <c>round-started</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Enum.GetNames<RunEventKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
}

/// <summary>FNV-1a over 64-bit words: fast, the same everywhere, and enough to tell two logs apart.</summary>
internal static class Fnv
{
    /// <summary>The hash of nothing.</summary>
    public const ulong Start = 0xCBF29CE484222325;

    private const ulong Prime = 0x100000001B3;

    /// <summary>The hash of what came before, then a number.</summary>
    public static ulong Add(ulong hash, ulong word)
    {
        hash = (hash ^ word) * Prime;
        return hash ^ (hash >> 29);
    }

    /// <summary>The hash of what came before, then a batch: its rows, columns and values.</summary>
    public static ulong Add(ulong hash, RowBatch batch)
    {
        hash = Add(hash, ((ulong)batch.Table.Index << 32) | (uint)batch.Count);
        hash = AddBytes(hash, MemoryMarshal.AsBytes(batch.Rows));
        if (batch.Shape.Kind == RowKind.Sparse)
        {
            for (int index = 0; index < batch.Count; index++)
            {
                hash = AddBytes(hash, MemoryMarshal.AsBytes(batch.ColumnsOf(index)));
            }
        }

        return batch.Shape.Element switch
        {
            ElementType.Float => AddBytes(hash, MemoryMarshal.AsBytes(batch.Values<float>())),
            ElementType.Double => AddBytes(hash, MemoryMarshal.AsBytes(batch.Values<double>())),
            _ => AddBytes(hash, MemoryMarshal.AsBytes(batch.Values<int>())),
        };
    }

    private static ulong AddBytes(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = Add(hash, word);
        }

        for (int index = bytes.Length & ~7; index < bytes.Length; index++)
        {
            hash = Add(hash, bytes[index]);
        }

        return hash;
    }
}
