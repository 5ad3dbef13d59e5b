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
        MfBlockKernels.Factors by = new(1 - (step * lambdaW), scaledError, 1 - (step * lambdaH), scaledError);
        Apply(w, h, by);
    }

    /// <summary>
    /// The same with adaptive steps, as <see cref="MfBlockKernels"/> has them; the last column of each row is G.
    /// </summary>
    public static void AdaptiveStep(
        Span<float> w, Span<float> h, float rating, MfStep step, float lambdaW, float lambdaH)
    {
        int rank = w.Length - 1;
        Span<float> factorW = w[..rank];
        Span<float> factorH = h[..rank];
        MfRowState stateW = new(lambdaW, w[rank], Kernels.Dot<float>(factorW, factorW));
        MfRowState stateH = new(lambdaH, h[rank], Kernels.Dot<float>(factorH, factorH));
        float dot = Kernels.Dot<float>(factorW, factorH);
        Apply(factorW, factorH, MfBlockKernels.Adapt(rating, dot, ref stateW, ref stateH, step));
        (w[rank], h[rank]) = (stateW.Squares, stateH.Squares);
    }

    /// <summary>
    /// Adds half the gradient of (r − wᵀh)² + λ_w‖w‖² + λ_h‖h‖², as a step of <see cref="Step"/> has it:
    /// λ_w·w − e·h and λ_h·h − e·w.
    /// </summary>
    public static void AddGradients(
        in MfFactors read, in MfFactors gradients, float rating, float lambdaW, float lambdaH)
    {
        ReadOnlySpan<float> w = read.User;
        ReadOnlySpan<float> h = read.Item;
        float error = rating - Kernels.Dot(w, h);
        for (int i = 0; i < w.Length; i++)
        {
            gradients.User[i] += (lambdaW * w[i]) - (error * h[i]);
            gradients.Item[i] += (lambdaH * h[i]) - (error * w[i]);
        }
    }

    private static void Apply(Span<float> w, Span<float> h, in MfBlockKernels.Factors by)
    {
        ref float x = ref MemoryMarshal.GetReference(w);
        ref float y = ref MemoryMarshal.GetReference(h);
        int i = 0;
        for (; i <= w.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> oldW = Vector256.LoadUnsafe(ref x, (nuint)i);
            Vector256<float> oldH = Vector256.LoadUnsafe(ref y, (nuint)i);
            ((oldW * by.KeepW) + (oldH * by.PullW)).StoreUnsafe(ref x, (nuint)i);
            ((oldH * by.KeepH) + (oldW * by.PullH)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < w.Length; i++)
        {
            (float oldW, float oldH) = (w[i], h[i]);
            w[i] = (oldW * by.KeepW) + (oldH * by.PullW);
            h[i] = (oldH * by.KeepH) + (oldW * by.PullH);
        }
    }
}

/// <summary>A user's factor and an item's, or what belongs to them.</summary>
internal readonly ref struct MfFactors(Span<float> user, Span<float> item)
{
    /// <summary>Of the user.</summary>
    public readonly Span<float> User = user;

    /// <summary>Of the item.</summary>
    public readonly Span<float> Item = item;
}
