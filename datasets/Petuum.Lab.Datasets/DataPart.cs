using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>
/// One worker's part of a file or of a list: number <see cref="Index"/> of <see cref="Count"/>, in order.
/// The parts 0 … Count − 1, one after the other, are the whole. <c>default</c> is the whole. Or certain rows, that
/// <see cref="DataFile.Locate"/> has found.
/// </summary>
public readonly record struct DataPart
{
    private readonly int _others;

    /// <summary>Part <paramref name="index"/> (from 0) of <paramref name="count"/>.</summary>
    public DataPart(int index, int count)
    {
        Invariant.Require(count > 0, $"a file has at least 1 part, not {count}.");
        Invariant.Require(index >= 0 && index < count, $"part {index} is not among the parts 0 … {count - 1}.");
        Index = index;
        _others = count - 1;
    }

    /// <summary>Certain rows.</summary>
    /// <param name="rows">Which, from 0 in the order of the file.</param>
    /// <param name="bytes">
    /// Where their lines are among the uncompressed bytes; null where rows are not lines one after the other.
    /// </param>
    public DataPart(IndexRange rows, (long Start, long End)? bytes) => (Rows, Bytes) = (rows, bytes);

    /// <summary>Everything: part 0 of 1.</summary>
    public static DataPart Whole => default;

    /// <summary>Which part, from 0.</summary>
    public int Index { get; }

    /// <summary>How many parts there are.</summary>
    public int Count => _others + 1;

    /// <summary>Whether this is everything.</summary>
    public bool IsWhole => _others == 0 && Rows is null;

    /// <summary>The rows that are meant, if it is certain ones.</summary>
    public IndexRange? Rows { get; }

    /// <summary>Where their lines are among the uncompressed bytes, if that is known.</summary>
    public (long Start, long End)? Bytes { get; }

    /// <summary>
    /// The positions [Start, End) of this part among 0 … <paramref name="length"/> − 1; sizes differ by at most 1
    /// unless certain rows are meant.
    /// </summary>
    public (long Start, long End) Slice(long length) => Rows is { } rows
        ? (rows.Start, rows.End)
        : (Boundary(length, Index), Boundary(length, Index + 1));

    /// <summary>The positions of its lines among <paramref name="length"/> bytes.</summary>
    internal (long Start, long End) SliceBytes(Func<long> length) => Bytes ?? (IsWhole
        ? (0, long.MaxValue)
        : Rows is null
            ? Slice(length())
            : throw new InvariantException("certain rows of a file of lines are read where its lines are known."));

    private long Boundary(long length, int part) => (long)((Int128)length * part / Count);
}

/// <summary>The indices <paramref name="Start"/> … <paramref name="End"/> − 1 of rows, users or columns.</summary>
public readonly record struct IndexRange(int Start, int End)
{
    /// <summary>How many indices.</summary>
    public int Count => End - Start;

    /// <summary>Whether <paramref name="index"/> is one of them.</summary>
    public bool Contains(int index) => index >= Start && index < End;
}
