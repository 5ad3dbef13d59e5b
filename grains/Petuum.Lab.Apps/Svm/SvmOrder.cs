using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Svm;

/// <summary>What the scheduler asks of every worker in a round.</summary>
/// <param name="Descends">Descend on the next batch; otherwise nothing: an earlier round is awaited.</param>
/// <param name="Round">Descents so far: this one's number.</param>
/// <param name="Step">γ by which the workers' latest moves were taken.</param>
/// <param name="Damping">σ of this descent.</param>
internal readonly record struct SvmOrder(bool Descends, int Round = 0, double Step = 0, double Damping = 1)
{
    private const int Width = 6;

    /// <summary>As the items of a work unit: two integers, then the bits of two doubles, low half first.</summary>
    public int[] ToItems()
    {
        long step = BitConverter.DoubleToInt64Bits(Step);
        long damping = BitConverter.DoubleToInt64Bits(Damping);
        return unchecked([Descends ? 1 : 0, Round, (int)step, (int)(step >> 32), (int)damping, (int)(damping >> 32)]);
    }

    /// <summary>From the items of a work unit.</summary>
    /// <exception cref="InvariantException">They are not an order's.</exception>
    public static SvmOrder From(ReadOnlySpan<int> items)
    {
        Invariant.Require(items.Length == Width, $"an order of {items.Length} items.");
        return new SvmOrder(items[0] == 1, items[1], Number(items, 2), Number(items, 4));
    }

    private static double Number(ReadOnlySpan<int> items, int index) =>
        BitConverter.Int64BitsToDouble((uint)items[index] | ((long)items[index + 1] << 32));
}

/// <summary>A worker's answer to a descent: four numbers, then Σ δ_i y_i x_i.</summary>
internal static class SvmReport
{
    private const int Numbers = 4;

    /// <summary>Appends it to a unit's partial results.</summary>
    public static void AddTo(PushOutput output, in BatchMove move, ReadOnlySpan<double> weights)
    {
        output.AddResult(move.Sum);
        output.AddResult(move.Cross);
        output.AddResult(move.Squares);
        output.AddResult(move.StepMax);
        foreach (double weight in weights)
        {
            output.AddResult(weight);
        }
    }

    /// <summary>From a unit's partial results.</summary>
    public static BatchMove From(ReadOnlySpan<double> results, out ReadOnlySpan<double> weights)
    {
        weights = results[Numbers..];
        return new BatchMove(results[0], results[1], results[2], results[3], Nonzeros: 0);
    }
}
