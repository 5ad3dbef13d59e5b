using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>The arithmetic of one rating.</summary>
internal static class MfKernels
{
    /// <summary>
    /// One SGD step on (r − wᵀh)² + λ_w‖w‖² + λ_h‖h‖², with the factor 2 of the gradient in γ as in [E]:
    /// e = r − wᵀh; w ← w + γ(e·h − λ_w·w); h ← h + γ(e·w − λ_h·h), both from the old values.
    /// </summary>
    public static void Step(Span<float> w, Span<float> h, float rating, float step, float lambdaW, float lambdaH)
    {
        float scaledError = step * (rating - Kernels.Dot<float>(w, h));
        float keepW = 1 - (step * lambdaW);
        float keepH = 1 - (step * lambdaH);
        ref float x = ref MemoryMarshal.GetReference(w);
        ref float y = ref MemoryMarshal.GetReference(h);
        int i = 0;
        for (; i <= w.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> oldW = Vector256.LoadUnsafe(ref x, (nuint)i);
            Vector256<float> oldH = Vector256.LoadUnsafe(ref y, (nuint)i);
            ((oldW * keepW) + (oldH * scaledError)).StoreUnsafe(ref x, (nuint)i);
            ((oldH * keepH) + (oldW * scaledError)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < w.Length; i++)
        {
            (float oldW, float oldH) = (w[i], h[i]);
            w[i] = (oldW * keepW) + (oldH * scaledError);
            h[i] = (oldH * keepH) + (oldW * scaledError);
        }
    }
}
