using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// Features as trees are grown on them: column by column, each value as the number of its level, 0 for the smallest.
/// A level is one value; of a feature with more than 65,536 different ones, neighbouring values in equal numbers.
/// What all workers share and nobody changes.
/// </summary>
internal sealed class ForestColumns
{
    /// <summary>Levels of a feature, at most.</summary>
    public const int LevelsMax = 1 << 16;

    private readonly int _rows;
    private readonly ushort[] _codes;
    private readonly float[][] _least;
    private readonly float[][] _greatest;
    private readonly int[] _varying;

    /// <summary>Sorts every feature of some samples.</summary>
    /// <exception cref="Core.Jobs.PlanException">They do not fit into memory.</exception>
    public ForestColumns(ClassData data)
    {
        _rows = data.Rows;
        ClassData.Check(
            (long)data.Rows * data.Features <= Array.MaxLength,
            $"{data.Rows} rows of {data.Features} features",
            "use fewer rows or features: a forest holds them all");
        _codes = new ushort[data.Rows * data.Features];
        _least = new float[data.Features][];
        _greatest = new float[data.Features][];
        ulong[] keys = new ulong[data.Rows];
        ulong[] spare = new ulong[data.Rows];
        List<int> varying = [];
        for (int feature = 0; feature < data.Features; feature++)
        {
            for (int row = 0; row < keys.Length; row++)
            {
                keys[row] = ((ulong)Ordered(data.RowsAt(row, 1)[feature]) << 32) | (uint)row;
            }

            KeySort.Sort(keys, spare, digits: 4);
            if (Number(feature, keys) > 1)
            {
                varying.Add(feature);
            }
        }

        _varying = [.. varying];
    }

    /// <summary>Features of more than one level, ascending.</summary>
    public ReadOnlySpan<int> Varying => _varying;

    /// <summary>The level of every row.</summary>
    public ReadOnlySpan<ushort> Codes(int feature) => _codes.AsSpan(feature * _rows, _rows);

    /// <summary>How many levels a feature has.</summary>
    public int LevelsOf(int feature) => _least[feature].Length;

    /// <summary>
    /// A number t half way between two levels, for which x ≤ t tells the values of the lower one from those of the
    /// upper one.
    /// </summary>
    public float Between(int feature, int below, int above)
    {
        (float low, float high) = (_greatest[feature][below], _least[feature][above]);
        float middle = low + ((high - low) / 2);
        return middle < high ? middle : low;
    }

    /// <summary>Bits whose order as whole numbers is that of the values; −0 is 0.</summary>
    private static uint Ordered(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    private static float Value(ulong key)
    {
        uint bits = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((bits & 0x8000_0000) == 0 ? ~bits : bits & 0x7FFF_FFFF);
    }

    /// <summary>Numbers the levels of a feature, whose sorted keys are given; returns how many there are.</summary>
    private int Number(int feature, ReadOnlySpan<ulong> keys)
    {
        long different = 1;
        for (int at = 1; at < keys.Length; at++)
        {
            different += keys[at] >> 32 == keys[at - 1] >> 32 ? 0 : 1;
        }

        int levels = (int)Math.Min(different, LevelsMax);
        (_least[feature], _greatest[feature]) = (new float[levels], new float[levels]);
        long rank = -1;
        int level = -1;
        for (int at = 0; at < keys.Length; at++)
        {
            rank += at > 0 && keys[at] >> 32 == keys[at - 1] >> 32 ? 0 : 1;
            int next = (int)(rank * levels / different);
            float value = Value(keys[at]);
            if (next != level)
            {
                (level, _least[feature][next]) = (next, value);
            }

            _greatest[feature][level] = value;
            _codes[(feature * _rows) + (int)(uint)keys[at]] = (ushort)level;
        }

        return levels;
    }
}
