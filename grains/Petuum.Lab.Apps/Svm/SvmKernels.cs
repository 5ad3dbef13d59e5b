using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Svm;

/// <summary>What descent on a batch did to the dual variables it was about, δ = target − α.</summary>
/// <param name="Sum">Σ δ.</param>
/// <param name="Cross">Σ αδ.</param>
/// <param name="Squares">Σ δ².</param>
/// <param name="StepMax">
/// The largest γ for which α + γδ is within its bounds; at least 1, ∞ where nothing moved.
/// </param>
/// <param name="Nonzeros">Nonzeros that were visited.</param>
internal readonly record struct BatchMove(double Sum, double Cross, double Squares, double StepMax, long Nonzeros);

/// <summary>
/// Loops over sparse rows. A dot product has four lanes in a written-out order, products and sums are separate, so
/// every machine gets the same bits. Indices are trusted: a <see cref="SparseMatrix"/> has checked them.
/// </summary>
internal static class SvmKernels
{
    /// <summary>A gradient of at most this is rounding, as in LIBLINEAR.</summary>
    private const double Settled = 1e-12;

    /// <summary>
    /// One pass of dual coordinate descent (Hsieh et al. 2008) over <paramref name="rows"/> in their order, on
    /// v = w + σ Σ δ_i y_i x_i: G = y vᵀx − 1 + dα, target ← min(max(α − G/(σ‖x‖² + d), 0), U),
    /// v ← v + σ(target − α) y x. With σ = 1 that is LIBLINEAR's.
    /// </summary>
    /// <param name="data">X, y and ‖x‖².</param>
    /// <param name="options">U and d.</param>
    /// <param name="damping">σ.</param>
    /// <param name="rows">Which rows, each once.</param>
    /// <param name="alpha">α of these rows.</param>
    /// <param name="targets">What they become.</param>
    /// <param name="point">v.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static BatchMove Descend(
        SvmData data, SvmOptions options, double damping, ReadOnlySpan<int> rows, ReadOnlySpan<double> alpha,
        Span<double> targets, Span<double> point)
    {
        (double diagonal, double bound) = (options.Diagonal, options.Bound);
        ref double intercept = ref point[^1];
        (double sum, double cross, double squares, double stepMax) = (0, 0, 0, double.PositiveInfinity);
        long nonzeros = 0;
        for (int n = 0; n < rows.Length; n++)
        {
            int row = rows[n];
            SparseVector x = data.Rows.Row(row);
            double label = data.Labels[row];
            double score = Dot(x, point) + (data.Bias > 0 ? data.Bias * intercept : 0);
            double gradient = (label * score) - 1 + (diagonal * alpha[n]);
            double curvature = (damping * data.SquaredNorms[row]) + diagonal;
            double target = Math.Abs(gradient) <= Settled
                ? alpha[n]
                : Math.Min(Math.Max(alpha[n] - (gradient / curvature), 0), bound);
            double change = target - alpha[n];
            targets[n] = target;
            nonzeros += x.Count;
            if (change != 0)
            {
                Add(x, damping * change * label, point);
                intercept += damping * change * label * data.Bias;
                sum += change;
                cross += alpha[n] * change;
                squares += change * change;
                stepMax = Math.Min(stepMax, change > 0 ? (bound - alpha[n]) / change : alpha[n] / -change);
            }
        }

        return new BatchMove(sum, cross, squares, stepMax, nonzeros);
    }

    /// <summary>xᵀv.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(SparseVector x, ReadOnlySpan<double> v) =>
        SparseKernels.Dot(x.Indices, x.Values, ref MemoryMarshal.GetReference(v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(SparseVector x, double factor, Span<double> v) =>
        SparseKernels.Add(x.Indices, x.Values, factor, ref MemoryMarshal.GetReference(v));
}
