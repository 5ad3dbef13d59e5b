namespace Petuum.Lab.Apps.Linear;

/// <summary>The optimality (KKT) conditions of f(Xβ) + λ‖β‖₁, with g_j = x_jᵀr and r = −∇f(Xβ).</summary>
internal static class Optimality
{
    /// <summary>(|g| − λ)₊ where β_j = 0, |g − λ sign β_j| where not; NaN where one is.</summary>
    public static double Violation(double beta, double gradient, double lambda) => beta switch
    {
        0 => Math.Max(0, Math.Abs(gradient) - lambda),
        > 0 => Math.Abs(gradient - lambda),
        < 0 => Math.Abs(gradient + lambda),
        _ => double.NaN,
    };
}

/// <summary>Tells predictions apart: the same number means the same bits, but for one chance in 2⁵².</summary>
internal static class PredictionChecksum
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const int Kept = 52;

    /// <summary>A whole number below 2⁵²: four lanes of multiply-and-add over the bits.</summary>
    public static double Of(ReadOnlySpan<double> prediction)
    {
        ulong a = 1;
        ulong b = 2;
        ulong c = 3;
        ulong d = 4;
        int row = 0;
        for (; row <= prediction.Length - 4; row += 4)
        {
            a = Mix(a, prediction[row]);
            b = Mix(b, prediction[row + 1]);
            c = Mix(c, prediction[row + 2]);
            d = Mix(d, prediction[row + 3]);
        }

        for (; row < prediction.Length; row++)
        {
            a = Mix(a, prediction[row]);
        }

        ulong all = unchecked((((((a * Factor) ^ b) * Factor) ^ c) * Factor) ^ d);
        return unchecked((all ^ (all >> 31)) * Factor) >> (64 - Kept);
    }

    private static ulong Mix(ulong sum, double value) =>
        unchecked(((sum ^ (ulong)BitConverter.DoubleToInt64Bits(value)) * Factor) ^ (sum >> 29));
}
