using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>Activations and their derivatives over whole vectors.</summary>
internal static class DnnActivations
{
    private interface IFunction
    {
        static abstract Vector256<float> Of(Vector256<float> sum);

        /// <summary>The derivative, from the value that <see cref="Of"/> gave.</summary>
        static abstract Vector256<float> Slope(Vector256<float> value);
    }

    /// <summary>Replaces sums by activations; the length is a multiple of 8.</summary>
    public static void Apply(Activation activation, Span<float> sums)
    {
        switch (activation)
        {
            case Activation.Relu:
                Apply<Relu>(sums);
                break;
            case Activation.Sigmoid:
                Apply<Sigmoid>(sums);
                break;
            default:
                Apply<Tanh>(sums);
                break;
        }
    }

    /// <summary>Multiplies gradients in activations by the slope there: gradients in sums.</summary>
    public static void Backward(Activation activation, ReadOnlySpan<float> values, Span<float> gradients)
    {
        switch (activation)
        {
            case Activation.Relu:
                Backward<Relu>(values, gradients);
                break;
            case Activation.Sigmoid:
                Backward<Sigmoid>(values, gradients);
                break;
            default:
                Backward<Tanh>(values, gradients);
                break;
        }
    }

    private static void Apply<TFunction>(Span<float> sums)
        where TFunction : struct, IFunction
    {
        foreach (ref Vector256<float> sum in MemoryMarshal.Cast<float, Vector256<float>>(sums))
        {
            sum = TFunction.Of(sum);
        }
    }

    private static void Backward<TFunction>(ReadOnlySpan<float> values, Span<float> gradients)
        where TFunction : struct, IFunction
    {
        ReadOnlySpan<Vector256<float>> made = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(gradients);
        for (int index = 0; index < vectors.Length; index++)
        {
            vectors[index] *= TFunction.Slope(made[index]);
        }
    }

    private readonly struct Relu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Of(Vector256<float> sum) => Vector256.Max(sum, Vector256<float>.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Slope(Vector256<float> value) => Vector256.ConditionalSelect(
            Vector256.GreaterThan(value, Vector256<float>.Zero), Vector256<float>.One, Vector256<float>.Zero);
    }

    private readonly struct Sigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Of(Vector256<float> sum) => VectorMath.Sigmoid(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Slope(Vector256<float> value) => value * (Vector256<float>.One - value);
    }

    private readonly struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Of(Vector256<float> sum) => VectorMath.Tanh(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Slope(Vector256<float> value) => Vector256<float>.One - (value * value);
    }
}
