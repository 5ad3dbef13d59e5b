using System.Buffers;
using System.Runtime.InteropServices;

namespace Petuum.Lab.Core.Programs;

/// <summary>Writes a program's state: little-endian, in the order of the calls.</summary>
public sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written so far; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>A copy of what was written so far.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>Forgets what was written, to begin anew.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>One value.</summary>
    public void Write<T>(T value)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>A length and that many values.</summary>
    public void WriteSpan<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        _bytes.Write(MemoryMarshal.AsBytes(values));
    }
}

/// <summary>Reads what a <see cref="StateWriter"/> wrote, by the same calls in the same order.</summary>
public sealed class StateReader(ReadOnlyMemory<byte> state)
{
    private int _position;

    /// <summary>True when everything was read.</summary>
    public bool AtEnd => _position == state.Length;

    /// <summary>One value.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public T Read<T>()
        where T : unmanaged
    {
        T value = default;
        Take(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>An array written by <see cref="StateWriter.WriteSpan"/>.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public T[] ReadArray<T>()
        where T : unmanaged
    {
        int length = Read<int>();
        Invariant.Require(
            length >= 0 && length <= state.Length, $"an array of {length} values in {state.Length} bytes.");
        T[] values = new T[length];
        Take(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private void Take(Span<byte> target)
    {
        Invariant.Require(
            _position + target.Length <= state.Length, $"state of {state.Length} bytes ends within a value.");
        state.Span.Slice(_position, target.Length).CopyTo(target);
        _position += target.Length;
    }
}
