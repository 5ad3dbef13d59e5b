using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Networks;

/// <summary>
/// Softmax and its cross-entropy over rows of logits, padded to whole vectors: p_k = e^(z_k − max) / Σ e^(z_j − max). A
/// row's sum adds vectors from first to last, lane by lane, and then ((0+4)+(2+6))+((1+5)+(3+7)) over the lanes.
/// </summary>
internal static class Softmax
{
    /// <summary>Turns rows of logits to probabilities; pads become 0.</summary>
    public static void Probabilities(Span<float> logits, int rows, int classes)
    {
        int stride = MatrixKernels.Padded(classes);
        for (int row = 0; row < rows; row++)
        {
            Span<float> values = logits.Slice(row * stride, stride);
            float sum = Exponentials(values, classes, out _);
            for (int column = 0; column < stride; column++)
            {
                values[column] /= sum;
            }
        }
    }

    /// <summary>
    /// Turns rows of logits to what the cross-entropy's gradient in them is, times <paramref name="scale"/>:
    /// (p_k − 1[k = label]) · scale.
    /// </summary>
    public static void Gradient(Span<float> logits, ReadOnlySpan<int> labels, int classes, float scale)
    {
        int stride = MatrixKernels.Padded(classes);
        Probabilities(logits, labels.Length, classes);
        for (int row = 0; row < labels.Length; row++)
        {
            logits[(row * stride) + labels[row]] -= 1;
        }

        foreach (ref float value in logits[..(labels.Length * stride)])
        {
            value *= scale;
        }
    }

    /// <summary>
    /// The most probable class, the first one of several, and −ln of the label's probability (0 for an unknown label).
    /// Overwrites the row.
    /// </summary>
    public static (int Best, double Loss) Score(Span<float> logits, int classes, int label)
    {
        int best = 0;
        for (int column = 1; column < classes; column++)
        {
            best = logits[column] > logits[best] ? column : best;
        }

        float own = label < 0 ? 0 : logits[label];
        double sum = Exponentials(logits, classes, out float largest);
        return (best, label < 0 ? 0 : DeterministicMath.Log(sum) - ((double)own - largest));
    }

    private static float Exponentials(Span<float> values, int classes, out float largest)
    {
        values[classes..].Fill(float.NegativeInfinity);
        ref float first = ref MemoryMarshal.GetReference(values);
        largest = float.NegativeInfinity;
        foreach (float value in values)
        {
            largest = value > largest ? value : largest;
        }

        Vector256<float> sum = default;
        for (int column = 0; column < values.Length; column += Vector256<float>.Count)
        {
            Vector256<float> power = VectorMath.Exp(
                Vector256.LoadUnsafe(ref first, (nuint)column) - Vector256.Create(largest));
            power.StoreUnsafe(ref first, (nuint)column);
            sum += power;
        }

        return AddLanes(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float AddLanes(Vector256<float> lanes)
    {
        Vector128<float> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return two.ToScalar() + two.GetElement(1);
    }
}
