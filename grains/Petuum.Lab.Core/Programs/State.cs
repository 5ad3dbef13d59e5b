using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Petuum.Lab.Core.Programs;

/// <summary>Writes a state: little-endian, in the order of the calls.</summary>
/// <param name="capacity">Bytes to make room for beforehand; more are made room for as needed.</param>
public sealed class StateWriter(int capacity = 256)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private int _length;

    /// <summary>What was written so far, not copied: it must not be written to any more.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Forgets what was written, to begin anew in the same buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>A copy of what was written so far.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>One value.</summary>
    public void Write<T>(T value)
        where T : unmanaged => WriteValues(new ReadOnlySpan<T>(in value));

    /// <summary>A length and that many values.</summary>
    public void WriteSpan<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        WriteValues(values);
    }

    /// <summary>A text.</summary>
    public void WriteText(string text) => WriteSpan<byte>(Encoding.UTF8.GetBytes(text));

    /// <summary>Values whose number the reader knows.</summary>
    internal void WriteValues<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Invariant.Require(BitConverter.IsLittleEndian, "states are little-endian, and so must be the machine.");
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Extend(bytes.Length));
    }

    /// <summary>Begins a part that says how long it is; returns what ends it.</summary>
    internal int BeginPart()
    {
        Write(0);
        return _length;
    }

    /// <summary>Ends a part.</summary>
    internal void EndPart(int start)
    {
        int length = _length - start;
        MemoryMarshal.Write(_bytes.AsSpan(start - sizeof(int)), in length);
    }

    private Span<byte> Extend(int count)
    {
        long length = (long)_length + count;
        Invariant.Require(
            length <= Array.MaxLength,
            $"{length} bytes of state in one piece, where {Array.MaxLength} fit: use more workers, or smaller rows.");
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(length, 2L * _bytes.Length), Array.MaxLength));
        }

        Span<byte> added = _bytes.AsSpan(_length, count);
        _length = (int)length;
        return added;
    }
}

/// <summary>Reads what a <see cref="StateWriter"/> wrote, by the same calls in the same order.</summary>
public sealed class StateReader(ReadOnlyMemory<byte> state)
{
    private int _position;

    /// <summary>True when everything was read.</summary>
    public bool AtEnd => Remaining == 0;

    /// <summary>Bytes that were not read yet.</summary>
    public int Remaining => state.Length - _position;

    /// <summary>One value.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public T Read<T>()
        where T : unmanaged
    {
        T value = default;
        ReadValues(new Span<T>(ref value));
        return value;
    }

    /// <summary>An array written by <see cref="StateWriter.WriteSpan"/>.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public T[] ReadArray<T>()
        where T : unmanaged
    {
        int length = Read<int>();
        Invariant.Require(
            length >= 0 && (long)length * Unsafe.SizeOf<T>() <= Remaining,
            $"an array of {length} values in the last {Remaining} of {state.Length} bytes.");
        T[] values = new T[length];
        ReadValues(values.AsSpan());
        return values;
    }

    /// <summary>Bytes written by <see cref="StateWriter.WriteSpan"/>: not copied, a view of the state.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public ReadOnlyMemory<byte> ReadBytes()
    {
        int length = Read<int>();
        Invariant.Require(
            length >= 0 && length <= Remaining, $"{length} bytes in the last {Remaining} of {state.Length}.");
        _position += length;
        return state.Slice(_position - length, length);
    }

    /// <summary>Fills a span with one of the same length, written by <see cref="StateWriter.WriteSpan"/>.</summary>
    /// <exception cref="InvariantException">The state is too short, or the lengths differ.</exception>
    public void ReadSpan<T>(Span<T> values)
        where T : unmanaged
    {
        int length = Read<int>();
        Invariant.Require(length == values.Length, $"a state of {length} values, where {values.Length} belong.");
        ReadValues(values);
    }

    /// <summary>A text.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public string ReadText() => Encoding.UTF8.GetString(ReadArray<byte>());

    /// <summary>Values whose number is known.</summary>
    internal void ReadValues<T>(Span<T> values)
        where T : unmanaged
    {
        Span<byte> target = MemoryMarshal.AsBytes(values);
        Invariant.Require(target.Length <= Remaining, $"state of {state.Length} bytes ends within a value.");
        state.Span.Slice(_position, target.Length).CopyTo(target);
        _position += target.Length;
    }

    /// <summary>A part that says how long it is.</summary>
    internal StateReader ReadPart() => new(ReadBytes());
}
