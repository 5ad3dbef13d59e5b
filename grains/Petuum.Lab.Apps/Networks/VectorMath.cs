using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Apps.Networks;

/// <summary>
/// Elementary functions of eight numbers in single precision, from + − × ÷, fused multiply-adds and bits alone: the
/// same on every CPU.
/// </summary>
internal static class VectorMath
{
    private const float InverseLn2 = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float Least = -87;
    private const float Most = 88;

    /// <summary>
    /// e to the power of x, within 2 units in the last place: e^x = 2^k·e^r with |r| ≤ ½·ln 2, and e^r by a polynomial
    /// of degree 7. 0 below −87; above 88 it stays at e^88.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        Vector256<float> within = Vector256.Min(
            Vector256.Max(x, Vector256.Create(Least)), Vector256.Create(Most));
        Vector256<float> k = Vector256.Floor(
            Vector256.FusedMultiplyAdd(within, Vector256.Create(InverseLn2), Vector256.Create(0.5f)));
        Vector256<float> r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-Ln2High), within);
        r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-Ln2Low), r);
        Vector256<float> p = Vector256.Create(1.9875691500e-4f);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.3981999507e-3f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(8.3334519073e-3f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(4.1665795894e-2f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.6666665459e-1f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(5.0000001201e-1f));
        p = Vector256.FusedMultiplyAdd(p, r * r, r) + Vector256<float>.One;
        Vector256<int> power = Vector256.ConvertToInt32(k) + Vector256.Create(127);
        Vector256<float> result = p * Vector256.ShiftLeft(power, 23).AsSingle();
        return Vector256.ConditionalSelect(
            Vector256.LessThan(x, Vector256.Create(Least)), Vector256<float>.Zero, result);
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) =>
        Vector256<float>.One / (Vector256<float>.One + Exp(-x));

    /// <summary>1 − 2 / (1 + e^2x): exact to single precision's unit at 1, not relative to small values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x) =>
        Vector256<float>.One - (Vector256.Create(2f) / (Vector256<float>.One + Exp(x + x)));
}
